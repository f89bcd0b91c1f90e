// Where visits led to by themselves. Browsers note at a visit where it came from,
// and an examiner looks at the one that was led away.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "artifact/record.h"
#include "base/result.h"

namespace bridle {

class Redirects {
public:
    struct Target {
        std::string url;
        double time = 0;  // in seconds, since whenever the browser counts
    };

    // Fails with Errc::limit when no more are remembered.
    Result<void> add(std::int64_t from_visit, std::string_view url, double time) {
        if (targets_.size() >= kTargetsAtMost || bytes_ + url.size() > kBytesAtMost)
            return fail(Errc::limit, "more redirects than are followed");
        if (targets_.try_emplace(from_visit, std::string(url), time).second) bytes_ += url.size();
        return {};
    }
    const Target* of(std::int64_t visit) const {  // null when it led nowhere
        auto found = targets_.find(visit);
        return found == targets_.end() ? nullptr : &found->second;
    }

private:
    static constexpr std::size_t kTargetsAtMost = 500'000, kBytesAtMost = 64 << 20;
    // Ordered: the file chooses the numbers, and could choose them to fall into one bucket.
    std::map<std::int64_t, Target> targets_;
    std::size_t bytes_ = 0;
};

// What a visit says of where it led to; without a value when it led nowhere.
inline Field redirected_to(const Redirects::Target* target) {
    return text("redirected_to",
                target ? std::optional<std::string_view>(target->url) : std::nullopt);
}
inline Field redirected_at(const Redirects::Target* target) {
    return real("redirected_at", target ? std::optional(target->time) : std::nullopt);
}
// When the visit itself was, counted as its target counts.
inline Field visited_at(const Redirects::Target* target, std::optional<double> seconds) {
    return real("visited_at", target ? seconds : std::nullopt);
}

}  // namespace bridle
