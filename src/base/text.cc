#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace bridle {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Sequence {
    std::size_t size;  // bytes that belong together; at least 1
    bool good;
};

// The well-formed sequence, or the maximal bad piece, at the front of `text` (Unicode 3.9, table
// 3-7).
Sequence sequence(std::string_view text) {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned char first = byte(0);
    if (first < 0x80) return {1, true};
    std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) return {1, false};
    unsigned char low = 0x80, high = 0xBF;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
    for (std::size_t i = 1; i < size; i++) {
        if (i >= text.size() || byte(i) < low || byte(i) > high) return {i, false};
        low = 0x80, high = 0xBF;
    }
    return {size, true};
}

// Eight bytes at a time: nearly all text is ASCII.
std::size_t ascii_prefix(std::string_view text) {
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + i, 8);
        if (word & 0x8080808080808080) break;
    }
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) i++;
    return i;
}

}  // namespace

bool is_utf8(std::string_view text) {
    for (;;) {
        text.remove_prefix(ascii_prefix(text));
        if (text.empty()) return true;
        Sequence next = sequence(text);
        if (!next.good) return false;
        text.remove_prefix(next.size);
    }
}

std::string to_utf8(std::string_view maybe) {
    if (is_utf8(maybe)) return std::string(maybe);
    std::string out;
    out.reserve(maybe.size() + 16);
    while (!maybe.empty()) {
        Sequence next = sequence(maybe);
        out += next.good ? maybe.substr(0, next.size) : kReplacement;
        maybe.remove_prefix(next.size);
    }
    return out;
}

void append_code_point(std::string& out, char32_t code) {
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        out += kReplacement;
    } else if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 63));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 63));
        out += static_cast<char>(0x80 | (code & 63));
    } else {
        out += static_cast<char>(0xF0 | code >> 18);
        out += static_cast<char>(0x80 | (code >> 12 & 63));
        out += static_cast<char>(0x80 | (code >> 6 & 63));
        out += static_cast<char>(0x80 | (code & 63));
    }
}

std::string from_utf16be(Bytes units) {
    std::string out;
    out.reserve(units.size() / 2);
    auto unit = [&](std::size_t i) {
        return static_cast<char32_t>(std::to_integer<unsigned>(units[i]) << 8 |
                                     std::to_integer<unsigned>(units[i + 1]));
    };
    for (std::size_t i = 0; i + 1 < units.size(); i += 2) {
        char32_t code = unit(i);
        if (code >= 0xD800 && code < 0xDC00 && i + 3 < units.size()) {
            char32_t low = unit(i + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        append_code_point(out, code);
    }
    return out;
}

std::string lower(std::string_view ascii) {
    std::string out(ascii);
    for (char& c : out) c = lower(c);
    return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool is_uuid(std::string_view text) {
    static constexpr std::string_view kForm = "00000000-0000-0000-0000-000000000000";
    return std::ranges::equal(text, kForm, [](char c, char form) {
        const char small = lower(c);
        return form == '-' ? c == '-' : is_digit(c) || (small >= 'a' && small <= 'f');
    });
}

// Their zeros, of the scripts in daily use; the other nine follow.
static constexpr char16_t kZeros[] = {
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10};

// The digit that a character of two or three bytes is.
static std::optional<char> digit_of(std::string_view character) {
    unsigned code = static_cast<unsigned char>(character[0]) & (character.size() == 2 ? 0x1F : 0xF);
    for (char c : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 63);
    for (unsigned zero : kZeros)
        if (code >= zero && code < zero + 10) return static_cast<char>('0' + (code - zero));
    return std::nullopt;
}

std::string ascii_digits(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Sequence next = sequence(text);
        const bool may_be = next.good && (next.size == 2 || next.size == 3);
        if (auto digit = may_be ? digit_of(text.substr(0, next.size)) : std::nullopt)
            out += *digit;
        else
            out += text.substr(0, next.size);
        text.remove_prefix(next.size);
    }
    return out;
}

std::string printable(std::string_view text) {
    std::string repaired = to_utf8(text);
    std::string out;
    out.reserve(repaired.size());
    for (std::size_t i = 0; i < repaired.size(); i++) {
        auto byte = static_cast<unsigned char>(repaired[i]);
        // U+0080 to U+009F are two bytes in UTF-8, and some terminals obey them.
        bool c1 = byte == 0xC2 && static_cast<unsigned char>(repaired[i + 1]) < 0xA0;
        if (c1) i++;
        out += byte < 0x20 || byte == 0x7F || c1 ? ' ' : repaired[i];
    }
    return out;
}

std::pair<char32_t, std::size_t> code_point(std::string_view text) {
    auto byte = [&](std::size_t i) { return static_cast<char32_t>(text[i] & 0x3F); };
    auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return {first, 1};
    if (first < 0xE0) return {(first & 0x1FU) << 6 | byte(1), 2};
    if (first < 0xF0) return {(first & 0x0FU) << 12 | byte(1) << 6 | byte(2), 3};
    return {(first & 0x07U) << 18 | byte(1) << 12 | byte(2) << 6 | byte(3), 4};
}

// A character that moves what others look like, or that is not seen.
static bool is_tricky(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0x61C ||
           (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
           (code >= 0xE0000 && code <= 0xE007F);
}

std::string visible(std::string_view text) {
    std::string good = to_utf8(text), out;
    std::string_view rest = good;
    while (!rest.empty()) {
        auto [code, size] = code_point(rest);
        if (code == '\n' || code == '\t' || code == '\r')
            out += ' ';
        else if (is_tricky(code))
            out += fmt::format("‹U+{:04X}›", static_cast<std::uint32_t>(code));
        else
            out += rest.substr(0, size);
        rest.remove_prefix(size);
    }
    return out;
}

std::string_view front(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) bytes--;
    return text.substr(0, bytes);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n\f\v";
    std::size_t start = text.find_first_not_of(kBlank);
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(kBlank) - start + 1);
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        std::size_t end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

// Two retry points, one for the last `*` and one for the last `**`: going back
// to an earlier one could never match more.
bool glob_matches(std::string_view pattern, std::string_view path) {
    struct Retry {
        std::size_t pattern = std::string_view::npos, path = 0;
    };
    Retry within, across;
    std::size_t p = 0, s = 0;
    while (s < path.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            bool any = p + 1 < pattern.size() && pattern[p + 1] == '*';
            p += any ? 2 : 1;
            (any ? across : within) = {p, s};
            if (any) within = {};
            continue;
        }
        if (p < pattern.size() &&
            (pattern[p] == path[s] || (pattern[p] == '?' && path[s] != '/'))) {
            p++, s++;
            continue;
        }
        if (within.pattern != std::string_view::npos && path[within.path] != '/') {
            p = within.pattern, s = ++within.path;
        } else if (across.pattern != std::string_view::npos) {
            within = {};
            p = across.pattern, s = ++across.path;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') p++;
    return p == pattern.size();
}

std::string hex(Bytes bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (std::byte byte : bytes) {
        out += kDigits[std::to_integer<unsigned>(byte) >> 4];
        out += kDigits[std::to_integer<unsigned>(byte) & 15];
    }
    return out;
}

std::optional<std::vector<std::byte>> from_hex(std::string_view text) {
    auto digit = [](char c) -> int {
        if (is_digit(c)) return c - '0';
        c = lower(c);
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    if (text.size() % 2) return std::nullopt;
    std::vector<std::byte> out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        int high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<std::byte>(high << 4 | low));
    }
    return out;
}

std::string base64(Bytes bytes) {
    static constexpr char kDigits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; k++)
            group =
                group << 8 | (i + k < bytes.size() ? std::to_integer<unsigned>(bytes[i + k]) : 0);
        for (unsigned k = 0; k < 4; k++)
            out += i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63];
    }
    return out;
}

std::optional<std::vector<std::byte>> from_base64(std::string_view text) {
    static constexpr unsigned kBlank = 64, kBad = 65;
    static constexpr auto kValues = [] {
        std::array<unsigned char, 256> values;
        values.fill(kBad);
        for (char c : {' ', '\t', '\r', '\n'}) values[static_cast<unsigned char>(c)] = kBlank;
        for (unsigned char i = 0; i < 26; i++) values['A' + i] = i, values['a' + i] = 26 + i;
        for (unsigned char i = 0; i < 10; i++) values['0' + i] = 52 + i;
        values['+'] = 62, values['/'] = 63;
        return values;
    }();
    std::vector<std::byte> out;
    out.reserve(text.size() / 4 * 3);
    unsigned group = 0, digits = 0;
    for (std::size_t i = 0; i < text.size(); i++) {
        unsigned value = kValues[static_cast<unsigned char>(text[i])];
        if (value == kBlank) continue;
        if (text[i] == '=' && text.find_first_not_of("= \t\r\n", i) == std::string_view::npos)
            break;
        if (value == kBad) return std::nullopt;
        group = group << 6 | value;
        if (++digits % 4 == 0)
            for (unsigned shift : {16u, 8u, 0u})
                out.push_back(static_cast<std::byte>(group >> shift));
    }
    if (digits % 4 == 1) return std::nullopt;
    if (digits % 4 >= 2)
        out.push_back(static_cast<std::byte>(digits % 4 == 2 ? group >> 4 : group >> 10));
    if (digits % 4 == 3) out.push_back(static_cast<std::byte>(group >> 2));
    return out;
}

namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080;

// The high bit of each of eight bytes that JSON does not take as it is: quotation
// marks, backslashes and control characters. Bits above the first may be wrong.
std::uint64_t marked_for_json(const char* eight) {
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    auto has_zero = [](std::uint64_t word) { return (word - kOnes) & ~word; };
    std::uint64_t word;
    std::memcpy(&word, eight, 8);
    std::uint64_t control = (word - 0x20 * kOnes) & ~word;
    return (control | has_zero(word ^ '"' * kOnes) | has_zero(word ^ '\\' * kOnes)) & kHighBits;
}

bool is_plain_in_json(char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

// How many bytes at the front JSON takes as they are.
std::size_t json_prefix(std::string_view text) {
    std::size_t i = 0;
    while (i + 8 <= text.size() && !marked_for_json(text.data() + i)) i += 8;
    while (i < text.size() && is_plain_in_json(text[i])) i++;
    return i;
}

// Nearly all texts are ASCII with nothing to escape: one pass, the end of which
// looks at some bytes twice rather than at each by itself.
bool is_plain_in_json(std::string_view text) {
    auto plain = [](const char* eight) {
        std::uint64_t word;
        std::memcpy(&word, eight, 8);
        return !(word & kHighBits) && !marked_for_json(eight);
    };
    if (text.size() < 8)
        return std::ranges::all_of(text, [](char c) {
            return static_cast<unsigned char>(c) < 0x80 && is_plain_in_json(c);
        });
    for (std::size_t i = 0; i + 8 <= text.size(); i += 8)
        if (!plain(text.data() + i)) return false;
    return plain(text.data() + text.size() - 8);
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
    // The size that the callback is given may be larger than what was asked for.
    const std::size_t before = out.size(), after = before + text.size() + 2;
    out.resize_and_overwrite(after, [&](char* start, std::size_t) {
        start[before] = start[after - 1] = '"';
        text.copy(start + before + 1, text.size());
        return after;
    });
}

void append_json_string(std::string& out, std::string_view text) {
    if (is_plain_in_json(text)) return append_quoted(out, text);
    std::string repaired;
    if (!is_utf8(text)) text = repaired = to_utf8(text);
    out += '"';
    for (;;) {
        std::size_t plain = json_prefix(text);
        out += text.substr(0, plain);
        if (plain == text.size()) break;
        auto c = static_cast<unsigned char>(text[plain]);
        text.remove_prefix(plain + 1);
        static constexpr char kDigits[] = "0123456789abcdef";
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00";
                out += kDigits[c >> 4];
                out += kDigits[c & 15];
        }
    }
    out += '"';
}

std::string grouped(std::uint64_t number) {
    std::string out = std::to_string(number);
    for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, 1, ',');
    return out;
}

}  // namespace bridle
