// Which artifacts want which path: all patterns of all artifacts in one table,
// so that 300,000 paths cost one walk and not one for each artifact.

#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "artifact/artifact.h"

namespace bridle {

class PathMatcher {
public:
    explicit PathMatcher(std::span<const Artifact* const> artifacts);

    // Each artifact that wants the path, in their order. Lives until the next call.
    std::span<const Artifact* const> wanting(std::string_view path);

private:
    struct Pattern {
        const Artifact* artifact;
        std::string_view glob;
        // Of a name that is itself a pattern: how it begins and ends, and the longest text
        // that a path must have. Most paths fail one of these, and are spared the rest.
        std::string_view begin = {}, end = {}, part = {};
        char first = 0, last = 0;  // of the name; 0: any
    };
    static Pattern pattern_of(const Artifact* artifact, std::string_view glob);
    std::unordered_map<std::string_view, std::vector<Pattern>> by_name_;  // the last component
    std::vector<Pattern> others_;  // whose last component is itself a pattern
    std::vector<const Artifact*> found_;
};

}  // namespace bridle
