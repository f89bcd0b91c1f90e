// What a takedown deletes beside the record itself: wherever else the register holds what it said.

#pragma once

#include <string>

#include "register/service/register.h"

namespace bridle::registry {

// Before the bodies of the record are erased, in the same transaction. Filings about it lose body
// and reason, whatever became of them, and those that are not decided about end: what they would
// correct is gone. So do filings that were never accepted and say the same as what is taken down.
// Of a source document that is taken down as a whole, the file goes too.
Result<void> erase_beside_record(Store& store, const Takedown& takedown, const std::string& type,
                                 Time at);

}  // namespace bridle::registry
