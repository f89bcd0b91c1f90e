// A warning that Apple sent: the sender's address tells it in any language.

#include "rule/ios/apple_warning.h"

namespace bridle::ios {

static bool picks(const Record& record) {
    return text_of(record, "direction") == "received" && is_apple(text_of(record, "peer"));
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    Finding finding = finding_of(rule, record);
    finding.time = record.time("received");
    finding.field = "peer";
    finding.observed = record.text("peer");
    finding.facts = {{"sender", finding.observed}};
    found(std::move(finding));
}

extern constinit const Rule apple_threat_notification = {
    .name = "apple_threat_notification",
    .severity = Severity::high,
    .confidence = Confidence::strong,
    .listens = {"sms"},
    .picks = picks,
    .start = start_each<judge>,
    .references = {"https://support.apple.com/102174"},
};

}  // namespace bridle::ios
