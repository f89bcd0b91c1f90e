// The words for people: one catalogue for each language in src/report/words/,
// keyed by rule, artifact, severity and so on. No other code spells a sentence
// of a report.

#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace bridle {

class Words {
public:
    // What stands in a text for "{count}". "{count:file|files}" is the first when that is 1, and
    // the second when it is more.
    using Facts = std::vector<std::pair<std::string, std::string>>;

    static const Words& english();

    // A catalogue is a list of entries: a line with the key in square brackets,
    // then the text. A blank line begins a new paragraph, or point of a list;
    // other line ends are blanks, and # begins a remark. A key that comes twice is an error.
    static Result<Words> parse(std::string_view catalogue);
    Result<void> add(std::string_view catalogue);

    bool has(std::string_view key) const;
    // The key itself when there are no words for it, so that the gap is seen.
    std::string_view text(std::string_view key) const;
    std::string text(std::string_view key, const Facts& facts) const;
    // The first of the keys for which there are words; empty when there are for none.
    std::string_view first_of(std::initializer_list<std::string> keys) const;
    // "1 file", "2,345 files": of the entries key.one and key.other.
    std::string counted(std::string_view key, std::uint64_t count) const;

    std::string_view language() const { return text("language"); }
    std::vector<std::string_view> keys() const;

private:
    std::map<std::string, std::string, std::less<>> texts_;
};

// Puts facts into a text; a name that is not among them stays as it is.
std::string filled(std::string_view text, const Words::Facts& facts);

// The paragraphs or points of a text.
std::vector<std::string_view> paragraphs(std::string_view text);

}  // namespace bridle
