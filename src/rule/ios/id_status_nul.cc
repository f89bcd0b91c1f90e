// A looked-up address with two NUL characters in a row: no address has them,
// and an exploit of iMessage did.

#include "rule/rule.h"

namespace bridle::ios::id_status_nul {

static bool picks(const Record& record) {
    const Field* address = find_field(record, "address");
    return address && address->string().contains("\\x00\\x00");
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    Finding finding = finding_of(rule, record);
    finding.time = record.time("lookup");
    finding.field = "address";
    finding.observed = record.text("address");
    found(std::move(finding));
}

extern constinit const Rule rule = {
    .name = "id_status_nul",
    .severity = Severity::high,
    .confidence = Confidence::strong,
    .listens = {"id_status_cache"},
    .picks = picks,
    .start = start_each<judge>,
    .references = {"https://www.amnesty.org/en/latest/research/2021/07/"
                   "forensic-methodology-report-how-to-catch-nso-groups-pegasus/"},
};

}  // namespace bridle::ios::id_status_nul
