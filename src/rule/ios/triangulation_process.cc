// BackupAgent on the network: a program of the system that has not run since long ago (the one
// that does is BackupAgent2), and under whose name Operation Triangulation worked.

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rule/ios/references.h"
#include "rule/rule.h"

namespace bridle::ios::triangulation_process {

static constexpr std::string_view kName = "BackupAgent";

// A component of its own: daemons that work for an app are written daemon/app.
static bool picks(const Record& record) {
    const auto names = split(text_of(record, "process"), '/');
    return std::ranges::find(names, kName) != names.end();
}

static constexpr std::size_t kMostFiles = 100;

class TriangulationProcess : public RuleRun {
public:
    explicit TriangulationProcess(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        auto known = files_.find(record.path());
        if (known == files_.end()) {
            if (files_.size() >= kMostFiles) return;
            known = files_.emplace(record.path(), finding_of(rule_, record)).first;
            known->second.field = "process";
            known->second.observed = record.text("process");
        }
        for (const char* field : {"first_used", "usage", "last_used", "counted"}) {
            auto time = record.time(field);
            std::optional<Time>& first = known->second.time;
            if (time && (!first || *time < *first)) first = time;
        }
    }

    void end(const FindingSink& found) override {
        for (auto& [path, finding] : files_) found(std::move(finding));
    }

private:
    const Rule& rule_;
    std::map<std::string, Finding> files_;  // one finding for each
};

extern constinit const Rule rule = {
    .name = "triangulation_process",
    .severity = Severity::high,
    .confidence = Confidence::strong,
    .listens = {"os_analytics_ad_daily", "datausage", "netusage"},
    .picks = picks,
    .start = start<TriangulationProcess>,
    .references = {"https://securelist.com/trng-2023/", kKasperskyTriangulation},
};

}  // namespace bridle::ios::triangulation_process
