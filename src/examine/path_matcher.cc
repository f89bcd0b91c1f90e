#include "examine/path_matcher.h"

#include <algorithm>

#include "base/text.h"

namespace bridle {

static std::string_view last_component(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

PathMatcher::PathMatcher(std::span<const Artifact* const> artifacts) {
    for (const Artifact* artifact : artifacts) {
        for (std::string_view glob : artifact->paths) {
            if (glob.empty()) continue;
            std::string_view name = last_component(glob);
            const bool literal = name.find_first_of("*?") == std::string_view::npos;
            (literal ? by_name_[name] : others_).push_back({artifact, glob});
        }
    }
}

std::span<const Artifact* const> PathMatcher::wanting(std::string_view path) {
    found_.clear();
    auto look = [&](const std::vector<Pattern>& patterns) {
        for (const Pattern& pattern : patterns)
            if (std::ranges::find(found_, pattern.artifact) == found_.end() &&
                glob_matches(pattern.glob, path))
                found_.push_back(pattern.artifact);
    };
    if (auto named = by_name_.find(last_component(path)); named != by_name_.end())
        look(named->second);
    look(others_);
    return found_;
}

}  // namespace bridle
