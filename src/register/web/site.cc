#include "register/web/site.h"

#include <algorithm>
#include <atomic>
#include <chrono>

#include "base/hash.h"
#include "base/text.h"
#include "register/service/rate_limit.h"
#include "register/web/reading.h"
#include "register/web/response_cache.h"

namespace bridle::registry {

namespace {

using Clock = std::chrono::steady_clock;

// So often somebody who shares a store looks whether another process has published.
constexpr std::chrono::seconds kLook{1};

bool reads(const Request& request) {
    return request.method == Method::get || request.method == Method::head;
}

std::string day_of(const Request& request) {
    return iso(request.now).substr(0, 10);
}

// The first page asks the browser for its languages, and so has no one answer.
bool may_be_kept(const Request& request, const Response& response) {
    return reads(request) && request.path != "/" && response.max_age != Response::kPrivate &&
           (response.status == 200 || response.status == 410);
}

void add_etag(Response& response) {
    if (!response.etag.empty() || response.status != 200) return;
    std::string digest = hex(sha256(as_bytes(*response.body)));
    response.etag = '"' + digest.substr(0, 32) + '"';
}

// What asks the database for much: so often one client may, before it has to wait.
enum class Costly : std::uint8_t { search, match, write };
constexpr RateLimit::Rule kSearches{.tokens = 300, .refill = std::chrono::minutes(1)};
constexpr RateLimit::Rule kMatches{.tokens = 60, .refill = std::chrono::minutes(1)};
constexpr RateLimit::Rule kWrites{.tokens = 300, .refill = std::chrono::minutes(1)};

std::optional<Costly> cost_of(const Request& request) {
    if (request.path == "/v1/match") return Costly::match;
    if (!reads(request)) return Costly::write;
    const bool searches = request.path == "/v1/search.json" || request.path.ends_with("/search/");
    if (searches && !request.query.empty()) return Costly::search;
    return std::nullopt;
}

// The keeper's own programs, and a proxy that does not say for whom it asks.
bool is_loopback(std::string_view address) {
    return address.empty() || address.starts_with("127.") || address == "::1";
}

Response failed(const Request& request) {
    return plain_error(500, "Something went wrong on our side. Please try again later.",
                       request.path);
}

}  // namespace

Result<std::optional<Response>> public_answer(const Reading& reading) {
    for (auto answer :
         {api_answer, feed_answer, bulk_answer, search_file_answer, log_answer, page_answer}) {
        // The API has a file of the program among its addresses.
        if (answer == api_answer && reading.request.path == "/v1/openapi.json") continue;
        auto response = TRY(answer(reading));
        if (response) return response;
    }
    return std::nullopt;
}

struct Site::Parts {
    explicit Parts(Register& register_to_show) : registry(register_to_show) {}

    Register& registry;
    ResponseCache cache;
    std::mutex day_mutex;
    std::string day;  // for which the cache holds
    std::atomic<Clock::rep> next_look = 0;
    std::mutex seen_mutex;
    std::string seen;  // checkpoint and takedown for which the cache holds
    RateLimit searches{kSearches}, matches{kMatches}, writes{kWrites};

    // 429, from who has asked too often.
    std::optional<Response> too_often(const Request& request) {
        auto cost = cost_of(request);
        if (!cost || is_loopback(request.remote)) return std::nullopt;
        RateLimit& limit = *cost == Costly::search  ? searches
                           : *cost == Costly::match ? matches
                                                    : writes;
        const std::string client = client_of(request.remote);
        if (limit.take(client, request.now)) return std::nullopt;
        Response response = plain_error(
            429, "That was too often for now: Retry-After says in how many seconds to ask again.",
            request.path);
        const auto wait =
            std::max<std::chrono::seconds::rep>(1, limit.wait(client, request.now).count());
        response.headers.emplace_back("Retry-After", std::to_string(wait));
        response.max_age = Response::kPrivate;
        return response;
    }

    bool is_day(const std::string& today) {
        std::lock_guard hold(day_mutex);
        return day == today;
    }
    // Licences and obligations change their state at midnight, without anybody doing anything.
    void turn_to(const std::string& today) {
        std::lock_guard hold(day_mutex);
        if (day == today) return;
        day = today;
        cache.clear();
    }

    bool has_to_look() const {
        return !registry.can_write() && Clock::now().time_since_epoch().count() >= next_look;
    }
    // The store may be shared with the process that writes: what it published ends what is kept,
    // and what it took down does even before that is published.
    Result<void> look(Store& store) {
        Clock::rep due = next_look;
        const Clock::time_point now = Clock::now();
        if (now.time_since_epoch().count() < due) return {};
        if (!next_look.compare_exchange_strong(due, (now + kLook).time_since_epoch().count()))
            return {};
        auto checkpoint = TRY(store.log.latest_published());
        auto takedown = TRY(store.fact(kLastTakedown));
        std::string now_there = (checkpoint ? checkpoint->note : "") + "\n" + takedown.value_or("");
        std::lock_guard hold(seen_mutex);
        if (now_there == seen) return {};
        seen = std::move(now_there);
        cache.clear();
        return {};
    }

    Result<Response> answer(const Request& request) {
        if (request.method == Method::options) return options_answer(request.path);
        if (auto refusal = too_often(request)) return std::move(*refusal);
        auto filing = TRY(api_filing_answer(registry, request));
        if (filing) return std::move(*filing);
        auto desk = TRY(desk_answer(registry, request));
        if (desk) return std::move(*desk);
        if (!reads(request) && request.path != "/v1/match") return method_refused(request.path);

        std::string today = day_of(request);
        turn_to(today);
        auto store = TRY(registry.readers().lend());
        if (has_to_look()) TRY(look(*store));
        const std::string key = ResponseCache::key(request);
        const std::uint64_t generation = cache.generation();
        if (reads(request) && request.path != "/")
            if (auto kept = cache.find(key)) return std::move(*kept);
        auto found = TRY(public_answer({*store, registry, request, today}));
        if (!found) return plain_error(404, "There is no such address.", request.path);
        add_etag(*found);
        if (may_be_kept(request, *found)) cache.store(key, *found, generation);
        return std::move(*found);
    }
};

Site::Site(Register& registry) : parts_(std::make_unique<Parts>(registry)) {
    registry.when_published([parts = parts_.get()](std::uint64_t) { parts->cache.clear(); });
}

Site::~Site() {
    parts_->registry.when_published({});
}

Response Site::handle(const Request& request) {
    auto response = parts_->answer(request);
    return response ? std::move(*response) : failed(request);
}

std::optional<Response> Site::at_hand(const Request& request) {
    if (!reads(request) || request.path == "/" || parts_->has_to_look()) return std::nullopt;
    if (!parts_->is_day(day_of(request))) return std::nullopt;
    return parts_->cache.find(ResponseCache::key(request));
}

}  // namespace bridle::registry
