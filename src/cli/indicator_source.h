// The indicators of one examination: those named on the command line, or the
// installed sets.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/indicator_store.h"
#include "indicator/indicators.h"

namespace bridle {

struct LoadedIndicators {
    Indicators indicators;  // compiled
    struct Origin {
        std::string where;
        std::optional<Time> date;
    };
    std::vector<Origin> origins;        // of each of indicators.sets(), in their order
    std::vector<std::string> problems;  // a set that nobody named and that could not be used
    bool installed = false;             // nobody named any on the command line

    std::size_t values() const;
    std::string sentence(Time now) const;  // which, how many, how old
};

// Files, and folders with all the .stix2 and .json files in them. A file that
// cannot be used fails the whole: who names a set counts on it. One that was found in a
// folder is a problem, and the others are used.
Result<LoadedIndicators> load_indicators(const std::vector<std::string>& paths, Time now);

// A set that cannot be used is a problem, and the others are.
Result<LoadedIndicators> load_installed_indicators(const IndicatorStore& store, Time now);

}  // namespace bridle
