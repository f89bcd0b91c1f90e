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

static constexpr std::string_view kLogSuffix = "-wal";
static constexpr std::size_t kJobsAtMost = 10'000;  // of one artifact; a phone has a few hundred

namespace {

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

}  // namespace

// Neighbours that lie wherever they like, named by a glob: the few that a phone has of them,
// each path once.
static std::vector<const Job*> find_elsewhere(const std::vector<Job>& jobs, std::string_view glob) {
    static constexpr std::size_t kMost = 4;
    std::vector<const Job*> found;
    for (const Job& job : jobs) {
        const bool again =
            std::ranges::any_of(found, [&](const Job* other) { return other->path == job.path; });
        if (found.size() < kMost && !again && glob_matches(glob, job.path)) found.push_back(&job);
    }
    return found;
}

Result<Plan> make_plan(const Acquisition& acquisition, std::span<const Artifact* const> all,
                       const std::string& scratch) {
    Plan plan;
    std::vector<const Artifact*> artifacts;  // that can be in an acquisition of this kind
    for (const Artifact* artifact : all)
        if (includes(artifact->form, acquisition.form())) artifacts.push_back(artifact);
    PathMatcher matcher(artifacts);
    std::shared_ptr<Listing> listing = TRY(start_listing(acquisition, matcher, scratch));
    Result<void> taken_down;
    std::map<std::string, std::string> logs;  // path of the database to location
    std::unordered_map<const Artifact*, std::size_t> candidates;
    auto visit = [&](const Entry& entry) {
        plan.entries++;
        const bool own = entry.path.starts_with(kOwnFiles);
        if (listing && taken_down && !own) taken_down = listing->add(entry);
        if (entry.type != Entry::Type::file) return false;
        if (own && plan.own.size() < kJobsAtMost)
            plan.own.push_back({std::string(entry.path), std::string(entry.location)});
        bool wanted = false;
        for (const Artifact* artifact : matcher.wanting(entry.path)) {
            if (++candidates[artifact] > kJobsAtMost) continue;
            wanted = true;
            plan.jobs.push_back(
                {artifact, std::string(entry.path), std::string(entry.location), {}, {}});
        }
        if (!entry.path.ends_with(kLogSuffix)) return wanted;
        std::string_view database = entry.path.substr(0, entry.path.size() - kLogSuffix.size());
        if (matcher.wanting(database).empty() || logs.size() >= kJobsAtMost) return wanted;
        logs.emplace(database, entry.location);
        return true;
    };
    auto problem = [&](Error error) { plan.problems.push_back(std::move(error)); };
    auto listed = acquisition.list(visit, problem);
    if (!listed && plan.entries == 0) return std::unexpected(listed.error());
    if (!listed) problem(listed.error());  // what was listed before can be read
    if (listing) {
        TRY(std::move(taken_down));
        TRY(listing->flush());
        for (const Artifact* artifact : matcher.wanting(kFileList))
            plan.jobs.push_back({artifact, std::string(kFileList), std::string(kFileList), {}, {}});
        plan.listing = listing;
    }

    std::ranges::sort(plan.jobs, [](const Job& a, const Job& b) {
        return std::tie(a.artifact->name, a.path, a.location) <
               std::tie(b.artifact->name, b.path, b.location);
    });
    auto again = std::ranges::unique(plan.jobs, [](const Job& a, const Job& b) {
        return std::tie(a.artifact, a.path, a.location) == std::tie(b.artifact, b.path, b.location);
    });
    if (!again.empty())
        problem({Errc::corrupt, "the catalogue lists files twice; they are read once"});
    plan.jobs.erase(again.begin(), again.end());
    std::unordered_map<std::string_view, const Job*> by_path;
    for (const Job& job : plan.jobs) by_path.emplace(job.path, &job);
    auto log_of = [&](const std::string& path) {
        auto found = logs.find(path);
        return found == logs.end() ? std::string() : found->second;
    };
    std::map<std::string_view, std::vector<const Job*>> elsewhere;  // by glob
    for (Job& job : plan.jobs) {
        job.wal_location = log_of(job.path);
        std::string folder = job.path.substr(0, job.path.rfind('/') + 1);
        for (std::string_view name : job.artifact->beside) {
            if (name.empty()) continue;
            if (name.starts_with("**/")) {
                auto [found, first] = elsewhere.try_emplace(name);
                if (first) found->second = find_elsewhere(plan.jobs, name);
                for (const Job* other : found->second)
                    job.beside.push_back({std::string(name), other->location, log_of(other->path)});
                continue;
            }
            auto found = by_path.find(folder + std::string(name));
            if (found == by_path.end() || found->second->path == job.path) continue;
            job.beside.push_back(
                {std::string(name), found->second->location, log_of(found->second->path)});
        }
    }
    for (const auto& [database, location] : logs)
        if (!by_path.contains(database))
            problem({Errc::io, printable(database + std::string(kLogSuffix)) +
                                   " is there, and the database that it belongs to is not"});
    for (const Artifact* artifact : artifacts) {
        if (candidates[artifact] > kJobsAtMost)
            problem({Errc::limit, std::string(artifact->name) + ": " +
                                      grouped(candidates[artifact] - kJobsAtMost) +
                                      " more files than are read"});
    }
    for (const Artifact* artifact : artifacts)
        if (std::ranges::find(plan.jobs, artifact, &Job::artifact) == plan.jobs.end())
            plan.absent.push_back(artifact);
    for (const Artifact* artifact : all_artifacts())
        if (includes(artifact->form, acquisition.form()) &&
            std::ranges::find(artifacts, artifact) == artifacts.end())
            plan.skipped.push_back(artifact);
    return plan;
}

}  // namespace bridle
