#include "examine/examine.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <thread>

#include "base/hash.h"
#include "base/text.h"
#include "examine/recorder.h"

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

// Somebody asked us to stop (from a signal handler, which can do no more than
// set a flag), or going on has become pointless.
class Halt {
public:
    explicit Halt(const std::atomic<bool>* asked) : asked_(asked) {}
    explicit operator bool() const { return failed_ || (asked_ && *asked_); }
    void set() { failed_ = true; }

private:
    const std::atomic<bool>* asked_;
    std::atomic<bool> failed_ = false;
};

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

// What becomes of one job, on its way from a worker to the writer.
struct Outcome {
    std::deque<Chunk> chunks;
    bool done = false;
    std::optional<Error> unreadable;
};

// Chunks wait here until it is their turn. The job whose turn it is may
// always add one more; the others only while there is room, so memory is bounded.
class Queue {
public:
    Queue(std::size_t jobs, const Halt& halt) : outcomes_(jobs), halt_(halt) {}

    void push(std::size_t job, Chunk& chunk) {
        std::size_t bytes = chunk.batch.bytes();
        std::unique_lock lock(mutex_);
        wait(room_, lock, [&] {
            return waiting_bytes_ < kBytesWaiting ||
                   (job == turn_ && outcomes_[job].chunks.size() < kChunksOfTurn);
        });
        waiting_bytes_ += bytes;
        outcomes_[job].chunks.push_back(std::move(chunk));
        chunk = take_spare();
        lock.unlock();
        news_.notify_one();
    }

    void finish(std::size_t job, Outcome outcome) {
        std::lock_guard lock(mutex_);
        outcome.chunks = std::move(outcomes_[job].chunks);
        outcome.done = true;
        outcomes_[job] = std::move(outcome);
        news_.notify_one();
    }

    // The next chunk of the job, or nothing when there are no more.
    std::optional<Chunk> pop(std::size_t job) {
        std::unique_lock lock(mutex_);
        turn_ = job;
        room_.notify_all();
        Outcome& outcome = outcomes_[job];
        wait(news_, lock, [&] { return outcome.done || !outcome.chunks.empty(); });
        if (outcome.chunks.empty()) return std::nullopt;
        Chunk chunk = std::move(outcome.chunks.front());
        outcome.chunks.pop_front();
        waiting_bytes_ -= chunk.batch.bytes();
        room_.notify_all();
        return chunk;
    }

    void give_back(Chunk chunk) {
        chunk.clear();
        std::lock_guard lock(mutex_);
        if (spare_.size() < kSpares) spare_.push_back(std::move(chunk));
    }

    const Outcome& outcome(std::size_t job) const { return outcomes_[job]; }

private:
    // A flag does not wake anybody up, so look at it now and then.
    void wait(std::condition_variable& what, std::unique_lock<std::mutex>& lock, auto until) {
        while (!halt_ && !what.wait_for(lock, std::chrono::milliseconds(100), until)) continue;
    }

    static constexpr std::size_t kBytesWaiting = 40 << 20;
    static constexpr std::size_t kChunksOfTurn = 4;
    static constexpr std::size_t kSpares = 8;

    Chunk take_spare() {
        if (spare_.empty()) return {};
        Chunk chunk = std::move(spare_.back());
        spare_.pop_back();
        return chunk;
    }

    std::mutex mutex_;
    std::condition_variable room_, news_;
    std::vector<Outcome> outcomes_;
    std::vector<Chunk> spare_;
    std::size_t waiting_bytes_ = 0, turn_ = 0;
    const Halt& halt_;
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
    void work(Queue& queue, bool largest_first);
    void do_job(std::size_t index, Recorder& recorder, Queue& queue);
    Outcome parse(const Job& job, Recorder& recorder);
    void hash_files();
    Result<void> write(Queue& queue);
    Result<void> write_job(std::size_t index, Queue& queue);
    void add_coverage(const Job& job, const std::optional<Error>& unreadable, FileId file,
                      bool partly);
    void add_absent();
    void number_file(const std::string& path, const std::string& location);

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
    std::string missing_;                  // why the job at hand is read in part only
    struct Stored {
        std::uint64_t size = 0;
        std::string sha256;  // empty when not all could be read
    };
    std::map<std::string, Stored> stored_;  // by location; the hashing thread's until it ends
};

Outcome Examination::parse(const Job& job, Recorder& recorder) {
    Outcome outcome;
    auto open = [&](const std::string& location) -> Result<std::unique_ptr<WatchedFile>> {
        std::unique_ptr<File> file = TRY(acquisition_.open(location));
        return std::make_unique<WatchedFile>(std::move(file), progress_, halt_);
    };
    auto file = open(job.location);
    if (!file) {
        outcome.unreadable = file.error();
        recorder.accept(Problem{file.error(), {}});
        progress_.done(0);
        return outcome;
    }
    progress_.opened(job.path);
    if (auto flaw = (*file)->flaw()) recorder.accept(Problem{*flaw, {}});

    std::unique_ptr<WatchedFile> wal;
    std::vector<std::unique_ptr<WatchedFile>> beside_files;
    std::vector<Neighbour> beside;
    auto open_if = [&](const std::string& location) -> std::unique_ptr<WatchedFile> {
        if (location.empty()) return nullptr;
        auto found = open(location);
        if (found) return std::move(*found);
        recorder.accept(Problem{found.error(), "write-ahead log"});
        return nullptr;
    };
    wal = open_if(job.wal_location);
    for (const Job::Companion& companion : job.beside) {
        auto companion_file = open(companion.location);
        if (!companion_file) continue;  // a job of its own says so
        beside_files.push_back(std::move(*companion_file));
        const File& neighbour = *beside_files.back();
        beside_files.push_back(open_if(companion.wal_location));
        beside.push_back({companion.name, neighbour, beside_files.back().get()});
    }
    bridle::run(*job.artifact, Input{**file, wal.get(), job.path, beside}, recorder);
    progress_.done((*file)->unread());
    return outcome;
}

// How much there is to read, for whoever waits; and which file is the largest:
// it is often half of the work. Begun last, it would keep one core busy and the others
// idle; so one worker begins with it. The others take the jobs in their order, which
// keeps the one whose turn it is always under way.
void Examination::look_ahead() {
    static constexpr std::size_t kLookedAt = 2000;
    std::uint64_t bytes = 0, most = 0;
    for (std::size_t i = 0; i < std::min(plan_.jobs.size(), kLookedAt) && !halt_; i++) {
        auto file = acquisition_.open(plan_.jobs[i].location);
        if (!file) continue;
        const std::uint64_t size = (*file)->size();
        bytes += size;
        if (size <= most) continue;
        most = size;
        largest_ = i;
    }
    progress_.plan(plan_.jobs.size(), bytes);
}

void Examination::work(Queue& queue, bool largest_first) {
    std::size_t index = 0;
    Recorder recorder(indicators_, {options_.keep_messages},
                      [&](Chunk& chunk) { queue.push(index, chunk); });
    if (largest_first) do_job(index = largest_, recorder, queue);
    while (!halt_ && (index = next_job_++) < plan_.jobs.size())
        if (index != largest_) do_job(index, recorder, queue);
}

void Examination::do_job(std::size_t index, Recorder& recorder, Queue& queue) {
    const Job& job = plan_.jobs[index];
    Outcome outcome;
    try {
        recorder.begin(*job.artifact);
        outcome = parse(job, recorder);
        recorder.end();
    } catch (const std::exception& error) {
        outcome.unreadable = Error{Errc::internal, error.what()};
    }
    queue.finish(index, std::move(outcome));
}

// Digests are of the bytes as they lie in the acquisition, so that another
// tool can check them; each file once, whoever reads it.
void Examination::hash_files() {
    std::vector<std::byte> buffer(1 << 20);
    for (const auto& [location, id] : files_) {
        if (halt_) return;
        auto file = acquisition_.open(location);
        if (!file) continue;
        const File& stored = (*file)->as_stored();
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

Result<void> Examination::write_job(std::size_t index, Queue& queue) {
    const Job& job = plan_.jobs[index];
    const FileId file = files_.at(job.location);
    bool partly = false;
    std::uint64_t records = 0;
    missing_.clear();
    auto found = [&](Finding finding) { writer_.add(std::move(finding)); };
    while (auto chunk = queue.pop(index)) {
        TRY(writer_.append(file, *job.artifact, chunk->batch));
        records += chunk->batch.records();
        for (Finding& finding : chunk->findings) writer_.add(std::move(finding));
        for (const Chunk::Pick& pick : chunk->picks) rules_[pick.rule]->see(pick.record, found);
        for (Problem& problem : chunk->problems) {
            if (!problem.remark && !partly) missing_ = problem.error.what;
            partly |= !problem.remark;
            writer_.add(CaseProblem{std::string(job.artifact->name), file, std::move(problem)});
        }
        queue.give_back(std::move(*chunk));
    }
    if (halt_) return fail(Errc::internal, "interrupted");
    const Outcome& outcome = queue.outcome(index);
    // Nothing but problems is not a part: the file could not be read.
    std::optional<Error> unreadable = outcome.unreadable;
    if (partly && records == 0 && !unreadable) unreadable = Error{Errc::corrupt, missing_};
    add_coverage(job, unreadable, file, partly);
    return {};
}

Result<void> Examination::write(Queue& queue) {
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

    Queue queue(plan_.jobs.size(), halt_);
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
    return {};
}

}  // namespace

Result<void> examine(const Acquisition& acquisition, const Plan& plan, const Indicators& indicators,
                     const ExamineOptions& options, CaseWriter& writer) {
    return Examination(acquisition, plan, indicators, options, writer).run();
}

}  // namespace bridle
