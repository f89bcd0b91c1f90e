// What strangers ask of a register: an address with its parameters, cookies and tokens, and behind
// an empty line what they post, as JSON or as a form of either kind, to the API and the desk. A
// small register answers, which forgets nothing of it; no answer is an error of ours, every one has
// one head, and what says it is JSON is.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "base/text.h"
#include "register/service/sign_in.h"
#include "register/web/site.h"

using namespace bridle;
using namespace bridle::registry;

namespace {

void must(bool holds) {
    if (!holds) std::abort();
}
template <class T>
T good(Result<T> result) {
    if (!result) std::abort();
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// A register of a few records, with a token of somebody who may file and decide, gone at the end.
class Small {
public:
    Small() {
        std::string name = std::filesystem::temp_directory_path() / "bridle-fuzz-XXXXXX";
        must(mkdtemp(name.data()) != nullptr);
        place_ = name;
        Settings settings;
        settings.name = settings.keeper = "Fuzz";
        settings.origin = "register.example/log";
        settings.url = "https://register.example";
        good(Register::create(place_ + "/register", settings));
        registry_ = good(Register::open(place_ + "/register", Register::Mode::write));
        std::vector<NewVersion> records;
        for (const char* type : {"company", "licence", "product", "sale"}) {
            NewVersion version;
            version.type = type;
            version.record_id = std::string(type) + "-a";
            version.body.set("name", "Example").set("title", "Example");
            version.body.set("asOf", "2025-06-02").set("name", "Example");
            version.actor = "registrar";
            version.check = false;
            records.push_back(std::move(version));
        }
        good(registry_->publish(records));
        Account account;
        account.id = "account-a";
        account.name = "registrar";
        account.role = Role::registrar;
        account.totp = std::string(20, 't');
        good(registry_->change([&](Store& store) { return store.accounts.put(account); }));
        token_ = good(create_token(*registry_, account.id, "fuzz", 30));
        site_.emplace(*registry_);
    }
    ~Small() {
        site_.reset();
        registry_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(place_, ignored);
    }

    Response ask(const Request& request) {
        auto kept = site_->at_hand(request);
        return kept ? *kept : site_->handle(request);
    }
    const std::string& token() const { return token_; }

private:
    std::string place_, token_;
    std::unique_ptr<Register> registry_;
    std::optional<Site> site_;
};

std::string_view take(std::string_view& text, std::string_view end) {
    std::string_view taken = text.substr(0, text.find(end));
    text.remove_prefix(std::min(text.size(), taken.size() + end.size()));
    return taken;
}

constexpr std::pair<std::string_view, Method> kMethods[] = {
    {"GET", Method::get}, {"HEAD", Method::head},  {"POST", Method::post},
    {"PUT", Method::put}, {"DELETE", Method::del}, {"OPTIONS", Method::options}};

// "POST /v1/match?a=b", then a header a line, where "TOKEN" stands for the token. Nothing, where
// the reader of requests would have refused it (register_request_fuzz.cc).
std::optional<Request> request_of(std::string_view text, const std::string& token) {
    Request request;
    std::string_view head = take(text, "\n\n"), line = take(head, "\n");
    std::string_view method = take(line, " ");
    auto known = std::ranges::find(kMethods, method, &std::pair<std::string_view, Method>::first);
    if (known == std::end(kMethods)) return std::nullopt;
    request.method = known->second;
    auto path = percent_decoded(take(line, "?"), false);
    auto query = parse_form(line);
    if (!path || !path->starts_with('/') || path->contains("//") || !query) return std::nullopt;
    for (char c : *path)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return std::nullopt;
    request.path = *path;
    request.query = *query;
    while (!head.empty()) {
        std::string_view value = take(head, "\n"), name = take(value, ":");
        if (!is_utf8(value)) return std::nullopt;
        std::string its(trimmed(value));
        if (std::size_t at = its.find("TOKEN"); at != its.npos) its.replace(at, 5, token);
        request.headers.insert_or_assign(lower(name), its);
    }
    request.body = text;
    request.remote = "127.0.0.1";
    request.now = from_iso("2026-03-05T12:00:00Z").value();
    return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Small small;
    auto request = request_of(as_text(std::as_bytes(std::span(data, size))), small.token());
    if (!request) return 0;
    // Passwords are slow to check by design, and checked elsewhere.
    if (request->path.ends_with("/sign-in/") || request->path.ends_with("/join/")) return 0;
    Response response = small.ask(*request);
    must(response.status >= 200 && response.status < 500);
    if (response.type.contains("json") && !response.body->empty() && response.status != 204)
        must(Json::parse(*response.body).has_value());
    if (response.type.starts_with("text/")) must(is_utf8(*response.body));
    std::string out;
    append_head(out, response, *request, true);
    must(out.find("\r\n\r\n") == out.size() - 4);
    return 0;
}
