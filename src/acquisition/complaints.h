// Hands on the first problems of a kind that a hostile list can have by the million.

#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "base/text.h"

namespace bridle {

class Complaints {
public:
    Complaints(std::string list, const std::function<void(Error)>& problem)
        : list_(std::move(list)), problem_(problem) {}

    void add(std::string what) { add(Error{Errc::corrupt, std::move(what)}); }
    void add(Error error) {
        if (++count_ <= kMost) problem_(std::move(error));
    }
    void end() const {
        if (count_ > kMost)
            problem_({Errc::limit, list_ + ": " + grouped(count_ - kMost) +
                                       " more entries have defects like these"});
    }

private:
    static constexpr std::size_t kMost = 100;  // each in words of its own; the rest are counted
    std::string list_;
    const std::function<void(Error)>& problem_;
    std::size_t count_ = 0;
};

}  // namespace bridle
