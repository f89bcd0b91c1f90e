// Traffic that is accounted to a process whose own row is gone. Deleting the
// row of the process and forgetting those of its traffic is what Pegasus did.
// One finding for each process, however many rows speak of it.

#include <map>

#include "rule/ios/references.h"
#include "rule/rule.h"

namespace bridle::ios::datausage_orphan {

static bool picks(const Record& record) {
    return flag_of(record, "process_is_gone");
}

static constexpr std::size_t kOrphansAtMost = 10'000;

class DatausageOrphans : public RuleRun {
public:
    explicit DatausageOrphans(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        const Key key{record.path(), record.integer("usage_of").value_or(0)};
        if (!orphans_.contains(key) && orphans_.size() >= kOrphansAtMost) return;
        auto [found, first] = orphans_.try_emplace(key, Orphan{finding_of(rule_, record), 0});
        Finding& finding = found->second.finding;
        found->second.rows++;
        auto time = record.time("usage");
        if (first || (time && (!finding.time || *time < *finding.time))) finding.time = time;
    }

    void end(const FindingSink& found) override {
        for (auto& [key, orphan] : orphans_) {
            Finding& finding = orphan.finding;
            finding.field = "usage_of";
            finding.observed = std::to_string(key.second);
            finding.facts = {{"process_id", finding.observed},
                             {"rows", std::to_string(orphan.rows)}};
            found(std::move(finding));
        }
    }

private:
    struct Orphan {
        Finding finding;
        std::size_t rows;
    };
    using Key = std::pair<std::string, std::int64_t>;  // file and process
    const Rule& rule_;
    std::map<Key, Orphan> orphans_;
};

extern constinit const Rule rule = {
    .name = "datausage_orphan",
    .severity = Severity::high,
    .confidence = Confidence::moderate,
    .listens = {"datausage", "netusage"},
    .picks = picks,
    .start = start<DatausageOrphans>,
    .references = {kAmnestyPegasus},
};

}  // namespace bridle::ios::datausage_orphan
