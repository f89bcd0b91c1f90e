// The words of a catalogue put together with what a case says: the same
// sentences for the page, the terminal and the files for programs.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "casefile/case.h"
#include "report/words.h"

namespace bridle {

// A finding in words.
struct FindingWords {
    std::string title;
    std::string meaning;  // what it is
    std::string here;     // what it says that it was seen in this artifact
    std::string how;      // how it matches the indicator; empty without one
    std::string sure;     // how sure that is
    std::vector<std::string> innocent;
    std::vector<std::string> todo;
    std::vector<std::string> references;  // addresses
};
FindingWords words_of(const Finding& finding, const Words& words);
std::string title_of(const Finding& finding, const Words& words);

// "Pegasus, Candiru": whom the sources name, each once; or the sets.
std::string families_of(const MatchedIndicator& indicator);

// Findings that say the same of the same thing, for the short lists.
struct FindingGroup {
    std::vector<const CaseFinding*> members;  // the gravest first

    const CaseFinding& first() const { return *members.front(); }
};
std::vector<FindingGroup> groups_of(std::span<const CaseFinding> findings);
// "17 times"; "2,000 times or more" where a case holds no more.
std::string times_of(const FindingGroup& group, const Words& words);

// What to do now, one step after the other.
std::vector<std::string_view> steps_of(const Case& from, const Words& words);

std::string artifact_title(std::string_view artifact, const Words& words);

// An address that nobody can open by accident: hxxps://evil[.]com/path. Other text stays.
std::string defanged(std::string_view text);
// The observed value or the indicator of a finding, visible, and defanged where it is an address.
std::string shown(const Finding& finding, std::string_view value);
// The observed value for a short list, cut where it is long.
std::string observed_in_short(const Finding& finding);

// What the result does not cover, as sentences; the first is the weightiest.
std::vector<std::string> limits_of(const Case& from, const Words& words);

// Why an artifact was not read, or not wholly; empty when it was.
std::string reason_of(const Coverage& coverage, const Case& from, const Words& words);

// "message, row 17"; of a property list its key
std::string place_of(std::string_view part, std::int64_t at, const Words& words);

// A backup may be encrypted, and leaves things out when it is not. A dump is neither.
bool is_backup(const Case& from);

// How many entries of the coverage say so.
std::size_t count(const Case& from, Reading reading);

}  // namespace bridle
