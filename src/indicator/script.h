// What a character beyond ASCII means next to a link: does the word go on, does
// it end, or is nothing seen at all?

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bridle {

struct Character {
    char32_t code;
    std::size_t size;  // in bytes, at least 1
};

// At the front and at the end of text that is not empty. Of what is not UTF-8
// each byte is U+FFFD.
Character first_character(std::string_view text);
Character last_character(std::string_view text);

enum class Script : std::uint8_t {
    none,       // a blank, punctuation, a symbol, an emoji
    invisible,  // takes no room: joiners, direction marks, the soft hyphen
    full_stop,  // of another script; browsers take it for a dot in a host
    latin,      // and Greek, Cyrillic and their kin, which mix with it in look-alikes
    other,      // scripts whose words touch a Latin one without a blank between
};
Script script_of(char32_t code);

// Whether a character beyond ASCII ends an address that it follows.
bool ends_address(char32_t code);

}  // namespace bridle
