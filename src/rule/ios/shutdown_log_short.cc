// A log of shutdowns that says next to nothing, or whose times run backward. Spyware has emptied
// it. But iOS 26 begins it anew at each start, so that it is nearly always short there.

#include <algorithm>
#include <set>

#include "rule/rule.h"

namespace bridle::ios {

static constexpr std::size_t kShutdownsAtLeast = 2;
static constexpr std::size_t kMostShutdowns = 20'000;

static bool picks(const Record& record) {
    return find_field(record, "shutdowns") || find_field(record, "delays");
}

class ShortLog : public RuleRun {
public:
    explicit ShortLog(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (record.find("shutdowns")) {
            if (!log_) log_ = finding_of(rule_, record);
            return;
        }
        if (shutdowns_.size() >= kMostShutdowns) return;
        shutdowns_.push_back({record.path(), record.at(), record.time("shutdown")});
    }

    void end(const FindingSink& found) override {
        if (!log_) return;
        std::ranges::sort(shutdowns_);
        std::set<std::optional<Time>> times;  // there may be copies
        bool backward = false;
        for (std::size_t i = 0; i < shutdowns_.size(); i++) {
            const Shutdown& now = shutdowns_[i];
            times.insert(now.time);
            if (i == 0 || shutdowns_[i - 1].path != now.path) continue;
            backward = backward || (now.time && shutdowns_[i - 1].time > now.time);
        }
        if (times.size() >= kShutdownsAtLeast && !backward) return;
        log_->field = "shutdowns";
        log_->observed = std::to_string(times.size());
        log_->facts = {{"count", log_->observed},
                       {"order", backward ? "The times in it run backward." : ""}};
        found(std::move(*log_));
    }

private:
    struct Shutdown {
        std::string path;
        std::int64_t at;
        std::optional<Time> time;
        auto operator<=>(const Shutdown&) const = default;
    };
    const Rule& rule_;
    std::optional<Finding> log_;
    std::vector<Shutdown> shutdowns_;
};

extern constinit const Rule shutdown_log_short = {
    .name = "shutdown_log_short",
    .severity = Severity::info,
    .confidence = Confidence::weak,
    .listens = {"shutdown_log"},
    .picks = picks,
    .start = start<ShortLog>,
    .references = {"https://securelist.com/"
                   "shutdown-log-lightweight-ios-malware-detection-method/111734/",
                   "https://iverify.io/blog/"
                   "key-iocs-for-pegasus-and-predator-spyware-cleaned-with-ios-26-update"},
};

}  // namespace bridle::ios
