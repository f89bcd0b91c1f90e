#include "examine/chunk_queue.h"

namespace bridle {

// A flag does not wake anybody up, so look at it now and then.
void ChunkQueue::wait(std::condition_variable& what, std::unique_lock<std::mutex>& lock,
                      auto until) {
    while (!halt_ && !what.wait_for(lock, std::chrono::milliseconds(100), until)) continue;
}

Result<Batch::Stored> ChunkQueue::store(const Batch& batch) {
    std::lock_guard lock(storing_);
    return batch.store(scratch_);
}

void ChunkQueue::push(std::size_t job, Chunk& chunk) {
    Waiting waiting{chunk.batch.bytes(), chunk.bytes_beside_batch(), {}, {}};
    std::unique_lock lock(mutex_);
    auto follows = [&] { return job == turn_ && jobs_[job].chunks.size() < kChunksOfTurn; };
    auto fits = [&] { return batch_bytes_ + waiting.bytes <= memory_.batches || follows(); };
    wait(room_, lock, [&] {
        if (job == turn_ && !fits()) return false;
        return other_bytes_ + waiting.others <= memory_.others || follows();
    });
    if (fits()) {
        waiting.chunk = std::move(chunk);
        chunk = take_spare();
    } else {
        lock.unlock();
        auto stored = store(chunk.batch);
        lock.lock();
        if (!stored) failure_ = stored.error();
        if (stored) waiting.stored = *stored;
        std::swap(waiting.chunk, chunk);
        std::swap(waiting.chunk.batch, chunk.batch);  // its memory is still of use here
        chunk.batch.clear();
        waiting.bytes = 0;
    }
    batch_bytes_ += waiting.bytes;
    other_bytes_ += waiting.others;
    jobs_[job].chunks.push_back(std::move(waiting));
    lock.unlock();
    news_.notify_one();
}

void ChunkQueue::finish(std::size_t job, std::optional<Error> unreadable) {
    std::lock_guard lock(mutex_);
    jobs_[job].done = true;
    jobs_[job].unreadable = std::move(unreadable);
    news_.notify_one();
}

Result<std::optional<Chunk>> ChunkQueue::pop(std::size_t job) {
    std::unique_lock lock(mutex_);
    turn_ = job;
    room_.notify_all();
    Job& from = jobs_[job];
    wait(news_, lock, [&] { return from.done || !from.chunks.empty() || failure_; });
    if (failure_) return std::unexpected(*failure_);
    if (halt_ || from.chunks.empty()) return std::nullopt;
    Waiting waiting = std::move(from.chunks.front());
    from.chunks.pop_front();
    if (waiting.stored) waiting.chunk.batch = take_spare().batch;
    batch_bytes_ -= waiting.bytes;
    other_bytes_ -= waiting.others;
    room_.notify_all();
    lock.unlock();
    if (waiting.stored) TRY(waiting.chunk.batch.load(scratch_, *waiting.stored));
    return std::move(waiting.chunk);
}

void ChunkQueue::give_back(Chunk chunk) {
    chunk.clear();
    std::lock_guard lock(mutex_);
    if (spare_.size() < kSpares) spare_.push_back(std::move(chunk));
}

Chunk ChunkQueue::take_spare() {
    if (spare_.empty()) return {};
    Chunk chunk = std::move(spare_.back());
    spare_.pop_back();
    return chunk;
}

}  // namespace bridle
