// The published list of indicator sets: YAML, one entry for each set, with
// where it lies. The list comes from the network and is as hostile as evidence.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bridle {

struct IndexEntry {
    std::string name;     // for people; may be empty
    std::string url;      // https; empty when the entry does not say where its set lies
    std::string problem;  // why it does not
};

// `github` is where the files of GitHub's repositories are served. Fails when
// nothing can be learnt from the list; an entry of no use is listed with its problem.
Result<std::vector<IndexEntry>> parse_indicator_index(std::string_view yaml,
                                                      std::string_view github);

}  // namespace bridle
