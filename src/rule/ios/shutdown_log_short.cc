// A log of shutdowns that says next to nothing, whose times run backward, or of whose numbered
// files one in the middle is missing. Spyware has emptied it. But iOS 26 begins it anew at each
// start, so that it is nearly always short there, a clock may have been wrong, and whoever copied
// the phone may have taken only some of the files.

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/text.h"
#include "rule/ios/references.h"
#include "rule/rule.h"

namespace bridle::ios::shutdown_log_short {

static constexpr std::size_t kShutdownsAtLeast = 2;
static constexpr std::size_t kMostShutdowns = 20'000;
static constexpr int kHighestNumber = 999;

static bool picks(const Record& record) {
    return find_field(record, "shutdowns") || find_field(record, "delays");
}

// "…/shutdown.3.log" or "…/shutdown.log.3": the name around the number, and the number.
struct Numbered {
    std::string name;
    int number = -1;
};
static Numbered numbered(std::string_view path) {
    const std::size_t at = path.find_first_of("0123456789", path.rfind('/') + 1);
    if (at == path.npos) return {};
    const char* const end = path.data() + path.size();
    int number = -1;
    const auto [behind, error] = std::from_chars(path.data() + at, end, number);
    if (error != std::errc() || number > kHighestNumber) return {};
    return {std::string(path.substr(0, at)).append(behind, end), number};
}

class ShortLog : public RuleRun {
public:
    explicit ShortLog(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (record.find("shutdowns")) {
            if (!log_) log_ = finding_of(rule_, record);
            const Numbered log = numbered(record.path());
            if (log.number >= 0)
                logs_[log.name].insert_or_assign(log.number, finding_of(rule_, record));
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
        if (times.size() < kShutdownsAtLeast || backward) {
            log_->field = "shutdowns";
            log_->observed = std::to_string(times.size());
            log_->facts = {{"state", backward ? "backward" : "short"}, {"count", log_->observed}};
            found(std::move(*log_));
        }
        for (auto& [name, logs] : logs_) gap(logs, found);
    }

private:
    struct Shutdown {
        std::string path;
        std::int64_t at;
        std::optional<Time> time;
        auto operator<=>(const Shutdown&) const = default;
    };

    static void gap(std::map<int, Finding>& logs, const FindingSink& found) {
        std::vector<std::string> missing;
        for (int number = logs.begin()->first; number < logs.rbegin()->first; number++)
            if (!logs.contains(number)) missing.push_back(std::to_string(number));
        if (missing.empty()) return;
        Finding& finding = logs.rbegin()->second;
        finding.field = "path";
        finding.observed = finding.path;
        finding.facts = {{"state", "gap"}, {"missing", joined(missing)}};
        found(std::move(finding));
    }

    const Rule& rule_;
    std::optional<Finding> log_;
    std::vector<Shutdown> shutdowns_;
    std::map<std::string, std::map<int, Finding>> logs_;  // those with numbers
};

extern constinit const Rule rule = {
    .name = "shutdown_log_short",
    .severity = Severity::info,
    .confidence = Confidence::weak,
    .listens = {"shutdown_log"},
    .picks = picks,
    .start = start<ShortLog>,
    .references = {kKasperskyShutdownLog,
                   "https://iverify.io/blog/"
                   "key-iocs-for-pegasus-and-predator-spyware-cleaned-with-ios-26-update"},
};

}  // namespace bridle::ios::shutdown_log_short
