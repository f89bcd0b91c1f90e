#include "base/csv.h"

#include <cstdint>
#include <cstring>

namespace bridle {

namespace {

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// Whether the field can stand as it is. Eight bytes at a time, since nearly all can.
bool is_plain(std::string_view text) {
    constexpr std::uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
    auto has = [](std::uint64_t word, char c) {
        std::uint64_t difference = word ^ (static_cast<unsigned char>(c) * kOnes);
        return (difference - kOnes) & ~difference;
    };
    while (text.size() >= 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data(), 8);
        std::uint64_t control = (word - 0x20 * kOnes) & ~word;
        if ((control | has(word, ',') | has(word, '"') | has(word, 0x7F)) & kHigh) return false;
        text.remove_prefix(8);
    }
    for (char c : text)
        if (is_control(c) || c == ',' || c == '"') return false;
    return true;
}

bool looks_like_formula(std::string_view text) {
    std::size_t first = 0;
    while (first < text.size() && (is_control(text[first]) || text[first] == ' ')) first++;
    return first < text.size() && std::string_view("=+-@").contains(text[first]);
}

}  // namespace

void append_csv_field(std::string& out, std::string_view text) {
    const bool formula = looks_like_formula(text);
    if (!formula && is_plain(text)) {
        out += text;
        return;
    }
    out += '"';
    if (formula) out += '\'';
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); i++) {
        if (text[i] != '"' && !is_control(text[i])) [[likely]]
            continue;
        out += text.substr(from, i - from);
        out += text[i] == '"' ? "\"\"" : " ";
        from = i + 1;
    }
    out += text.substr(from);
    out += '"';
}

}  // namespace bridle
