// A made-up case for the tests of writer, reader and reports. Nothing in it
// depends on the machine or on the time.

#pragma once

#include <string>

#include "casefile/case.h"
#include "casefile/writer.h"

namespace bridle::test {

// A phone with traces, some of whose texts try to break out of a report.
void fill_sample(CaseWriter& writer);

// A writer on folder/case with meta that does not change from run to run.
CaseWriter sample_writer(const std::string& folder);

// Sealed, and not published: read from its workspace.
Case sample_case(CaseWriter& writer);

}  // namespace bridle::test
