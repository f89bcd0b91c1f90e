// What is written about a case for people and for programs. Everything here
// reads the case and nothing else, so a report can be made again at any time.

#pragma once

#include <string>
#include <vector>

#include "base/timezone.h"
#include "casefile/case.h"
#include "casefile/writer.h"
#include "report/words.h"

namespace bridle {

// How it is shown.
struct View {
    const Words& words = Words::english();
    TimeZone zone = {};  // times are also shown in it
};

// report.html, findings.json and, last of all, manifest.json, which has the
// digests of the others and of what the writer sealed. Into the folder of the case.
Result<void> write_reports(const Case& from, const View& view, CaseWriter& sealed);

// The same in short, for a terminal of at least 80 columns.
struct SummaryOptions {
    bool colour = false;
    std::size_t width = 80;
};
std::string summary(const Case& from, const View& view, const SummaryOptions& options = {});

// The statement, its exit code, counts, findings and coverage, for a script.
std::string summary_json(const Case& from, const View& view);

}  // namespace bridle
