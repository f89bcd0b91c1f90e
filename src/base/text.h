// Text: UTF-8 that can be trusted to be UTF-8, and the encodings around it.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace bridle {

inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

bool is_utf8(std::string_view text);

// What is not UTF-8 becomes U+FFFD, one for each maximal bad piece.
std::string to_utf8(std::string_view maybe);

// UTF-16, big endian as property lists hold it; lone surrogates become U+FFFD.
std::string from_utf16be(Bytes units);

void append_code_point(std::string& out, char32_t code);

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
std::string lower(std::string_view ascii);
bool equals_ignoring_case(std::string_view a, std::string_view b);

// On one line of a terminal: control characters, which could move the cursor
// or hide what follows, become blanks, and what is not UTF-8 is repaired.
std::string printable(std::string_view text);

// The code point at the front of good UTF-8, which is not empty, and its size.
std::pair<char32_t, std::size_t> code_point(std::string_view text);

// Text that somebody else wrote, to be read by people: characters that change the
// direction of what follows, or are not seen at all, become ‹U+202E›.
std::string visible(std::string_view text);

// The front of good UTF-8, no longer than so many bytes, cut between two characters.
std::string_view front(std::string_view text, std::size_t bytes);

std::string_view trimmed(std::string_view text);  // blanks, tabs and line ends at both ends
std::vector<std::string_view> split(std::string_view text, char at);

// Behind the last slash; all of it where there is none.
constexpr std::string_view last_component(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

std::string joined(const auto& texts, std::string_view between = ", ") {
    std::string all;
    for (bool first = true; const auto& each : texts) {
        if (!first) all += between;
        first = false;
        all += each;
    }
    return all;
}

// 8-4-4-4-12 digits to the base of 16.
bool is_uuid(std::string_view text);

// With every decimal digit of another script, in which some phones write dates, as 0 to 9.
std::string ascii_digits(std::string_view text);

// Globs of file paths, case-sensitive: `*` is any text within one component,
// `**` any text at all, `?` one character. Linear in practice, never exponential.
bool glob_matches(std::string_view pattern, std::string_view path);

std::string hex(Bytes bytes);
std::optional<std::vector<std::byte>> from_hex(std::string_view text);
std::string base64(Bytes bytes);
std::optional<std::vector<std::byte>> from_base64(std::string_view text);  // blanks are skipped

// With the quotation marks. Bad UTF-8 is repaired on the way.
void append_json_string(std::string& out, std::string_view text);
void append_quoted(std::string& out, std::string_view text);  // which has nothing to escape

// 1,234,567
std::string grouped(std::uint64_t number);

}  // namespace bridle
