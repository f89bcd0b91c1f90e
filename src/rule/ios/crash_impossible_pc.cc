// A daemon of the system that jumped to an address where no code can be: a few bytes above
// zero, and not even where an instruction may begin. DarkSword left such crashes, at 0x201, in
// the daemons that it had run its own code in. What has been published of it besides proves
// little: that mediaplaybackd used an address where nothing may begin, and that a daemon which
// crashed had loaded what runs the programs of web pages.

#include <charconv>

#include "rule/ios/crash_record.h"

namespace bridle::ios::crash_impossible_pc {

static constexpr std::string_view kDaemons[] = {"configd", "UserEventAgent", "wifid", "securityd",
                                                "mediaplaybackd"};
static constexpr std::string_view kWhereFaultsAre[] = {"subtype", "codes", "exception"};
static constexpr std::uint64_t kCodeFrom = 0x1000;
static constexpr std::uint64_t kPublished = 0x201;

static std::optional<std::uint64_t> address(std::string_view text) {
    if (!text.starts_with("0x")) return std::nullopt;
    std::uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
    return error == std::errc() ? std::optional(value) : std::nullopt;
}

enum class Pattern : std::uint8_t { none, address, misaligned, javascript };

static Pattern pattern_of(const KeptRecord& record) {
    const bool misaligned = std::ranges::any_of(kWhereFaultsAre, [&](std::string_view field) {
        return record.text(field).contains("EXC_ARM_DA_ALIGN");
    });
    const auto pc = address(record.text("pc"));
    if (misaligned && pc && *pc < kCodeFrom) return Pattern::address;
    if (misaligned && record.text("process") == "mediaplaybackd") return Pattern::misaligned;
    return record.flag("loads_javascript") ? Pattern::javascript : Pattern::none;
}

static bool picks(const Record& record) {
    const std::string_view process = text_of(record, "process");
    return std::ranges::find(kDaemons, process) != std::end(kDaemons) && is_crash(record);
}

class ImpossibleCrashes : public RuleRun {
public:
    explicit ImpossibleCrashes(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink& found) override {
        const Pattern pattern = pattern_of(record);
        if (pattern == Pattern::none || !reports_.is_new(record)) return;
        Finding finding = finding_of(rule_, record);
        finding.time = record.time("crash");
        finding.facts = {{"process", std::string(record.text("process"))}};
        if (pattern == Pattern::address) {
            finding.field = "pc";
            finding.observed = record.text("pc");
            finding.facts.emplace_back("address", finding.observed);
            if (address(finding.observed) == kPublished) finding.confidence = Confidence::moderate;
        } else {
            finding.field = "process";
            finding.observed = record.text("process");
            finding.severity = Severity::low;
            finding.facts.emplace_back(
                "state", pattern == Pattern::misaligned ? "misaligned" : "javascript");
        }
        found(std::move(finding));
    }

private:
    const Rule& rule_;
    SeenReports reports_;
};

extern constinit const Rule rule = {
    .name = "crash_impossible_pc",
    .severity = Severity::high,
    .confidence = Confidence::weak,
    .listens = {"crash_reports"},
    .picks = picks,
    .start = start<ImpossibleCrashes>,
    .references = {"https://cloud.google.com/blog/topics/threat-intelligence/"
                   "darksword-ios-exploit-chain",
                   "https://iverify.io/blog/darksword-ios-exploit-kit-explained"},
};

}  // namespace bridle::ios::crash_impossible_pc
