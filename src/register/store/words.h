// Words as search compares them: in lower case, without the marks that people leave out when they
// type. Our own folding, so that both kinds of database give the same answers.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bridle::registry {

inline constexpr std::size_t kMostWordBytes = 60;

// In their order. What lies between words is anything but letters, digits and marks; ideographs,
// which are written without blanks, are a word each. `text` is UTF-8.
std::vector<std::string> words_of(std::string_view text);

}  // namespace bridle::registry
