// How alike two names of companies or products are: what a company's legal form adds to its name
// does not count, nor do marks, case and dots.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bridle::registry {

// PlainName::key() alone, which is less work.
std::string name_key(std::string_view name);

class PlainName {
public:
    explicit PlainName(std::string_view name);

    // Without the legal form; "S.A." and "SA" are one word.
    const std::vector<std::string>& words() const { return words_; }
    // Without blanks, so that "NSOGroup" is "NSO Group"; empty for a name without letters.
    const std::string& key() const { return key_; }

    // 0 to 1; 1 when only case, marks, blanks and legal form differ.
    double similarity(const PlainName& other) const;

private:
    std::vector<std::string> words_;
    std::string key_;
    std::u32string text_, sorted_;
    std::vector<std::uint64_t> trigrams_, sorted_trigrams_;  // in order
};

// Of two folded words.
double word_similarity(std::string_view a, std::string_view b);

}  // namespace bridle::registry
