#include "indicator/script.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace bridle {

Character first_character(std::string_view text) {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned char first = byte(0);
    if (first < 0x80) return {first, 1};
    std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || size > text.size()) return {0xFFFD, 1};
    auto code = static_cast<char32_t>(first & (0x7F >> size));
    for (std::size_t i = 1; i < size; i++) {
        if ((byte(i) & 0xC0) != 0x80) return {0xFFFD, 1};
        code = code << 6 | (byte(i) & 0x3F);
    }
    return {code, size};
}

Character last_character(std::string_view text) {
    for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); size++) {
        std::string_view tail = text.substr(text.size() - size);
        if ((static_cast<unsigned char>(tail[0]) & 0xC0) == 0x80) continue;
        Character found = first_character(tail);
        if (found.size == size) return found;
        break;
    }
    return {0xFFFD, 1};
}

namespace {

struct Range {
    char32_t first, last;
    Script script = Script::none;
};

// In order; what stands in no range is Script::other.
constexpr Range kScripts[] = {
    {0x00, 0xA9, Script::none},
    {0xAA, 0xAA, Script::latin},
    {0xAB, 0xAC, Script::none},
    {0xAD, 0xAD, Script::invisible},
    {0xAE, 0xB4, Script::none},
    {0xB5, 0xB5, Script::latin},
    {0xB6, 0xB6, Script::none},
    {0xB7, 0xB7, Script::latin},  // Catalan: l·l
    {0xB8, 0xB9, Script::none},
    {0xBA, 0xBA, Script::latin},
    {0xBB, 0xBF, Script::none},
    {0xC0, 0xD6, Script::latin},
    {0xD7, 0xD7, Script::none},
    {0xD8, 0xF6, Script::latin},
    {0xF7, 0xF7, Script::none},
    {0xF8, 0x52F, Script::latin},
    {0x531, 0x588, Script::latin},
    {0x589, 0x58F, Script::none},
    {0x60C, 0x60D, Script::none},
    {0x61B, 0x61B, Script::none},
    {0x61C, 0x61C, Script::invisible},
    {0x61D, 0x61F, Script::none},
    {0x66A, 0x66D, Script::none},
    {0x6D4, 0x6D4, Script::none},
    {0x964, 0x965, Script::none},
    {0x104A, 0x104F, Script::none},
    {0x10A0, 0x10FF, Script::latin},
    {0x17D4, 0x17DB, Script::none},
    {0x180E, 0x180E, Script::invisible},
    {0x1E00, 0x1FFF, Script::latin},
    {0x2000, 0x200A, Script::none},
    {0x200B, 0x200F, Script::invisible},
    {0x2010, 0x2029, Script::none},
    {0x202A, 0x202E, Script::invisible},
    {0x202F, 0x205F, Script::none},
    {0x2060, 0x206F, Script::invisible},
    {0x2070, 0x2BFF, Script::none},
    {0x2C60, 0x2C7F, Script::latin},
    {0x2DE0, 0x2DFF, Script::latin},
    {0x2E00, 0x2E7F, Script::none},
    {0x3000, 0x3001, Script::none},
    {0x3002, 0x3002, Script::full_stop},
    {0x3003, 0x3003, Script::none},
    {0x3008, 0x3020, Script::none},
    {0x3030, 0x3030, Script::none},
    {0x303D, 0x303F, Script::none},
    {0xA640, 0xA69F, Script::latin},
    {0xA720, 0xA7FF, Script::latin},
    {0xAB30, 0xAB6F, Script::latin},
    {0xD800, 0xF8FF, Script::none},
    {0xFE00, 0xFE0F, Script::invisible},  // what makes a character an emoji
    {0xFE10, 0xFE1F, Script::none},
    {0xFE30, 0xFE6F, Script::none},
    {0xFEFF, 0xFEFF, Script::invisible},
    {0xFF00, 0xFF0D, Script::none},
    {0xFF0E, 0xFF0E, Script::full_stop},
    {0xFF0F, 0xFF0F, Script::none},
    {0xFF10, 0xFF19, Script::latin},
    {0xFF1A, 0xFF20, Script::none},
    {0xFF21, 0xFF3A, Script::latin},
    {0xFF3B, 0xFF40, Script::none},
    {0xFF41, 0xFF5A, Script::latin},
    {0xFF5B, 0xFF60, Script::none},
    {0xFF61, 0xFF61, Script::full_stop},
    {0xFF62, 0xFF65, Script::none},
    {0xFFE0, 0xFFFF, Script::none},
    {0x1F000, 0x1FAFF, Script::none},
    {0xE0000, 0xE00FF, Script::none},
    {0xE0100, 0xE01EF, Script::invisible},  // variation selectors
    {0xE01F0, 0x10FFFF, Script::none},
};

// Blanks, quotation marks, and the punctuation of sentences.
constexpr Range kEnds[] = {
    {0xA0, 0xA0},     {0xAB, 0xAB},     {0xBB, 0xBB},     {0x60C, 0x60C},   {0x61B, 0x61B},
    {0x61F, 0x61F},   {0x6D4, 0x6D4},   {0x964, 0x965},   {0x1680, 0x1680}, {0x2000, 0x200A},
    {0x2018, 0x201F}, {0x2026, 0x2026}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x2039, 0x203A},
    {0x205F, 0x205F}, {0x3000, 0x3002}, {0x3008, 0x3011}, {0x3014, 0x301F}, {0xFF01, 0xFF01},
    {0xFF08, 0xFF09}, {0xFF0C, 0xFF0C}, {0xFF0E, 0xFF0E}, {0xFF1A, 0xFF1B}, {0xFF1F, 0xFF1F},
    {0xFF5B, 0xFF5B}, {0xFF5D, 0xFF5D}, {0xFF5F, 0xFF64},
};

const Range* range_of(std::span<const Range> ranges, char32_t code) {
    auto after = std::ranges::upper_bound(ranges, code, {}, &Range::first);
    if (after == ranges.begin()) return nullptr;
    const Range& found = *std::prev(after);
    return code <= found.last ? &found : nullptr;
}

}  // namespace

Script script_of(char32_t code) {
    const Range* found = range_of(kScripts, code);
    return found ? found->script : Script::other;
}

bool ends_address(char32_t code) {
    return range_of(kEnds, code) != nullptr;
}

}  // namespace bridle
