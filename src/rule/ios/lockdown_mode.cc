// Whether the lockdown mode of iOS 16 and later is on. It makes many attacks
// harder; that it is off says nothing of an attack.

#include "rule/rule.h"

namespace bridle::ios::lockdown_mode {

static bool picks(const Record& record) {
    const Field* entry = find_field(record, "entry");
    return entry && entry->string() == "LDMGlobalEnabled";
}

static void judge(const Rule& rule, const KeptRecord& record, const FindingSink& found) {
    const Value* value = record.find("value");
    const bool* boolean = value ? std::get_if<bool>(value) : nullptr;
    const bool on = boolean ? *boolean : record.integer("value").value_or(0) != 0;
    Finding finding = finding_of(rule, record);
    finding.field = "entry";
    finding.observed = on ? "on" : "off";
    finding.facts = {{"state", finding.observed}};
    found(std::move(finding));
}

extern constinit const Rule rule = {
    .name = "lockdown_mode",
    .severity = Severity::info,
    .confidence = Confidence::strong,
    .listens = {"global_preferences"},
    .picks = picks,
    .start = start_each<judge>,
    .references = {"https://support.apple.com/105120"},
};

}  // namespace bridle::ios::lockdown_mode
