// A crash of the daemon for the smart home, and within minutes one of the box in which messages
// are unpacked: the two steps of PWNYOURHOME, an attack of 2022. It counts for more when at least
// one of them crashed in the way in which an exploit crashes a program.

#include <chrono>

#include "rule/ios/crash_record.h"
#include "rule/ios/references.h"

namespace bridle::ios::homed_then_blastdoor {

static constexpr std::chrono::minutes kApartAtMost(10);

static bool picks(const Record& record) {
    const std::string_view process = text_of(record, "process");
    return (process == "homed" || process == "MessagesBlastDoorService") && is_crash(record);
}

class HomedThenBlastdoor : public RuleRun {
public:
    explicit HomedThenBlastdoor(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (record.time("crash")) crashes_.add(rule_, record);
    }

    void end(const FindingSink& found) override {
        const std::vector<Finding> crashes = crashes_.in_order();
        const Finding* homed = nullptr;
        for (const Finding& crash : crashes) {
            if (crash.observed == "homed") {
                homed = &crash;
                continue;
            }
            if (homed && *crash.time - *homed->time <= kApartAtMost) {
                Finding finding = *homed;
                finding.severity = std::max(homed->severity, crash.severity);
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
    Crashes crashes_;
};

extern constinit const Rule rule = {
    .name = "homed_then_blastdoor",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"crash_reports"},
    .picks = picks,
    .start = start<HomedThenBlastdoor>,
    .references = {kCitizenLabPegasus2022},
};

}  // namespace bridle::ios::homed_then_blastdoor
