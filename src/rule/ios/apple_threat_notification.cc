// A warning that Apple sent: the sender's address tells it in any language. It stays among the
// handles of Messages and in the memory of dealings with people when the warning is deleted.

#include "rule/ios/apple_warning.h"

namespace bridle::ios::apple_threat_notification {

// Where the address stands. A handle has no direction: one may also have written to it.
static constexpr std::string_view kReceived = "peer", kInteraction = "sender",
                                  kHandle = "identifier";

static std::string_view field_of(std::string_view artifact, std::string_view type,
                                 std::string_view direction) {
    if (artifact == "interaction_c") return direction == "outgoing" ? "" : kInteraction;
    if (type == "handle") return kHandle;
    return direction == "received" ? kReceived : "";
}

static bool picks(const Record& record) {
    const std::string_view field = field_of(record.artifact.name, text_of(record, "record_type"),
                                            text_of(record, "direction"));
    return !field.empty() && is_apple(text_of(record, field));
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    const std::string_view field =
        field_of(record.artifact().name, record.text("record_type"), record.text("direction"));
    Finding finding = finding_of(rule, record);
    finding.time = record.time(field == kInteraction ? "interaction" : "received");
    finding.field = field;
    finding.observed = record.text(field);
    finding.facts = {{"sender", finding.observed}};
    if (field != kReceived) finding.facts.emplace_back("state", "trace");
    if (field == kHandle) finding.confidence = Confidence::moderate;
    found(std::move(finding));
}

extern constinit const Rule rule = {
    .name = "apple_threat_notification",
    .severity = Severity::high,
    .confidence = Confidence::strong,
    .listens = {"interaction_c", "sms"},
    .picks = picks,
    .start = start_each<judge>,
    .references = {"https://support.apple.com/102174"},
};

}  // namespace bridle::ios::apple_threat_notification
