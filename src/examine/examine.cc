#include "examine/examine.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <thread>

#include "base/byte_stream.h"
#include "base/hash.h"
#include "base/text.h"
#include "examine/chunk_queue.h"

namespace bridle {

Progress::Now Progress::now() const {
    std::lock_guard lock(mutex_);
    // Logs and neighbours are read, too, and count for nothing beforehand.
    return {files_done_, files_, std::min<std::uint64_t>(bytes_done_, bytes_), bytes_, reading_};
}
void Progress::plan(std::size_t files, std::uint64_t bytes) {
    files_ = files;
    bytes_ = bytes;
}
void Progress::opened(const std::string& path) {
    std::lock_guard lock(mutex_);
    reading_ = path;
}
void Progress::done(std::uint64_t unread) {
    files_done_++;
    bytes_done_ += unread;
}

namespace {

// A file that is watched while it is read, and that ends when it shall.
class WatchedFile : public File {
public:
    WatchedFile(std::unique_ptr<File> file, Progress& progress, const Halt& halt)
        : file_(std::move(file)), progress_(progress), halt_(halt) {}
    std::uint64_t size() const override { return file_->size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
        if (halt_) return fail(Errc::internal, "interrupted", offset);
        auto got = TRY(file_->read_at(offset, into));
        // Pages may be read again; progress may not go past the end.
        std::uint64_t before = read_.fetch_add(got), end = std::min(before + got, size());
        if (end > before) progress_.read(end - before);
        return got;
    }
    const File& as_stored() const override { return file_->as_stored(); }
    bool wanted() const override { return !halt_; }
    std::optional<Error> flaw() const override { return file_->flaw(); }
    std::uint64_t unread() const { return size() - std::min<std::uint64_t>(read_, size()); }

private:
    std::unique_ptr<File> file_;
    Progress& progress_;
    const Halt& halt_;
    mutable std::atomic<std::uint64_t> read_ = 0;
};

class Examination {
public:
    Examination(const Acquisition& acquisition, const Plan& plan, const Indicators& indicators,
                const ExamineOptions& options, CaseWriter& writer)
        : acquisition_(acquisition),
          plan_(plan),
          indicators_(indicators),
          options_(options),
          writer_(writer),
          halt_(options.stop),
          progress_(options.progress ? *options.progress : unwatched_) {}

    Result<void> run();

private:
    void look_ahead();
    void work(ChunkQueue& queue, bool largest_first);
    void do_job(std::size_t index, Recorder& recorder, ChunkQueue& queue);
    std::optional<Error> parse(const Job& job, Recorder& recorder);
    void hash_files();
    void hear(const Chunk::Noted& noted, const Job& job);
    Result<void> write(ChunkQueue& queue);
    Result<void> write_job(std::size_t index, ChunkQueue& queue);
    void add_coverage(const Job& job, const std::optional<Error>& unreadable, FileId file,
                      bool partly);
    void add_absent();
    std::string not_compared() const;
    void number_file(const std::string& path, const std::string& location);
    Result<std::unique_ptr<File>> open(const std::string& location) const;

    const Acquisition& acquisition_;
    const Plan& plan_;
    const Indicators& indicators_;
    const ExamineOptions& options_;
    CaseWriter& writer_;
    Progress unwatched_;
    Halt halt_;
    Progress& progress_;

    std::atomic<std::size_t> next_job_ = 0;
    std::size_t largest_ = SIZE_MAX;  // the job that does not wait for its turn to begin
    std::vector<std::unique_ptr<RuleRun>> rules_;
    std::map<std::string, FileId> files_;  // by location
    std::array<std::atomic<bool>, kIndicatorKinds> compared_{};
    std::string missing_;  // why the job at hand is read in part only
    struct Stored {
        std::uint64_t size = 0;
        std::string sha256;  // empty when not all could be read
    };
    std::map<std::string, Stored> stored_;  // by location; the hashing thread's until it ends
};

// The list of the files is ours; all else is the acquisition's.
Result<std::unique_ptr<File>> Examination::open(const std::string& location) const {
    if (plan_.listing && location == kFileList)
        return std::make_unique<FileSlice>(*plan_.listing, 0, plan_.listing->size());
    return acquisition_.open(location);
}

// Why the file could not be read at all, if so.
std::optional<Error> Examination::parse(const Job& job, Recorder& recorder) {
    auto open_watched = [&](const std::string& location) -> Result<std::unique_ptr<WatchedFile>> {
        std::unique_ptr<File> file = TRY(open(location));
        return std::make_unique<WatchedFile>(std::move(file), progress_, halt_);
    };
    auto file = open_watched(job.location);
    if (!file) {
        recorder.accept(Problem{file.error(), {}});
        progress_.done(0);
        return file.error();
    }
    progress_.opened(job.path);
    if (auto flaw = (*file)->flaw()) recorder.accept(Problem{*flaw, {}});

    std::unique_ptr<WatchedFile> wal;
    std::vector<std::unique_ptr<WatchedFile>> beside_files;
    std::vector<Neighbour> beside;
    auto open_if = [&](const std::string& location) -> std::unique_ptr<WatchedFile> {
        if (location.empty()) return nullptr;
        auto found = open_watched(location);
        if (found) return std::move(*found);
        recorder.accept(Problem{found.error(), "write-ahead log"});
        return nullptr;
    };
    wal = open_if(job.wal_location);
    for (const Job::Companion& companion : job.beside) {
        auto companion_file = open_watched(companion.location);
        if (!companion_file) continue;  // a job of its own says so
        beside_files.push_back(std::move(*companion_file));
        const File& neighbour = *beside_files.back();
        beside_files.push_back(open_if(companion.wal_location));
        beside.push_back({companion.name, neighbour, beside_files.back().get()});
    }
    bridle::run(*job.artifact, Input{**file, wal.get(), job.path, beside, job.modified}, recorder);
    progress_.done((*file)->unread());
    return std::nullopt;
}

// How much there is to read, for whoever waits; and which file is the largest:
// it is often half of the work. Begun last, it would keep one core busy and the others
// idle; so one worker begins with it. The others take the jobs in their order, which
// keeps the one whose turn it is always under way.
void Examination::look_ahead() {
    static constexpr std::size_t kLookedAt = 2000;
    std::uint64_t bytes = 0, most = 0;
    for (std::size_t i = 0; i < std::min(plan_.jobs.size(), kLookedAt) && !halt_; i++) {
        auto file = open(plan_.jobs[i].location);
        if (!file) continue;
        const std::uint64_t size = (*file)->size();
        bytes += size;
        if (size <= most) continue;
        most = size;
        largest_ = i;
    }
    progress_.plan(plan_.jobs.size(), bytes);
}

void Examination::work(ChunkQueue& queue, bool largest_first) {
    std::size_t index = 0;
    Recorder recorder(indicators_, {options_.keep_messages},
                      [&](Chunk& chunk) { queue.push(index, chunk); });
    if (largest_first) do_job(index = largest_, recorder, queue);
    while (!halt_ && (index = next_job_++) < plan_.jobs.size())
        if (index != largest_) do_job(index, recorder, queue);
    for (std::size_t kind = 0; kind < kIndicatorKinds; kind++)
        if (recorder.has_compared(static_cast<IndicatorKind>(kind))) compared_[kind] = true;
}

// Who brings digests of files should know that there was nothing to compare them with.
std::string Examination::not_compared() const {
    std::string names;
    for (std::size_t kind = 0; kind < kIndicatorKinds; kind++) {
        bool any = std::ranges::any_of(indicators_.sets(),
                                       [&](const SetReport& set) { return set.values[kind] > 0; });
        if (!any || compared_[kind]) continue;
        if (!names.empty()) names += ", ";
        names += name_of(static_cast<IndicatorKind>(kind));
    }
    return names;
}

void Examination::do_job(std::size_t index, Recorder& recorder, ChunkQueue& queue) {
    const Job& job = plan_.jobs[index];
    std::optional<Error> unreadable;
    try {
        recorder.begin(*job.artifact);
        unreadable = parse(job, recorder);
        recorder.end();
    } catch (const std::exception& error) {
        unreadable = Error{Errc::internal, error.what()};
    }
    queue.finish(index, std::move(unreadable));
}

// Nobody waits for the digests before the end; those who read come first.
static void give_way_to_others() {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 19);
}

// Digests are of the bytes as they lie in the acquisition, so that another
// tool can check them; each file once, whoever reads it.
void Examination::hash_files() {
    give_way_to_others();
    std::vector<std::byte> buffer(1 << 20);
    for (const auto& [location, id] : files_) {
        if (halt_) return;
        auto file = open(location);
        if (!file) continue;
        const File& stored = (*file)->as_stored();
        if (auto known = stored.digest()) {
            stored_[location] = {stored.size(), *known};
            continue;
        }
        Sha256 hash;
        std::uint64_t at = 0;
        bool whole = true;
        while (whole && at < stored.size() && !halt_) {
            auto got = stored.read_at(at, buffer);
            whole = got && *got > 0;
            if (whole) hash.update(Bytes(buffer).first(*got));
            if (whole) at += *got;
        }
        if (halt_) return;
        stored_[location] = {stored.size(), whole ? hex(hash.finish()) : std::string()};
    }
}

void Examination::number_file(const std::string& path, const std::string& location) {
    auto [found, first] = files_.try_emplace(location, 0);
    if (first) found->second = writer_.add_file({path, location, 0, {}});
}

void Examination::add_coverage(const Job& job, const std::optional<Error>& unreadable, FileId file,
                               bool partly) {
    Coverage coverage;
    coverage.artifact = job.artifact->name;
    coverage.file = file;
    coverage.absence = job.artifact->absence;
    if (unreadable) {
        coverage.reading = Reading::unreadable;
        coverage.reason = unreadable->what;
    } else if (partly) {
        coverage.reading = Reading::partial;
        coverage.reason = missing_;
    }
    writer_.add(std::move(coverage));
}

void Examination::hear(const Chunk::Noted& noted, const Job& job) {
    auto rules = all_rules();
    for (std::size_t i = noted.rule; i < rules.size(); i++)
        if (rules[i]->notes == rules[noted.rule]->notes &&
            listens_to(*rules[i], job.artifact->name))
            rules_[i]->note(noted.note, *job.artifact, job.path);
}

Result<void> Examination::write_job(std::size_t index, ChunkQueue& queue) {
    const Job& job = plan_.jobs[index];
    const FileId file = files_.at(job.location);
    bool partly = false;
    std::uint64_t records = 0;
    missing_.clear();
    auto found = [&](Finding finding) { writer_.add(std::move(finding)); };
    for (;;) {
        std::optional<Chunk> chunk = TRY(queue.pop(index));
        if (!chunk) break;
        TRY(writer_.append(file, *job.artifact, chunk->batch));
        records += chunk->batch.records();
        for (Finding& finding : chunk->findings) {
            finding.file = file;
            writer_.add(std::move(finding));
        }
        for (const Chunk::Noted& noted : chunk->notes) hear(noted, job);
        for (Chunk::Pick& pick : chunk->picks) {
            pick.record.set_file(file);
            rules_[pick.rule]->see(pick.record, found);
        }
        for (Problem& problem : chunk->problems) {
            if (!problem.remark && !partly) missing_ = problem.error.what;
            partly |= !problem.remark;
            writer_.add(CaseProblem{std::string(job.artifact->name), file, std::move(problem)});
        }
        queue.give_back(std::move(*chunk));
    }
    if (halt_) return fail(Errc::internal, "interrupted");
    // Nothing but problems is not a part: the file could not be read.
    std::optional<Error> unreadable = queue.unreadable(index);
    if (partly && records == 0 && !unreadable) unreadable = Error{Errc::corrupt, missing_};
    add_coverage(job, unreadable, file, partly);
    return {};
}

Result<void> Examination::write(ChunkQueue& queue) {
    for (std::size_t i = 0; i < plan_.jobs.size(); i++) TRY(write_job(i, queue));
    for (auto& rule : rules_) rule->end([&](Finding finding) { writer_.add(std::move(finding)); });
    return {};
}

void Examination::add_absent() {
    for (const Artifact* artifact : plan_.absent) {
        Coverage coverage;
        coverage.artifact = artifact->name;
        coverage.reading = Reading::absent;
        coverage.absence = artifact->absence;
        // What backups leave out, a copy of the file system holds.
        if (coverage.absence == Absence::only_encrypted && acquisition_.form() == Form::dump)
            coverage.absence = Absence::unusual;
        writer_.add(std::move(coverage));
    }
    for (const Artifact* artifact : plan_.skipped) {
        Coverage coverage;
        coverage.artifact = artifact->name;
        coverage.reading = Reading::skipped;
        writer_.add(std::move(coverage));
    }
}

Result<void> Examination::run() {
    look_ahead();
    for (const Error& error : plan_.problems)
        writer_.add(CaseProblem{"", 0, Problem{error, "listing"}});
    for (const Rule* rule : all_rules()) rules_.push_back(rule->start(*rule));
    // The files are numbered before anybody runs, so that the order is the plan's.
    for (const Job& job : plan_.jobs) {
        number_file(job.path, job.location);
        if (!job.wal_location.empty()) number_file(job.path + "-wal", job.wal_location);
    }
    for (const OwnFile& own : plan_.own) number_file(own.path, own.location);

    ScratchFile scratch = TRY(ScratchFile::create(writer_.workspace()));
    ChunkQueue queue(plan_.jobs.size(), std::move(scratch), halt_, {});
    Result<void> written;
    {
        unsigned threads =
            options_.threads ? options_.threads : std::thread::hardware_concurrency();
        std::vector<std::jthread> workers;
        if (threads < 2) largest_ = SIZE_MAX;  // alone, it would wait for its own turn
        std::jthread hasher;
        try {
            for (unsigned i = 0; i < std::max(1u, threads); i++)
                workers.emplace_back([&, i] { work(queue, i == 0 && largest_ != SIZE_MAX); });
            hasher = std::jthread([&] { hash_files(); });
            written = write(queue);
        } catch (...) {  // those that began would wait for ever
            halt_.set();
            throw;
        }
        if (!written) halt_.set();
    }
    TRY(std::move(written));
    for (const auto& [location, stored] : stored_) {
        EvidenceFile& file = writer_.file(files_.at(location));
        file.size = stored.size;
        file.sha256 = stored.sha256;
    }
    add_absent();
    if (std::string kinds = not_compared(); !kinds.empty()) writer_.set_meta("not_compared", kinds);
    return {};
}

}  // namespace

Result<void> examine(const Acquisition& acquisition, const Plan& plan, const Indicators& indicators,
                     const ExamineOptions& options, CaseWriter& writer) {
    return Examination(acquisition, plan, indicators, options, writer).run();
}

}  // namespace bridle
