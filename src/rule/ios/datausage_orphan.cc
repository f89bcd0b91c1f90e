// Traffic that is accounted to a process whose own row is gone. Deleting the
// row of the process and forgetting those of its traffic is what Pegasus did.
// One finding for each process, however many rows speak of it.

#include <map>

#include "rule/rule.h"

namespace bridle::ios {

static bool picks(const Record& record) {
    return find_field(record, "process_id") != nullptr;
}

static constexpr std::size_t kOrphansAtMost = 10'000;

class DatausageOrphans : public RuleRun {
public:
    explicit DatausageOrphans(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        File& file = files_[record.path()];
        if (record.integer("process_id")) {
            file.has_processes = true;
            return;
        }
        auto process = record.integer("usage_of");  // null is nobody's traffic, not a deleted row
        if (!process || (!file.orphans.contains(*process) && file.orphans.size() >= kOrphansAtMost))
            return;
        auto [found, first] =
            file.orphans.try_emplace(*process, Orphan{finding_of(rule_, record), 0});
        Finding& finding = found->second.finding;
        found->second.rows++;
        auto time = record.time("usage");
        if (first || (time && (!finding.time || *time < *finding.time))) finding.time = time;
    }

    void end(const FindingSink& found) override {
        for (auto& [path, file] : files_) {
            if (!file.has_processes) continue;  // the whole table is missing: a problem, no trace
            for (auto& [process, orphan] : file.orphans) {
                Finding& finding = orphan.finding;
                finding.field = "usage_of";
                finding.observed = std::to_string(process);
                finding.facts = {{"process_id", finding.observed},
                                 {"rows", std::to_string(orphan.rows)}};
                found(std::move(finding));
            }
        }
    }

private:
    struct Orphan {
        Finding finding;
        std::size_t rows;
    };
    struct File {
        bool has_processes = false;
        std::map<std::int64_t, Orphan> orphans;
    };
    const Rule& rule_;
    std::map<std::string, File> files_;
};

extern constinit const Rule datausage_orphan = {
    .name = "datausage_orphan",
    .severity = Severity::high,
    .confidence = Confidence::moderate,
    .listens = {"datausage"},
    .picks = picks,
    .start = start<DatausageOrphans>,
    .references = {"https://www.amnesty.org/en/latest/research/2021/07/"
                   "forensic-methodology-report-how-to-catch-nso-groups-pegasus/"},
};

}  // namespace bridle::ios
