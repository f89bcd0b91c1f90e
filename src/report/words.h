// The words for people: one catalogue for each language, src/report/words/,
// keyed by rule, artifact, severity and so on. No other code spells a sentence
// of the report.

#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace bridle {

class Words {
public:
    // "{count}" in a text, and what stands there.
    using Facts = std::vector<std::pair<std::string, std::string>>;

    static const Words& english();

    // Of a file in the form that src/report/words/en.txt describes.
    static Result<Words> parse(std::string_view catalogue);

    bool has(std::string_view key) const;
    // The key itself when there are no words for it, so that a gap is seen.
    std::string_view text(std::string_view key) const;
    std::string text(std::string_view key, const Facts& facts) const;
    // The first of the keys that there are words for.
    std::string_view first_of(std::initializer_list<std::string_view> keys) const;
    // Several paragraphs or points: one for each line.
    std::vector<std::string_view> lines(std::string_view key) const;

    std::string_view language() const { return text("language"); }
    std::vector<std::string_view> keys() const;

private:
    std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace bridle
