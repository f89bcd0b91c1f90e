// Where visits led to by themselves. Browsers note at a visit where it came from,
// and an examiner looks at the one that was led away.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace bridle {

class Redirects {
public:
    struct Target {
        std::string url;
        double time = 0;  // in seconds, since whenever the browser counts
    };

    // What does not fit any more is not remembered: then full() holds.
    void add(std::int64_t from_visit, std::string_view url, double time) {
        if (targets_.size() >= kTargetsAtMost || bytes_ + url.size() > kBytesAtMost) {
            full_ = true;
            return;
        }
        if (targets_.try_emplace(from_visit, std::string(url), time).second) bytes_ += url.size();
    }
    const Target* of(std::int64_t visit) const {
        auto found = targets_.find(visit);
        return found == targets_.end() ? nullptr : &found->second;
    }
    bool full() const { return full_; }

private:
    static constexpr std::size_t kTargetsAtMost = 500'000, kBytesAtMost = 64 << 20;
    std::unordered_map<std::int64_t, Target> targets_;
    std::size_t bytes_ = 0;
    bool full_ = false;
};

}  // namespace bridle
