// A crash of the daemon for the smart home, and within minutes one of the box in which messages
// are unpacked: the two steps of PWNYOURHOME, an attack of 2022.

#include <chrono>

#include "rule/ios/crash_record.h"

namespace bridle::ios {

static constexpr std::chrono::minutes kApartAtMost(10);
static constexpr std::size_t kMostCrashes = 2'000;

static bool picks(const Record& record) {
    const std::string_view process = text_of(record, "process");
    return (process == "homed" || process == "MessagesBlastDoorService") && is_crash(record);
}

class HomedThenBlastdoor : public RuleRun {
public:
    explicit HomedThenBlastdoor(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (crashes_.size() >= kMostCrashes || !record.time("crash") || !reports_.is_new(record))
            return;
        Finding finding = finding_of(rule_, record);
        finding.time = record.time("crash");
        finding.field = "process";
        finding.observed = record.text("process");
        crashes_.push_back(std::move(finding));
    }

    void end(const FindingSink& found) override {
        std::ranges::stable_sort(crashes_, {}, &Finding::time);
        const Finding* homed = nullptr;
        for (const Finding& crash : crashes_) {
            if (crash.observed == "homed") {
                homed = &crash;
                continue;
            }
            if (homed && *crash.time - *homed->time <= kApartAtMost) {
                Finding finding = *homed;
                const auto apart =
                    std::chrono::duration_cast<std::chrono::seconds>(*crash.time - *homed->time);
                finding.facts = {{"seconds", std::to_string(apart.count())}};
                found(std::move(finding));
            }
            homed = nullptr;  // one finding for a pair, however often the second crashes
        }
    }

private:
    const Rule& rule_;
    std::vector<Finding> crashes_;
    SeenReports reports_;
};

extern constinit const Rule homed_then_blastdoor = {
    .name = "homed_then_blastdoor",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"crash_reports"},
    .picks = picks,
    .start = start<HomedThenBlastdoor>,
    .references = {"https://citizenlab.ca/2023/04/nso-groups-pegasus-spyware-returns-in-2022/"},
};

}  // namespace bridle::ios
