#include "register/web/workers.h"

#include <algorithm>
#include <utility>

namespace bridle::registry {

Workers::Workers(unsigned threads, std::size_t most_waiting)
    : most_waiting_(std::max<std::size_t>(most_waiting, 4)) {
    for (unsigned i = 0; i < std::max(threads, 1U); i++) threads_.emplace_back([this] { run(); });
}

bool Workers::offer(const std::string& asker, Job job) {
    {
        std::scoped_lock lock(mutex_);
        if (ended_ || waiting_.size() >= most_waiting_) return false;
        std::size_t& of_the_same = waiting_of_[asker];
        if (of_the_same >= most_waiting_ / 4) return false;
        of_the_same++;
        waiting_.push_back({asker, std::move(job)});
    }
    changed_.notify_one();
    return true;
}

void Workers::run() {
    for (;;) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return ended_ || !waiting_.empty(); });
        if (ended_) return;
        Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        auto found = waiting_of_.find(next.asker);
        if (--found->second == 0) waiting_of_.erase(found);
        lock.unlock();
        next.job();
    }
}

void Workers::end() {
    std::deque<Waiting> dropped;  // outside the lock
    {
        std::scoped_lock lock(mutex_);
        ended_ = true;
        dropped.swap(waiting_);
        waiting_of_.clear();
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

}  // namespace bridle::registry
