// What stands in a case besides records: docs/case-format.md

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "artifact/artifact.h"
#include "base/time.h"
#include "indicator/register_file.h"
#include "rule/finding.h"

namespace bridle {

using FileId = std::int64_t;  // from 1; 0 stands for no file
using RecordId = std::int64_t;

// A file of the phone that an artifact asked for.
struct EvidenceFile {
    std::string path;      // on the device
    std::string location;  // in the acquisition
    std::uint64_t size = 0;
    std::string
        sha256;  // of the bytes as they lie in the acquisition; empty when not all were read
};

enum class Reading : std::uint8_t {
    read,        // all of it
    partial,     // some of it, and the reason says what is missing
    unreadable,  // nothing
    absent,      // the acquisition has no such file
    skipped,     // left out on request
};
std::string_view name_of(Reading reading);
std::string_view name_of(Absence absence);
std::string_view name_of(Errc code);
std::optional<Reading> reading_named(std::string_view name);
std::optional<Absence> absence_named(std::string_view name);
std::optional<Errc> errc_named(std::string_view name);

// How far one artifact was read from one file; of what is absent or skipped
// one entry without a file.
struct Coverage {
    std::string artifact;
    FileId file = 0;
    Reading reading = Reading::read;
    std::string reason;  // why not all of it
    Absence absence = Absence::unusual;

    // The writer counts these.
    std::uint64_t records = 0;
    std::uint64_t withheld = 0;     // texts that were counted and not kept
    std::uint64_t short_links = 0;  // links that do not show where they lead
};

struct CaseProblem {
    std::string artifact;  // empty: of the acquisition, or of the examination as a whole
    FileId file = 0;
    Problem problem;
};

struct CaseIndicatorSet {
    std::string name;          // of the file: "pegasus.stix2"
    std::string origin;        // where it came from: a path, an address
    std::optional<Time> date;  // when it was fetched, or its file last changed
    std::string sha256;
    std::vector<std::string> families;
    std::uint64_t indicators = 0;  // objects in the set
    std::vector<std::pair<std::string, std::uint64_t>> values =
        {};                                  // taken, by kind: "domain", 1500
    std::uint64_t revoked = 0, expired = 0;  // left out
    struct Unsupported {
        std::string id, reason, pattern;
    };
    std::vector<Unsupported> unsupported = {};
};

// What a public register says of the sets that were used.
struct CaseRegister {
    std::string path;  // of its file, on the machine that examined
    std::uint64_t bytes = 0;
    std::string sha256;
    RegisterAbout about;
    std::vector<Attribution> attributions = {};
    std::vector<AttributedFamily> families = {};
};

// Who did what when, as far as the chain of custody needs it.
struct Custody {
    Time time;
    std::string what;  // "opened", "read": the report has the words
};

// A file of the case itself.
struct WrittenFile {
    std::string name;
    std::uint64_t size = 0;
    std::string sha256;
};

// A finding as it stands in a case. Findings are numbered from 1, the gravest first.
struct CaseFinding {
    std::int64_t number = 0;
    Finding finding;
    FileId file = 0;
    RecordId record = 0;  // 0: not known
};

// The order of a report: severity, confidence, then the earliest.
bool graver(const Finding& a, const Finding& b);

// How many findings a case holds that one indicator or one rule has made of one artifact.
inline constexpr std::size_t kFindingsOfAKind = 2'000;

}  // namespace bridle
