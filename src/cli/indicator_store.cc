#include "cli/indicator_store.h"

#include <fcntl.h>
#include <simdjson.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/hash.h"
#include "base/host_file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/indicator_index.h"
#include "indicator/stix.h"

namespace bridle {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kLargestSet = 64 << 20;
constexpr std::uint64_t kLargestUpdate = 512 << 20;
constexpr std::uint64_t kLargestIndex = 1 << 20;
constexpr std::uint64_t kLargestLedger = 16 << 20;
constexpr std::size_t kMostImports = 10'000;
constexpr std::string_view kLedger = "index.json";
constexpr std::string_view kUnfinished = ".new";

using What = SetChange::What;

std::unexpected<Error> refused(const std::string& path, const std::error_code& why) {
    return fail(Errc::io, path + ": " + why.message());
}

// Held while the folder changes, so that two updates do not mix.
class FolderLock {
public:
    static Result<FolderLock> take(const std::string& folder) {
        std::error_code wrong;
        fs::create_directories(folder, wrong);
        if (wrong) return refused(folder, wrong);
        FolderLock lock;
        std::string path = folder + "/lock";
        lock.fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (lock.fd_ < 0) return fail(Errc::io, path + ": " + reason_of_errno());
        if (flock(lock.fd_, LOCK_EX | LOCK_NB) != 0)
            return fail(Errc::io, folder + ": another bridle is changing it");
        return lock;
    }
    FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    ~FolderLock() {
        if (fd_ >= 0) ::close(fd_);
    }

private:
    FolderLock() = default;
    int fd_ = -1;
};

// The ledger: index.json, which says what the files in the folder are.

std::string text_of(const simdjson::dom::element& object, const char* key) {
    std::string_view found;
    return object[key].get(found) == simdjson::SUCCESS ? std::string(found) : std::string();
}

std::optional<IndicatorSet> read_set(const simdjson::dom::element& item,
                                     const std::string& folder) {
    IndicatorSet set;
    std::string file = text_of(item, "file");
    std::optional<Time> fetched = from_iso(text_of(item, "fetched"));
    bool inside = !file.empty() && file[0] != '.' && file.find('/') == std::string::npos;
    if (!inside || !fetched || item["published"].get(set.published) != simdjson::SUCCESS ||
        item["size"].get(set.size) != simdjson::SUCCESS)
        return {};
    set.name = text_of(item, "name");
    set.path = folder + '/' + file;
    set.origin = text_of(item, "origin");
    set.fetched = *fetched;
    set.sha256 = text_of(item, "sha256");
    return set;
}

Result<InstalledSets> read_ledger(const std::string& folder) {
    InstalledSets sets;
    std::string path = folder + '/' + std::string(kLedger);
    std::error_code wrong;
    if (!fs::exists(path, wrong)) {
        if (wrong) return refused(path, wrong);
        return sets;
    }
    std::string json = TRY(read_text_file(path, kLargestLedger));
    auto damaged = [&] {
        return fail(Errc::corrupt, path + ": damaged; move " + folder +
                                       " away and run `bridle indicators update`");
    };
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    simdjson::dom::array items;
    if (parser.parse(json).get(root) || root["sets"].get(items)) return damaged();
    for (const simdjson::dom::element& item : items) {
        std::optional<IndicatorSet> set = read_set(item, folder);
        if (!set) return damaged();
        sets.sets.push_back(std::move(*set));
    }
    sets.index = text_of(root, "index");
    sets.updated = from_iso(text_of(root, "updated"));
    return sets;
}

std::string file_name(const std::string& path) {
    return fs::path(path).filename().string();
}

std::string ledger_text(const InstalledSets& sets) {
    std::string json;
    JsonWriter out(json, 2);
    out.begin_object().text("index", sets.index);
    if (sets.updated) out.text("updated", iso(*sets.updated));
    out.key("sets").begin_array();
    for (const IndicatorSet& set : sets.sets)
        out.begin_object()
            .text("name", set.name)
            .text("file", file_name(set.path))
            .text("origin", set.origin)
            .boolean("published", set.published)
            .text("fetched", iso(set.fetched))
            .text("sha256", set.sha256)
            .number("size", static_cast<std::int64_t>(set.size))
            .end_object();
    out.end_array().end_object();
    return json + '\n';
}

// Under its name stands either what was there or all of what is new.
Result<void> replace_file(const std::string& path, std::string_view contents) {
    std::string unfinished = path + std::string(kUnfinished);
    ::unlink(unfinished.c_str());
    TRY(write_file(unfinished, contents));
    if (::rename(unfinished.c_str(), path.c_str()) != 0)
        return fail(Errc::io, path + ": " + reason_of_errno());
    return {};
}

// Whether we gave a file its name: only such are ever removed.
bool is_our_name(std::string_view name) {
    if (name.ends_with(kUnfinished)) name.remove_suffix(kUnfinished.size());
    constexpr std::string_view kEnd = ".stix2";
    if (!name.ends_with(kEnd) || name.size() < 17 + kEnd.size()) return false;
    name.remove_suffix(kEnd.size());
    std::string_view digest = name.substr(name.size() - 17);
    return digest[0] == '-' && from_hex(digest.substr(1)).has_value();
}

bool is_listed(const InstalledSets& sets, std::string_view name) {
    return std::ranges::any_of(
        sets.sets, [&](const IndicatorSet& set) { return file_name(set.path) == name; });
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code wrong;
    fs::directory_iterator each(folder, wrong);
    for (; !wrong && each != fs::directory_iterator(); each.increment(wrong))
        names.push_back(each->path().filename().string());
    std::ranges::sort(names);
    return names;
}

// First the ledger, in one step; then what it does not name any more goes.
Result<void> save(InstalledSets& sets, const std::string& folder) {
    std::ranges::sort(sets.sets, {}, [](const IndicatorSet& set) {
        return std::pair<std::string_view, std::string_view>(set.name, set.origin);
    });
    TRY(replace_file(folder + '/' + std::string(kLedger), ledger_text(sets)));
    for (const std::string& name : names_in(folder))
        if (is_our_name(name) && !is_listed(sets, name)) ::unlink((folder + '/' + name).c_str());
    return {};
}

// The sets themselves.

std::string short_name(std::string_view name) {
    constexpr std::size_t kLongest = 60;
    std::string out;
    for (char c : name) {
        bool plain = is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
        if (plain)
            out += lower(c);
        else if (!out.empty() && out.back() != '-')
            out += '-';
        if (out.size() == kLongest) break;
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out.empty() ? "set" : out;
}

Result<void> check_stix(std::string_view json) {
    LargeBuffer buffer = TRY(LargeBuffer::copy(as_bytes(json)));
    Result<StixBundle> bundle = StixBundle::parse(buffer);
    if (!bundle) return fail(bundle.error().code, "not a STIX bundle: " + bundle.error().what);
    if (bundle->indicators().empty())
        return fail(Errc::corrupt, "a STIX bundle without indicators");
    return {};
}

// Puts a set into the folder under the name that its contents give it.
Result<IndicatorSet> store_set(const std::string& folder, std::string name, std::string origin,
                               std::string_view json) {
    TRY(check_stix(json));
    IndicatorSet set;
    set.name = std::move(name);
    set.origin = std::move(origin);
    set.fetched = std::chrono::floor<std::chrono::seconds>(now());
    set.size = json.size();
    set.sha256 = hex(sha256(as_bytes(json)));
    set.path = folder + '/' + short_name(set.name) + '-' + set.sha256.substr(0, 16) + ".stix2";
    TRY(replace_file(set.path, json));
    return set;
}

// Where a set of that origin stands in the list, or null.
const IndicatorSet* find_set(const InstalledSets& sets, std::string_view origin, bool published) {
    auto found = std::ranges::find_if(sets.sets, [&](const IndicatorSet& set) {
        return set.published == published && set.origin == origin;
    });
    return found == sets.sets.end() ? nullptr : &*found;
}

What compared(const IndicatorSet* before, const IndicatorSet& after) {
    if (!before) return What::added;
    return before->sha256 == after.sha256 ? What::unchanged : What::replaced;
}

std::optional<std::string> problem_of(const IndicatorSet& set) {
    Result<LargeBuffer> bytes = read_file(set.path, kLargestSet);
    if (!bytes) return bytes.error().what;
    if (hex(sha256(*bytes)) == set.sha256) return {};
    return set.path + ": not used, since it was altered after it was fetched from " + set.origin;
}

// Importing.

bool looks_like_stix(const fs::path& path) {
    std::string extension = lower(path.extension().string());
    return extension == ".stix2" || extension == ".json";
}

Result<std::vector<std::string>> files_to_import(const std::string& path) {
    std::error_code wrong;
    std::string whole = fs::canonical(path, wrong).string();
    if (wrong) return refused(path, wrong);
    if (!fs::is_directory(whole, wrong)) return std::vector{whole};

    std::vector<std::string> files;
    fs::recursive_directory_iterator each(whole, wrong);
    for (; !wrong && each != fs::recursive_directory_iterator(); each.increment(wrong)) {
        std::error_code unknown;
        if (!each->is_regular_file(unknown) || !looks_like_stix(each->path())) continue;
        if (files.size() == kMostImports)
            return fail(Errc::limit,
                        path + ": more than " + std::to_string(kMostImports) + " files to import");
        files.push_back(each->path().string());
    }
    if (wrong) return refused(path, wrong);
    if (files.empty()) return fail(Errc::io, path + ": no .stix2 or .json file in it");
    std::ranges::sort(files);
    return files;
}

SetChange import_one(InstalledSets& sets, const std::string& folder, const std::string& file) {
    SetChange change{What::failed, printable(fs::path(file).stem().string()), file};
    const IndicatorSet* before = find_set(sets, file, false);
    change.kept = before;
    Result<std::string> json = read_text_file(file, kLargestSet);
    Result<IndicatorSet> set = json ? store_set(folder, change.name, file, *json)
                                    : Result<IndicatorSet>(std::unexpected(json.error()));
    if (!set) {
        change.reason = set.error().what;
        return change;
    }
    change.what = compared(before, *set);
    change.kept = false;
    std::erase_if(sets.sets,
                  [&](const IndicatorSet& each) { return !each.published && each.origin == file; });
    sets.sets.push_back(std::move(*set));
    return change;
}

// Updating.

class Update {
public:
    Update(const std::string& folder, const UpdateOptions& options, const InstalledSets& before)
        : folder_(folder), options_(options), before_(before) {}

    SetChanges run(const std::vector<IndexEntry>& entries) {
        for (std::size_t i = 0; i < entries.size(); i++) {
            const IndexEntry& entry = entries[i];
            if (!entry.url.empty() && !seen_.insert(entry.url).second) continue;
            if (options_.progress) options_.progress(entry.name, i + 1, entries.size());
            Result<IndicatorSet> set = fetch(entry);
            if (set)
                accept(std::move(*set));
            else
                fail_set(entry, set.error().what);
        }
        for (const IndicatorSet& set : before_.sets) carry_over(set);
        after_.index = options_.index;
        after_.updated = before_.updated;
        if (changes_.complete()) after_.updated = std::chrono::floor<std::chrono::seconds>(now());
        return std::move(changes_);
    }

    InstalledSets& after() { return after_; }

private:
    Result<IndicatorSet> fetch(const IndexEntry& entry) {
        if (!entry.problem.empty()) return fail(Errc::corrupt, entry.problem);
        HttpsOptions https = options_.https;
        https.limit = std::min({https.limit, kLargestSet, kLargestUpdate - received_});
        std::string json = TRY(https_get(entry.url, https));
        received_ += json.size();
        IndicatorSet set = TRY(store_set(folder_, entry.name, entry.url, json));
        set.published = true;
        return set;
    }

    void accept(IndicatorSet set) {
        What what = compared(find_set(before_, set.origin, true), set);
        changes_.sets.push_back({what, set.name, set.origin});
        after_.sets.push_back(std::move(set));
    }

    void fail_set(const IndexEntry& entry, const std::string& reason) {
        bool kept = std::ranges::any_of(before_.sets, [&](const IndicatorSet& set) {
            return set.published && may_mean(entry, set);
        });
        changes_.sets.push_back({What::failed, entry.name, entry.url, reason, kept});
        failed_.push_back(entry);
    }

    // An entry that does not say where its set lies is known by its name; one
    // without a name may mean any, and then nothing counts as dropped.
    static bool may_mean(const IndexEntry& entry, const IndicatorSet& set) {
        if (!entry.url.empty()) return entry.url == set.origin;
        return entry.name.empty() || entry.name == set.name;
    }

    void carry_over(const IndicatorSet& set) {
        if (set.published && find_set(after_, set.origin, true)) return;  // fetched anew
        bool stays = !set.published || std::ranges::any_of(failed_, [&](const IndexEntry& entry) {
            return may_mean(entry, set);
        });
        if (stays)
            after_.sets.push_back(set);
        else
            changes_.sets.push_back({What::removed, set.name, set.origin});
    }

    const std::string& folder_;
    const UpdateOptions& options_;
    const InstalledSets& before_;
    InstalledSets after_;
    SetChanges changes_;
    std::set<std::string> seen_;  // addresses
    std::vector<IndexEntry> failed_;
    std::uint64_t received_ = 0;
};

}  // namespace

std::int64_t IndicatorSet::age_in_days(Time at) const {
    return std::max<std::int64_t>(0, std::chrono::floor<std::chrono::days>(at - fetched).count());
}

bool SetChanges::complete() const {
    return std::ranges::none_of(sets,
                                [](const SetChange& each) { return each.what == What::failed; });
}

Result<std::string> IndicatorStore::default_folder() {
    auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value ? value : "");
    };
    if (std::string folder = variable("BRIDLE_INDICATORS"); !folder.empty()) return folder;
    std::string data = variable("XDG_DATA_HOME");
    if (data.starts_with('/')) return data + "/bridle/indicators";  // relative ones do not count
    std::string home = variable("HOME");
    if (home.empty()) return fail(Errc::io, "neither BRIDLE_INDICATORS nor HOME is set");
    return home + "/.local/share/bridle/indicators";
}

Result<InstalledSets> IndicatorStore::list() const {
    InstalledSets sets = TRY(read_ledger(folder_));
    for (IndicatorSet& set : sets.sets)
        if (std::optional<std::string> problem = problem_of(set)) {
            set.intact = false;
            sets.problems.push_back(std::move(*problem));
        }
    for (const std::string& name : names_in(folder_))
        if (name != kLedger && looks_like_stix(name) && !is_listed(sets, name))
            sets.problems.push_back(folder_ + '/' + name +
                                    ": not installed; use `bridle indicators import`");
    return sets;
}

Result<SetChanges> IndicatorStore::import(const std::string& path) {
    std::vector<std::string> files = TRY(files_to_import(path));
    FolderLock lock = TRY(FolderLock::take(folder_));
    InstalledSets sets = TRY(read_ledger(folder_));
    SetChanges changes;
    for (const std::string& file : files) changes.sets.push_back(import_one(sets, folder_, file));
    TRY(save(sets, folder_));
    return changes;
}

Result<SetChanges> IndicatorStore::update(const UpdateOptions& options) {
    FolderLock lock = TRY(FolderLock::take(folder_));
    InstalledSets before = TRY(read_ledger(folder_));
    HttpsOptions https = options.https;
    https.limit = std::min(https.limit, kLargestIndex);
    std::string yaml = TRY(https_get(options.index, https));
    Result<std::vector<IndexEntry>> entries = parse_indicator_index(yaml, options.github);
    if (!entries) return fail(entries.error().code, options.index + ": " + entries.error().what);

    Update update(folder_, options, before);
    SetChanges changes = update.run(*entries);
    TRY(save(update.after(), folder_));
    return changes;
}

}  // namespace bridle
