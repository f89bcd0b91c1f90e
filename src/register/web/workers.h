// Threads for what takes longer than a server's own thread may wait, and the line of those who
// wait for one: short, so that whoever is in it is answered soon, and never one asker's alone.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace bridle::registry {

class Workers {
public:
    using Job = std::move_only_function<void()>;  // throws nothing

    Workers(unsigned threads, std::size_t most_waiting);
    ~Workers() { end(); }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    // False when too many wait, or a quarter of them are this asker's.
    bool offer(const std::string& asker, Job job);
    // Waits for the jobs that run; those that only wait are dropped.
    void end();

private:
    void run();

    struct Waiting {
        std::string asker;
        Job job;
    };
    std::size_t most_waiting_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Waiting> waiting_;
    std::unordered_map<std::string, std::size_t> waiting_of_;
    bool ended_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace bridle::registry
