#include "register/web/publish.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <thread>
#include <unordered_set>

#include "base/hash.h"
#include "base/text.h"
#include "register/web/api_json.h"
#include "register/web/public_paths.h"
#include "register/web/published_folder.h"
#include "register/web/reading.h"
#include "register/web/search_files.h"
#include "register/web/site.h"
#include "register/web/words.h"

namespace bridle::registry {

namespace {

constexpr unsigned kWorkers = 2;
constexpr std::size_t kBatch = 64, kMostBatches = 64;
constexpr const char* kStateFile = ".bridle-published";
constexpr std::string_view kCheckpoint = "/log/checkpoint";

// What the folder held when the last call was done.
struct State {
    std::string origin, day;
    std::string made_with;  // digest of all that every page depends on
    std::string note;       // digest of the checkpoint
    std::uint64_t size = 0;

    std::string text() const {
        Json out;
        out.set("origin", origin);
        out.set("size", size);
        out.set("day", day);
        out.set("madeWith", made_with);
        out.set("note", note);
        return out.dump(1) + "\n";
    }
    static Result<State> parse(std::string_view text) {
        Json json = TRY(Json::parse(text));
        State state;
        state.origin = json["origin"].text();
        state.day = json["day"].text();
        state.made_with = json["madeWith"].text();
        state.note = json["note"].text();
        state.size = static_cast<std::uint64_t>(json["size"].integer().value_or(0));
        return state;
    }
};

std::string digest(std::string_view text) {
    return hex(sha256(as_bytes(text)));
}

// Paths on their way from the one who finds them to those who write them, never many at once.
class Queue {
public:
    // False when nobody takes any more.
    bool put(std::vector<std::string> batch) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return batches_.size() < kMostBatches || stopped_; });
        if (stopped_) return false;
        batches_.push_back(std::move(batch));
        changed_.notify_all();
        return true;
    }
    std::optional<std::vector<std::string>> take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !batches_.empty() || ended_ || stopped_; });
        if (stopped_ || batches_.empty()) return std::nullopt;
        auto batch = std::move(batches_.front());
        batches_.pop_front();
        changed_.notify_all();
        return batch;
    }
    void end() {
        std::lock_guard lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }
    void stop(Error error) {
        std::lock_guard lock(mutex_);
        if (!stopped_) error_ = std::move(error);
        stopped_ = true;
        changed_.notify_all();
    }
    Result<void> outcome() {
        std::lock_guard lock(mutex_);
        if (error_) return std::unexpected(*error_);
        return {};
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::vector<std::string>> batches_;
    bool ended_ = false, stopped_ = false;
    std::optional<Error> error_;
};

// A connection that sees the register as it was when the view began, whatever happens since.
struct View {
    StorePool::Lease store;
    Transaction transaction;
    StoredCheckpoint checkpoint;
    std::unique_ptr<Answers> drawn = std::make_unique<Answers>();

    static Result<View> begin(Register& registry) {
        auto store = TRY(registry.readers().lend());
        Transaction transaction = TRY(Transaction::begin(store->database()));
        transaction.remember_answers();
        if (store->database().dialect() == Dialect::postgresql)
            TRY(store->database().run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", {}));
        auto checkpoint = TRY(store->log.latest_published());
        if (!checkpoint)
            return fail(Errc::unsupported,
                        "there is nothing to publish: no checkpoint was published yet");
        return View{std::move(store), std::move(transaction), std::move(*checkpoint)};
    }
};

// Several that see the same.
Result<std::vector<View>> views(Register& registry, std::size_t count) {
    constexpr int kTries = 20;
    for (int i = 0; i < kTries; i++) {
        std::vector<View> all;
        while (all.size() < count) {
            View view = TRY(View::begin(registry));
            if (!all.empty() && view.checkpoint.note != all.front().checkpoint.note) break;
            all.push_back(std::move(view));
        }
        if (all.size() == count) return all;
    }
    return fail(Errc::io, "the register is being written to too fast to be published; try again");
}

std::string name_of(std::string_view path) {
    std::string name(path.substr(1));
    if (name.empty() || name.ends_with('/')) name += "index.html";
    return name;
}

class Publishing {
public:
    Publishing(Register& registry, const PublishedFolder& folder, Time at, bool fresh)
        : registry_(registry), folder_(folder), at_(at), fresh_(fresh) {}

    std::string today() const { return iso(at_).substr(0, 10); }
    Reading reading(View& view, const Request& request) const {
        return {*view.store, registry_, request, today(), view.drawn.get()};
    }

    Result<void> file(View& view, const std::string& path) {
        Request request;
        request.path = path;
        request.now = at_;
        auto answer = public_answer(reading(view, request));
        if (!answer)
            return fail(answer.error().code, fmt::format("{}: {}", path, answer.error().what));
        const bool there = *answer && ((*answer)->status == 200 || (*answer)->status == 410);
        if (!there) {
            bool removed = TRY(folder_.remove(name_of(path)));
            if (removed) removed_++;
            return {};
        }
        bool wrote = TRY(folder_.write(name_of(path), *(*answer)->body, fresh_));
        (wrote ? written_ : unchanged_)++;
        return {};
    }

    // All that `find` finds, but for the checkpoint. Unless it finds everything `each_once`, what
    // it finds again is left out: two workers must not write one file.
    Result<void> files(std::span<View> views, bool each_once, const auto& find) {
        Queue queue;
        std::vector<std::jthread> workers;
        for (View& view : views.subspan(1))
            workers.emplace_back([&] {
                while (auto batch = queue.take())
                    for (const std::string& path : *batch)
                        if (auto done = file(view, path); !done) {
                            queue.stop(done.error());
                            return;
                        }
            });
        auto found = feed(views.front(), queue, each_once, find);
        if (!found) queue.stop(found.error());
        queue.end();
        workers.clear();  // joins them
        return queue.outcome();
    }

    PublishReport report() const { return {written_, unchanged_, removed_, 0}; }
    void count_removed(std::uint64_t files) { removed_ += files; }

private:
    Result<void> feed(View& view, Queue& queue, bool each_once, const auto& find) {
        std::unordered_set<std::string> found;
        std::vector<std::string> batch;
        Request request;
        request.now = at_;
        TRY(find(reading(view, request), [&](std::string path) -> Result<void> {
            if (path == kCheckpoint || (!each_once && !found.insert(path).second)) return {};
            batch.push_back(std::move(path));
            if (batch.size() < kBatch) return {};
            if (!queue.put(std::exchange(batch, {})))
                return fail(Errc::io, "publishing has stopped");
            return {};
        }));
        queue.put(std::move(batch));
        return {};
    }

    Register& registry_;
    const PublishedFolder& folder_;
    Time at_;
    bool fresh_;
    std::atomic<std::uint64_t> written_ = 0, unchanged_ = 0, removed_ = 0;
};

Result<std::optional<State>> state_of(const PublishedFolder& folder, const std::string& path,
                                      const std::string& origin, std::uint64_t size) {
    bool empty = TRY(folder.is_empty());
    if (empty) return std::nullopt;
    auto text = folder.read(kStateFile);
    if (!text)
        return fail(Errc::unsupported,
                    path + " holds something else than a published register; name an empty folder");
    State state = TRY(State::parse(*text));
    if (state.origin != origin)
        return fail(Errc::unsupported, fmt::format("{} holds the register {}, and this one is {}",
                                                   path, printable(state.origin), origin));
    if (state.size > size)
        return fail(Errc::corrupt,
                    fmt::format("{} holds a log of {} leaves, and this register has {}: it is an "
                                "older copy",
                                path, state.size, size));
    return state;
}

// What is gone without a leaf that says where it was: files, and countries that no record names.
Result<void> remove_leftovers(Store& store, Register& registry, const PublishedFolder& folder,
                              Publishing& publishing) {
    auto files = TRY(store.filings.files());
    auto countries = TRY(store.records.countries());
    for (std::string& code : countries) code = lower(code);
    auto clean = [&](const std::string& in, const std::vector<std::string>& wanted,
                     std::string_view behind) -> Result<void> {
        auto names = TRY(folder.list(in));
        for (const std::string& name : names) {
            if (name == "index.html" || std::ranges::find(wanted, name) != wanted.end()) continue;
            bool removed = TRY(folder.remove(in + "/" + name + std::string(behind)));
            publishing.count_removed(removed);
        }
        return {};
    };
    TRY(clean("files", files, ""));
    std::vector<std::string> searched;
    Request request;
    TRY(each_search_path({store, registry, request, ""}, [&](std::string path) -> Result<void> {
        searched.push_back(path.substr(path.rfind('/') + 1));
        return {};
    }));
    for (const char* in : {"search/words", "search/names"}) TRY(clean(in, searched, ""));
    for (const SiteWords* words : SiteWords::all()) {
        const std::string language(words->language());
        if (SiteWords::find_offered(registry.settings().languages, language)) {
            TRY(clean(language + "/country", countries, "/index.html"));
            continue;
        }
        for (const std::string& name :
             {language, "feeds/" + language, "search/" + language + ".json"}) {
            std::uint64_t count = TRY(folder.remove_all(name));
            publishing.count_removed(count);
        }
    }
    return {};
}

}  // namespace

Result<PublishReport> publish_site(Register& registry, const std::string& path, Time at) {
    PublishedFolder folder = TRY(PublishedFolder::open(path));
    auto seen = TRY(views(registry, 1 + kWorkers));
    const StoredCheckpoint& checkpoint = seen.front().checkpoint;
    const Settings& settings = registry.settings();
    auto before = TRY(state_of(folder, path, settings.origin, checkpoint.size));

    State now{settings.origin, iso(at).substr(0, 10),
              digest(settings.text() + registry.vkey() + BRIDLE_VERSION), digest(checkpoint.note),
              checkpoint.size};
    const bool anew = !before || before->made_with != now.made_with;
    Publishing publishing(registry, folder, at, !before);
    // From now on the folder is known as one of ours, and as one that is not done.
    if (!before) {
        State begun = now;
        begun.size = 0;
        begun.made_with = begun.note = "";
        bool wrote = TRY(folder.write(kStateFile, begun.text(), false));
        static_cast<void>(wrote);
    }
    TRY(publishing.files(seen, anew,
                         [&](const Reading& reading, const auto& visit) -> Result<void> {
                             if (anew) return each_public_path(reading, 0, visit);
                             if (before->size < now.size)
                                 TRY(each_public_path(reading, before->size, visit));
                             if (before->day != now.day) TRY(each_daily_path(reading, visit));
                             if (before->note != now.note)
                                 TRY(each_checkpoint_path(reading, visit));
                             return {};
                         }));
    TRY(remove_leftovers(*seen.front().store, registry, folder, publishing));
    TRY(folder.sync());
    TRY(publishing.file(seen.front(), std::string(kCheckpoint)));
    bool wrote = TRY(folder.write(kStateFile, now.text(), false));
    static_cast<void>(wrote);
    TRY(folder.sync());
    PublishReport report = publishing.report();
    report.size = now.size;
    return report;
}

}  // namespace bridle::registry
