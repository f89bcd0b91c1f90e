// Numbers missing from the row of processes: each was a process once. Phones
// forget processes all the time, so all the gaps together are one remark.

#include <algorithm>
#include <map>

#include "rule/rule.h"

namespace bridle::ios::datausage_gap {

static bool picks(const Record& record) {
    const Field* id = find_field(record, "process_id");
    return id && std::holds_alternative<std::int64_t>(id->value);
}

static constexpr std::size_t kProcessesAtMost = 1'000'000;
static constexpr std::size_t kRangesShown = 20;

class DatausageGaps : public RuleRun {
public:
    explicit DatausageGaps(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        auto [found, first] = files_.try_emplace(record.path());
        if (first) found->second.finding = finding_of(rule_, record);
        auto id = record.integer("process_id");
        if (id && found->second.ids.size() < kProcessesAtMost) found->second.ids.push_back(*id);
    }

    void end(const FindingSink& found) override {
        for (auto& [path, file] : files_) {
            std::ranges::sort(file.ids);
            Gaps gaps = gaps_of(file.ids);
            if (gaps.count == 0) continue;
            Finding& finding = file.finding;
            finding.field = "process_id";
            finding.observed = gaps.ranges;
            finding.facts = {{"count", std::to_string(gaps.count)}, {"ranges", gaps.ranges}};
            found(std::move(finding));
        }
    }

private:
    struct File {
        Finding finding;
        std::vector<std::int64_t> ids;
    };
    struct Gaps {
        std::uint64_t count = 0;
        std::string ranges;  // "5, 7-9"
    };

    static Gaps gaps_of(const std::vector<std::int64_t>& sorted) {
        Gaps gaps;
        std::size_t shown = 0;
        for (std::size_t i = 1; i < sorted.size(); i++) {
            // Row ids are hostile: the difference may not fit.
            std::uint64_t step =
                static_cast<std::uint64_t>(sorted[i]) - static_cast<std::uint64_t>(sorted[i - 1]);
            if (step < 2) continue;
            gaps.count += step - 1;
            if (++shown > kRangesShown) continue;
            std::string first = std::to_string(sorted[i - 1] + 1),
                        last = std::to_string(sorted[i] - 1);
            gaps.ranges += (gaps.ranges.empty() ? "" : ", ") + first;
            if (step > 2) gaps.ranges += "-" + last;
        }
        if (shown > kRangesShown) gaps.ranges += ", and others";
        return gaps;
    }

    const Rule& rule_;
    std::map<std::string, File> files_;
};

extern constinit const Rule rule = {
    .name = "datausage_gap",
    .severity = Severity::info,
    .confidence = Confidence::weak,
    .listens = {"datausage", "netusage"},
    .picks = picks,
    .start = start<DatausageGaps>,
};

}  // namespace bridle::ios::datausage_gap
