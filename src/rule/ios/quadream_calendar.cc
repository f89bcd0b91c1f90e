// An event called "Meeting" with nothing but "Notes" in it: what the exploit of QuaDream left in
// calendars. People call events so, too; one that was over long before it came is graver.

#include "rule/rule.h"

namespace bridle::ios::quadream_calendar {

static constexpr std::chrono::hours kLongBefore(24);

static bool picks(const Record& record) {
    const Field* summary = find_field(record, "summary");
    const Field* description = find_field(record, "description");
    return summary && description && summary->string() == "Meeting" &&
           description->string() == "Notes";
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    Finding finding = finding_of(rule, record);
    auto created = record.time("created"), starts = record.time("starts");
    if (created && starts && *starts + kLongBefore < *created) {
        finding.severity = Severity::high;
        finding.confidence = Confidence::moderate;
    }
    finding.time = created ? created : starts;
    finding.field = "summary";
    finding.observed = record.text("summary");
    finding.facts = {{"starts", starts ? iso(*starts) : "not known"},
                     {"created", created ? iso(*created) : "not known"}};
    found(std::move(finding));
}

extern constinit const Rule rule = {
    .name = "quadream_calendar",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"calendar"},
    .picks = picks,
    .start = start_each<judge>,
    .references = {"https://citizenlab.ca/2023/04/"
                   "spyware-vendor-quadream-exploits-victims-customers/"},
};

}  // namespace bridle::ios::quadream_calendar
