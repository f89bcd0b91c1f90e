#include "examine/plan.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <unordered_map>

#include "base/scratch_file.h"
#include "base/text.h"
#include "examine/path_matcher.h"
#include "format/file_list.h"

namespace bridle {

namespace {

constexpr std::string_view kLogSuffix = "-wal";
constexpr std::size_t kJobsAtMost = 10'000;   // of one artifact; a phone has a few hundred
constexpr std::size_t kCopiesAtMost = 100;    // of one path
constexpr std::size_t kProblemsAtMost = 200;  // of the listing

// Takes down every entry of a listing.
class Listing : public File {
public:
    explicit Listing(ScratchFile scratch) : scratch_(std::move(scratch)) {}

    Result<void> add(const Entry& entry) {
        const Attributes& says = entry.attributes;
        writer_.add({.path = entry.path,
                     .target = entry.target,
                     .type = static_cast<ListedFile::Type>(entry.type),
                     .created = says.created,
                     .modified = says.modified,
                     .changed = says.changed,
                     .mode = says.mode,
                     .owner = says.owner,
                     .size = says.size});
        return writer_.bytes().size() < kPiece ? Result<void>() : flush();
    }
    Result<void> flush() {
        TRY(scratch_.append(writer_.bytes()));
        writer_.bytes().clear();
        return {};
    }

    std::uint64_t size() const override { return scratch_.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
        if (offset >= size()) return 0;
        into = into.first(std::min<std::uint64_t>(into.size(), size() - offset));
        TRY(scratch_.read_at(offset, into));
        return into.size();
    }

private:
    static constexpr std::size_t kPiece = 256 << 10;
    ScratchFile scratch_;
    FileListWriter writer_;
};

// A dump has no catalogue; only who wants the list pays for it.
Result<std::shared_ptr<Listing>> start_listing(const Acquisition& acquisition, PathMatcher& matcher,
                                               std::string scratch) {
    if (acquisition.form() != Form::dump || matcher.wanting(kFileList).empty())
        return std::shared_ptr<Listing>();
    std::error_code error;
    if (scratch.empty()) scratch = std::filesystem::temp_directory_path(error).string();
    ScratchFile file = TRY(ScratchFile::create(scratch));
    return std::make_shared<Listing>(std::move(file));
}

// Which log belongs to which database. An archive can hold a path twice, and the log of one copy
// is poison for the other.
class Logs {
public:
    void add_database(std::string_view path, std::string_view location) {
        auto found = copies_.find(path);
        if (found == copies_.end()) found = copies_.emplace(path, Copies()).first;
        add(found->second.databases, location);
    }
    // Whether it is wanted.
    bool add_log(std::string_view database, std::string_view location) {
        auto found = copies_.find(database);
        if (found == copies_.end() && copies_.size() >= kJobsAtMost) return false;
        if (found == copies_.end()) found = copies_.emplace(database, Copies()).first;
        return add(found->second.logs, location);
    }

    // Those that bear the same name belong together; and of what is left, the first to the first,
    // if there are as many of both.
    void match(const std::function<void(Error)>& problem) {
        for (auto& [path, copies] : copies_) {
            std::vector<std::string> databases, logs = copies.logs;
            for (const std::string& database : copies.databases) {
                auto log = std::ranges::find(logs, database + std::string(kLogSuffix));
                if (log == logs.end()) {
                    databases.push_back(database);
                } else {
                    log_of_[database] = *log;
                    logs.erase(log);
                }
            }
            if (databases.size() == logs.size())
                for (std::size_t i = 0; i < logs.size(); i++) log_of_[databases[i]] = logs[i];
            else if (!logs.empty())
                problem({Errc::io, printable(path + std::string(kLogSuffix)) +
                                       (copies.databases.empty()
                                            ? " is there, and the database that it belongs to is "
                                              "not"
                                            : ": it cannot be told which of several databases it "
                                              "belongs to, and it was not read")});
        }
    }
    std::string of(const std::string& database) const {
        auto found = log_of_.find(database);
        return found == log_of_.end() ? std::string() : found->second;
    }

private:
    struct Copies {
        std::vector<std::string> databases, logs;  // locations, in the order of the listing
    };
    static bool add(std::vector<std::string>& to, std::string_view location) {
        if (to.size() >= kCopiesAtMost || std::ranges::find(to, location) != to.end()) return false;
        to.emplace_back(location);
        return true;
    }
    std::map<std::string, Copies, std::less<>> copies_;  // by the path of the database
    std::unordered_map<std::string, std::string> log_of_;
};

class Planning {
public:
    Planning(const Acquisition& acquisition, std::span<const Artifact* const> asked)
        : acquisition_(acquisition),
          asked_(those_for(acquisition, asked)),
          left_out_(those_for(acquisition, all_artifacts(), asked_)),
          matcher_(asked_),
          others_(left_out_) {
        for (const Artifact* artifact : asked_)
            for (std::string_view name : artifact->beside)
                if (!name.empty()) neighbours_.push_back(last_component(name));
    }

    Result<Plan> make(const std::string& scratch);

private:
    // That can be in an acquisition of this kind.
    static std::vector<const Artifact*> those_for(const Acquisition& acquisition,
                                                  std::span<const Artifact* const> artifacts,
                                                  std::span<const Artifact* const> without = {}) {
        std::vector<const Artifact*> found;
        for (const Artifact* artifact : artifacts)
            if (includes(artifact->form, acquisition.form()) &&
                std::ranges::find(without, artifact) == without.end())
                found.push_back(artifact);
        return found;
    }

    bool visit(const Entry& entry);
    bool is_neighbour(std::string_view path);
    void problem(Error error);
    void drop_repeated();
    void find_neighbours(Job& job);
    const std::vector<const Job*>& find_elsewhere(std::string_view glob);
    void conclude();

    const Acquisition& acquisition_;
    std::vector<const Artifact*> asked_, left_out_;
    PathMatcher matcher_, others_;              // of the artifacts asked for, and of all others
    std::vector<std::string_view> neighbours_;  // names, or patterns of them
    Plan plan_;
    std::shared_ptr<Listing> listing_;
    Result<void> taken_down_;
    Logs logs_;
    std::vector<Job> bystanders_;  // which are read only beside other files
    std::unordered_map<const Artifact*, std::size_t> candidates_;
    std::size_t problems_ = 0;
    std::unordered_map<std::string_view, const Job*> by_path_;
    std::map<std::string_view, std::vector<const Job*>> elsewhere_;  // by glob
};

void Planning::problem(Error error) {
    if (++problems_ < kProblemsAtMost) plan_.problems.push_back(std::move(error));
    if (problems_ == kProblemsAtMost)
        plan_.problems.push_back({Errc::limit, "and more problems of the listing, not listed"});
}

bool Planning::is_neighbour(std::string_view path) {
    if (left_out_.empty()) return false;
    const std::string_view name = last_component(path);
    return std::ranges::any_of(neighbours_,
                               [&](std::string_view glob) { return glob_matches(glob, name); }) &&
           bystanders_.size() < kJobsAtMost && !others_.wanting(path).empty();
}

// Whether the contents are wanted.
bool Planning::visit(const Entry& entry) {
    plan_.entries++;
    const bool own = entry.path.starts_with(kOwnFiles);
    if (listing_ && taken_down_ && !own) taken_down_ = listing_->add(entry);
    if (entry.type != Entry::Type::file) return false;
    if (own && plan_.own.size() < kJobsAtMost)
        plan_.own.push_back({std::string(entry.path), std::string(entry.location)});
    bool wanted = false;
    auto job_for = [&](const Artifact* artifact) {
        return Job{.artifact = artifact,
                   .path = std::string(entry.path),
                   .location = std::string(entry.location),
                   .wal_location = {},
                   .modified = entry.attributes.modified,
                   .beside = {}};
    };
    for (const Artifact* artifact : matcher_.wanting(entry.path)) {
        if (++candidates_[artifact] > kJobsAtMost) continue;
        wanted = true;
        plan_.jobs.push_back(job_for(artifact));
    }
    if (!wanted && is_neighbour(entry.path)) {
        wanted = true;
        bystanders_.push_back(job_for(nullptr));
    }
    if (wanted) logs_.add_database(entry.path, entry.location);
    if (!entry.path.ends_with(kLogSuffix)) return wanted;
    std::string_view database = entry.path.substr(0, entry.path.size() - kLogSuffix.size());
    if (matcher_.wanting(database).empty() && !is_neighbour(database)) return wanted;
    return logs_.add_log(database, entry.location) || wanted;
}

void Planning::drop_repeated() {
    std::ranges::sort(plan_.jobs, [](const Job& a, const Job& b) {
        return std::tie(a.artifact->name, a.path, a.location) <
               std::tie(b.artifact->name, b.path, b.location);
    });
    auto again = std::ranges::unique(plan_.jobs, [](const Job& a, const Job& b) {
        return std::tie(a.artifact, a.path, a.location) == std::tie(b.artifact, b.path, b.location);
    });
    if (!again.empty())
        problem({Errc::corrupt, "the catalogue lists files twice; they are read once"});
    plan_.jobs.erase(again.begin(), again.end());
}

// Neighbours that lie wherever they like, named by a glob: the few that a phone has of them,
// each path once.
const std::vector<const Job*>& Planning::find_elsewhere(std::string_view glob) {
    static constexpr std::size_t kMost = 4;
    auto [known, first] = elsewhere_.try_emplace(glob);
    std::vector<const Job*>& found = known->second;
    for (const std::vector<Job>* jobs : {&plan_.jobs, &bystanders_}) {
        if (!first) break;
        for (const Job& job : *jobs) {
            const bool again = std::ranges::any_of(
                found, [&](const Job* other) { return other->path == job.path; });
            if (found.size() < kMost && !again && glob_matches(glob, job.path))
                found.push_back(&job);
        }
    }
    return found;
}

void Planning::find_neighbours(Job& job) {
    const std::string folder = job.path.substr(0, job.path.rfind('/') + 1);
    auto take = [&](std::string_view name, const Job& other) {
        job.beside.push_back({std::string(name), other.location, logs_.of(other.location)});
    };
    for (std::string_view name : job.artifact->beside) {
        if (name.empty()) continue;
        if (name.starts_with("**/")) {
            for (const Job* other : find_elsewhere(name)) take(name, *other);
            continue;
        }
        auto found = by_path_.find(folder + std::string(name));
        if (found != by_path_.end() && found->second->path != job.path) take(name, *found->second);
    }
}

void Planning::conclude() {
    auto say = [this](Error error) { problem(std::move(error)); };
    logs_.match(say);
    for (const std::vector<Job>* jobs : {&plan_.jobs, &bystanders_})
        for (const Job& job : *jobs) by_path_.emplace(job.path, &job);
    for (Job& job : plan_.jobs) {
        job.wal_location = logs_.of(job.location);
        find_neighbours(job);
    }
    for (const Artifact* artifact : asked_) {
        if (const std::size_t all = candidates_[artifact]; all > kJobsAtMost)
            problem({Errc::limit, std::string(artifact->name) + ": " + grouped(all - kJobsAtMost) +
                                      " more files than are read"});
        if (std::ranges::find(plan_.jobs, artifact, &Job::artifact) == plan_.jobs.end())
            plan_.absent.push_back(artifact);
    }
    plan_.skipped = left_out_;
}

Result<Plan> Planning::make(const std::string& scratch) {
    listing_ = TRY(start_listing(acquisition_, matcher_, scratch));
    auto listed = acquisition_.list([this](const Entry& entry) { return visit(entry); },
                                    [this](Error error) { problem(std::move(error)); });
    if (!listed && plan_.entries == 0) return std::unexpected(listed.error());
    if (!listed) problem(listed.error());  // what was listed before can be read
    if (listing_) {
        TRY(std::move(taken_down_));
        TRY(listing_->flush());
        for (const Artifact* artifact : matcher_.wanting(kFileList))
            plan_.jobs.push_back(
                {artifact, std::string(kFileList), std::string(kFileList), {}, {}, {}});
        plan_.listing = listing_;
    }
    drop_repeated();
    conclude();
    return std::move(plan_);
}

}  // namespace

Result<Plan> make_plan(const Acquisition& acquisition, std::span<const Artifact* const> artifacts,
                       const std::string& scratch) {
    return Planning(acquisition, artifacts).make(scratch);
}

}  // namespace bridle
