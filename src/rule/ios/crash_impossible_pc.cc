// A daemon of the system that jumped to an address where no code can be: a few bytes above
// zero, and not even where an instruction may begin. DarkSword left such crashes, at 0x201, in
// the daemons that it had run its own code in.

#include <charconv>

#include "rule/ios/crash_record.h"

namespace bridle::ios {

static constexpr std::string_view kDaemons[] = {"configd", "UserEventAgent", "wifid", "securityd",
                                                "mediaplaybackd"};
static constexpr std::uint64_t kCodeFrom = 0x1000;
static constexpr std::uint64_t kPublished = 0x201;

static std::optional<std::uint64_t> address(std::string_view text) {
    if (!text.starts_with("0x")) return std::nullopt;
    std::uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
    return error == std::errc() ? std::optional(value) : std::nullopt;
}

static bool picks(const Record& record) {
    const std::string_view process = text_of(record, "process");
    if (std::ranges::find(kDaemons, process) == std::end(kDaemons) || !is_crash(record))
        return false;
    const bool misaligned = std::ranges::any_of(record.fields, [](const Field& field) {
        return (field.name == "subtype" || field.name == "codes" || field.name == "exception") &&
               field.string().contains("EXC_ARM_DA_ALIGN");
    });
    const auto pc = address(text_of(record, "pc"));
    return misaligned && pc && *pc < kCodeFrom;
}

class ImpossibleCrashes : public RuleRun {
public:
    explicit ImpossibleCrashes(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink& found) override {
        if (!reports_.is_new(record)) return;
        Finding finding = finding_of(rule_, record);
        if (address(record.text("pc")) == kPublished) finding.confidence = Confidence::moderate;
        finding.time = record.time("crash");
        finding.field = "pc";
        finding.observed = record.text("pc");
        finding.facts = {{"process", std::string(record.text("process"))},
                         {"address", finding.observed}};
        found(std::move(finding));
    }

private:
    const Rule& rule_;
    SeenReports reports_;
};

extern constinit const Rule crash_impossible_pc = {
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

}  // namespace bridle::ios
