// A message that reads like Apple's warning and has another sender: it may be
// the warning, passed on, or somebody who imitates it.

#include "rule/ios/apple_warning.h"

namespace bridle::ios::apple_threat_wording {

static bool picks(const Record& record) {
    return text_of(record, "direction") == "received" && !is_apple(text_of(record, "peer")) &&
           std::ranges::any_of(
               kTexts, [&](std::string_view name) { return has_words(text_of(record, name)); });
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    Finding finding = finding_of(rule, record);
    finding.time = record.time("received");
    finding.field = *std::ranges::find_if(kTexts, [&](std::string_view name) {
        return name == kTexts.back() || has_words(record.text(name));
    });
    finding.observed = record.text(finding.field);
    finding.facts = {{"sender", std::string(record.text("peer"))}};
    found(std::move(finding));
}

extern constinit const Rule rule = {
    .name = "apple_threat_wording",
    .severity = Severity::high,
    .confidence = Confidence::moderate,
    .listens = {"sms"},
    .picks = picks,
    .start = start_each<judge>,
    .references = {"https://support.apple.com/102174"},
};

}  // namespace bridle::ios::apple_threat_wording
