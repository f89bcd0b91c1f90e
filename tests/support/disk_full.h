// A disk that is full after so many bytes of one file: the next write fails.

#pragma once

#include <sys/resource.h>

#include <csignal>

namespace bridle::test {

class DiskFull {
public:
    explicit DiskFull(rlim_t after) {
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit{after, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~DiskFull() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    DiskFull(const DiskFull&) = delete;
    DiskFull& operator=(const DiskFull&) = delete;

private:
    void (*handler_)(int);
    rlimit before_{};
};

}  // namespace bridle::test
