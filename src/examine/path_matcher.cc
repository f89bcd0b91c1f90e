#include "examine/path_matcher.h"

#include <algorithm>

#include "base/text.h"

namespace bridle {

static constexpr std::string_view kWild = "*?";

PathMatcher::PathMatcher(std::span<const Artifact* const> artifacts) {
    for (const Artifact* artifact : artifacts) {
        for (std::string_view glob : artifact->paths) {
            if (glob.empty()) continue;
            std::string_view name = last_component(glob);
            const bool literal = name.find_first_of(kWild) == std::string_view::npos;
            (literal ? by_name_[name] : others_).push_back(pattern_of(artifact, glob));
        }
    }
}

PathMatcher::Pattern PathMatcher::pattern_of(const Artifact* artifact, std::string_view glob) {
    Pattern pattern{artifact, glob};
    std::string_view name = last_component(glob);
    if (name.find("**") == name.npos && name.find_first_of(kWild) != name.npos) {
        pattern.begin = name.substr(0, name.find_first_of(kWild));
        pattern.end = name.substr(name.find_last_of(kWild) + 1);
        if (!pattern.begin.empty()) pattern.first = pattern.begin.front();
        if (!pattern.end.empty()) pattern.last = pattern.end.back();
    }
    for (std::string_view rest = glob; !rest.empty();) {
        std::string_view part = rest.substr(0, rest.find_first_of(kWild));
        if (part.size() > pattern.part.size()) pattern.part = part;
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    }
    return pattern;
}

std::span<const Artifact* const> PathMatcher::wanting(std::string_view path) {
    found_.clear();
    const std::string_view name = last_component(path);
    const char first = name.empty() ? '\0' : name.front(), last = name.empty() ? '\0' : name.back();
    auto look = [&](const std::vector<Pattern>& patterns) {
        for (const Pattern& pattern : patterns)
            if ((!pattern.first || pattern.first == first) &&
                (!pattern.last || pattern.last == last) && name.starts_with(pattern.begin) &&
                name.ends_with(pattern.end) && path.find(pattern.part) != path.npos &&
                std::ranges::find(found_, pattern.artifact) == found_.end() &&
                glob_matches(pattern.glob, path))
                found_.push_back(pattern.artifact);
    };
    if (auto named = by_name_.find(name); named != by_name_.end()) look(named->second);
    look(others_);
    return found_;
}

}  // namespace bridle
