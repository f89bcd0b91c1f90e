#include "fabricate/encoding.h"

#include <algorithm>
#include <charconv>

namespace bridle::fabricate {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::u16string utf16(std::string_view utf8) {
    std::u16string units;
    for (std::size_t i = 0; i < utf8.size();) {
        auto first = static_cast<unsigned char>(utf8[i]);
        std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        char32_t code = size == 1 ? first : first & (0x7Fu >> size);
        for (std::size_t j = 1; j < size && i + j < utf8.size(); j++)
            code = code << 6 | (static_cast<unsigned char>(utf8[i + j]) & 0x3F);
        if (code >= 0x10000) {
            units += static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10));
            units += static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF));
        } else {
            units += static_cast<char16_t>(code);
        }
        i += size;
    }
    return units;
}

std::string shortest(double value) {
    char digits[32];
    auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    return {digits, end};
}

}  // namespace bridle::fabricate
