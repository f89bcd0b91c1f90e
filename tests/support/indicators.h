// Indicator sets in a line, and what they find in one field, as text.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/text.h"
#include "indicator/matcher.h"

namespace bridle::test {

// A bundle with one malware object, "Test", and an indicator for each pattern.
inline std::string bundle(std::initializer_list<std::string_view> patterns) {
    std::string out =
        R"({"type":"bundle","objects":[{"type":"malware","id":"malware--1","name":"Test"})";
    int number = 0;
    for (std::string_view pattern : patterns) {
        std::string id = "indicator--" + std::to_string(++number);
        out += R"(,{"type":"indicator","pattern_type":"stix","id":")" + id + R"(","pattern":)";
        append_json_string(out, pattern);
        out += R"(},{"type":"relationship","relationship_type":"indicates","source_ref":")" + id +
               R"(","target_ref":"malware--1"})";
    }
    return out + "]}";
}

inline Indicators indicators(std::initializer_list<std::string_view> patterns) {
    Indicators loaded;
    auto report = loaded.add(as_bytes(bundle(patterns)), "test.stix2", Time());
    loaded.compile();
    return loaded;
}

// "exact: evil.com" for each match, in lines where there are several.
inline std::string lines_of(std::span<const Match> matches) {
    std::string out;
    for (const Match& match : matches) {
        if (!out.empty()) out += '\n';
        out += std::string(name_of(match.how)) + ": " + std::string(match.indicator->value);
    }
    return out;
}

inline std::string matches(const Indicators& indicators, Kind kind, std::string_view value,
                           MatchOptions options = {}) {
    Matcher matcher(indicators);
    Field fields[] = {text("value", value, kind)};
    return lines_of(matcher.match(fields, options));
}

// The same with one indicator.
inline std::string matches(std::string_view pattern, Kind kind, std::string_view value,
                           MatchOptions options = {}) {
    return matches(indicators({pattern}), kind, value, options);
}

}  // namespace bridle::test
