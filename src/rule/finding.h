// A finding: a record, what picked it, and how far that can be trusted. The
// words for people are not here: the report finds them by the rule's name.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "indicator/confidence.h"

namespace bridle {

enum class Severity : std::uint8_t { info, low, medium, high, critical };

std::string_view name_of(Severity severity);
std::string_view name_of(Confidence confidence);
std::optional<Severity> severity_named(std::string_view name);
std::optional<Confidence> confidence_named(std::string_view name);

// Who says that a value is an indicator: one for each set that has it.
struct IndicatorSource {
    std::string name;  // of the malware, campaign or actor it indicates
    std::string set;   // the file it stood in
    std::string id;    // its STIX identifier
};

struct MatchedIndicator {
    std::string type;   // "domain-name", as STIX calls it
    std::string value;  // as the set has it
    std::string how;    // "exact", "parent_domain", "truncated_name" ...
    std::vector<IndicatorSource> sources;
};

struct Finding {
    std::string rule;  // key of the words: "indicator_domain", "datausage_orphan" ...
    Severity severity = Severity::info;
    Confidence confidence = Confidence::weak;

    // Where it stands. A finding about several records names the first.
    std::string artifact;
    std::string path;       // on the device
    std::int64_t file = 0;  // its number in the case; 0: known by its path only
    std::string part;
    std::int64_t at = 0;
    std::optional<Time> time;  // of the event in the record, not of the examination

    std::string field;     // of the record
    std::string observed;  // what was seen in it
    std::optional<MatchedIndicator> indicator;
    std::vector<std::pair<std::string, std::string>>
        facts;  // what the words speak of: {count}, {host}
};

}  // namespace bridle
