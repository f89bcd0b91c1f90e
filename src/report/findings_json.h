// The members of findings.json, and of what --json prints. Described in
// docs/case-format.md.

#pragma once

#include "base/json.h"
#include "casefile/case.h"
#include "report/on_record.h"
#include "report/words.h"

namespace bridle {

void put_statement(JsonWriter& json, const Case& from, const Words& words);
void put_counts(JsonWriter& json, const Case& from);
void put_coverage(JsonWriter& json, const Case& from, const Words& words);
void put_finding(JsonWriter& json, const CaseFinding& found, const Case& from,
                 const OnRecord& on_record, const Words& words);
// Which register was used, and what it says of the findings; nothing when none was.
void put_register(JsonWriter& json, const Case& from, const OnRecord& on_record,
                  const Words& words);
// The same without what it says.
void put_register_file(JsonWriter& json, const Case& from);
void put_device(JsonWriter& json, const Case& from);
void put_indicator_sets(JsonWriter& json, const Case& from);

}  // namespace bridle
