// Where the chunks of the workers wait for the one writer, who takes them in
// the order of the plan. What does not fit into memory waits in a file without a
// name beside the case, so that no worker stands still because of one that
// began earlier, and memory does not grow with the phone.

#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "base/scratch_file.h"
#include "examine/recorder.h"

namespace bridle {

// Somebody asked us to stop (from a signal handler, which can do no more than
// set a flag), or going on has become pointless.
class Halt {
public:
    explicit Halt(const std::atomic<bool>* asked = nullptr) : asked_(asked) {}
    explicit operator bool() const { return failed_ || (asked_ && *asked_); }
    void set() { failed_ = true; }

private:
    const std::atomic<bool>* asked_;
    std::atomic<bool> failed_ = false;
};

class ChunkQueue {
public:
    struct Memory {  // bytes of what waits
        std::size_t batches = 16 << 20, others = 16 << 20;
    };
    ChunkQueue(std::size_t jobs, ScratchFile scratch, const Halt& halt, Memory memory)
        : jobs_(jobs), halt_(halt), memory_(memory), scratch_(std::move(scratch)) {}

    // By the workers. Takes the chunk and leaves an empty one. The job that the
    // writer is at waits while he has enough to do; the others only when more findings
    // are waiting than memory is there for.
    void push(std::size_t job, Chunk& chunk);
    void finish(std::size_t job, std::optional<Error> unreadable);

    // By the writer: the next chunk of the job, or nothing when there are no
    // more or everything halts. Fails with what became of the file.
    Result<std::optional<Chunk>> pop(std::size_t job);
    void give_back(Chunk chunk);  // its memory is used again

    const std::optional<Error>& unreadable(std::size_t job) const { return jobs_[job].unreadable; }

private:
    struct Waiting {
        std::size_t bytes, others;  // of the batch and of the rest, in memory
        Chunk chunk;
        std::optional<Batch::Stored> stored;  // then the batch is in the file
    };
    struct Job {
        std::deque<Waiting> chunks;
        bool done = false;
        std::optional<Error> unreadable;
    };
    void wait(std::condition_variable& what, std::unique_lock<std::mutex>& lock, auto until);
    Chunk take_spare();
    Result<Batch::Stored> store(const Batch& batch);

    static constexpr std::size_t kChunksOfTurn = 4;
    static constexpr std::size_t kSpares = 8;

    std::mutex mutex_;
    std::condition_variable room_, news_;
    std::vector<Job> jobs_;
    std::vector<Chunk> spare_;
    std::size_t batch_bytes_ = 0, other_bytes_ = 0;  // that wait in memory
    std::size_t turn_ = 0;
    std::optional<Error> failure_;  // of the file
    const Halt& halt_;
    Memory memory_;
    std::mutex storing_;
    ScratchFile scratch_;
};

}  // namespace bridle
