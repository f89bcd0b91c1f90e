// A received attachment that lies under /var/tmp and ends in -1: what an
// iMessage exploit leaves when the message itself is removed. Attachments that
// people send lie under Library/SMS/Attachments.

#include "rule/ios/places.h"
#include "rule/rule.h"

namespace bridle::ios::suspicious_attachment {

static bool picks(const Record& record) {
    const std::string_view path = without_private(text_of(record, "filename"));
    return text_of(record, "direction") == "received" && path.starts_with("/var/tmp/") &&
           path.ends_with("-1");
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    Finding finding = finding_of(rule, record);
    finding.time = record.time("attachment");
    finding.field = "filename";
    finding.observed = record.text("filename");
    found(std::move(finding));
}

extern constinit const Rule rule = {
    .name = "suspicious_attachment",
    .severity = Severity::medium,
    .confidence = Confidence::moderate,
    .listens = {"sms_attachments"},
    .picks = picks,
    .start = start_each<judge>,
};

}  // namespace bridle::ios::suspicious_attachment
