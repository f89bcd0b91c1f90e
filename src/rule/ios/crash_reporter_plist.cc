// The preferences of the crash reporter in root's home. Pegasus wrote this
// file to keep its own crashes from being reported.

#include "rule/ios/references.h"
#include "rule/rule.h"

namespace bridle::ios::crash_reporter_plist {

static constexpr std::string_view kPath =
    "/private/var/root/Library/Preferences/com.apple.CrashReporter.plist";

static bool picks(const Record& record) {
    return text_of(record, "path") == kPath;
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    Finding finding = finding_of(rule, record);
    finding.time = record.time("modified");
    finding.field = "path";
    finding.observed = kPath;
    found(std::move(finding));
}

extern constinit const Rule rule = {
    .name = "crash_reporter_plist",
    .severity = Severity::medium,
    .confidence = Confidence::moderate,
    .listens = {"manifest", "files"},
    .picks = picks,
    .start = start_each<judge>,
    .references = {kAmnestyPegasus},
};

}  // namespace bridle::ios::crash_reporter_plist
