#include "register/store/words.h"

#include "base/text.h"

namespace bridle::registry {

namespace {

// The letter under its marks for U+00C0 to U+017F, and for U+1E00 to U+1EFF; '_' for what is more
// than one letter, or none.
constexpr std::string_view kLatin =
    "aaaaaa_ceeeeiiiidnooooo_ouuuuy__aaaaaa_ceeeeiiiidnooooo_ouuuuy_y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii__jjkkklllllll"
    "lllnnnnnn_nnoooooo__rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
constexpr std::string_view kMoreLatin =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy_s____aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy______";

constexpr bool within(char32_t code, char32_t from, char32_t to) {
    return code >= from && code <= to;
}

std::string_view letters(char32_t code) {
    switch (code) {
        case 0xC6:
        case 0xE6:
            return "ae";
        case 0xDE:
        case 0xFE:
            return "th";
        case 0xDF:
        case 0x1E9E:
            return "ss";
        case 0x132:
        case 0x133:
            return "ij";
        case 0x149:
            return "n";
        case 0x152:
        case 0x153:
            return "oe";
        case 0x18F:
        case 0x259:
            return "e";
        case 0x1A0:
        case 0x1A1:
            return "o";
        case 0x1AF:
        case 0x1B0:
            return "u";
        case 0x218:
        case 0x219:
            return "s";
        case 0x21A:
        case 0x21B:
            return "t";
        default:
            break;
    }
    std::string_view one;
    if (within(code, 0xC0, 0x17F)) one = kLatin.substr(code - 0xC0, 1);
    if (within(code, 0x1E00, 0x1EFF)) one = kMoreLatin.substr(code - 0x1E00, 1);
    return one == "_" ? std::string_view() : one;
}

// Greek, Cyrillic and Arabic letters that are written in more than one way.
char32_t plain(char32_t code) {
    if (within(code, 0x391, 0x3A9)) return code + 0x20;
    if (within(code, 0x410, 0x42F)) return code + 0x20;
    if (code == 0x401 || code == 0x450 || code == 0x451) return 0x435;  // ё
    if (within(code, 0x400, 0x40F)) return code + 0x50;
    if (within(code, 0x460, 0x481) || within(code, 0x48A, 0x4BF) || within(code, 0x4D0, 0x52F))
        return code | 1;
    if (within(code, 0x531, 0x556)) return code + 0x30;
    if (within(code, 0xFF10, 0xFF19)) return code - 0xFF10 + '0';
    if (within(code, 0xFF21, 0xFF3A)) return code - 0xFF21 + 'a';
    if (within(code, 0xFF41, 0xFF5A)) return code - 0xFF41 + 'a';
    if (within(code, 0x660, 0x669)) return code - 0x660 + '0';
    if (within(code, 0x6F0, 0x6F9)) return code - 0x6F0 + '0';
    switch (code) {
        case 0x386:
        case 0x3AC:
            return 0x3B1;  // alpha
        case 0x388:
        case 0x3AD:
            return 0x3B5;  // epsilon
        case 0x389:
        case 0x3AE:
            return 0x3B7;  // eta
        case 0x38A:
        case 0x3AA:
        case 0x3AF:
        case 0x3CA:
        case 0x390:
            return 0x3B9;  // iota
        case 0x38C:
        case 0x3CC:
            return 0x3BF;  // omicron
        case 0x38E:
        case 0x3AB:
        case 0x3CD:
        case 0x3CB:
        case 0x3B0:
            return 0x3C5;  // ypsilon
        case 0x38F:
        case 0x3CE:
            return 0x3C9;  // omega
        case 0x3C2:
            return 0x3C3;  // final sigma
        case 0x622:
        case 0x623:
        case 0x625:
        case 0x671:
            return 0x627;  // alef
        case 0x649:
        case 0x6CC:
            return 0x64A;  // yeh
        case 0x6A9:
            return 0x643;  // kaf
        default:
            return code;
    }
}

// Marks above and below letters, and what only stretches a word.
bool is_ignored(char32_t code) {
    return within(code, 0x300, 0x36F) || within(code, 0x591, 0x5BD) || code == 0x5BF ||
           within(code, 0x5C1, 0x5C2) || within(code, 0x5C4, 0x5C5) || code == 0x5C7 ||
           within(code, 0x610, 0x61A) || code == 0x640 || within(code, 0x64B, 0x65F) ||
           code == 0x670 || code == 0xAD || within(code, 0x200B, 0x200F) || code == 0x2060 ||
           code == 0xFEFF || within(code, 0xFE00, 0xFE0F);
}

bool is_between(char32_t code) {
    return within(code, 0x80, 0xBF) || code == 0xD7 || code == 0xF7 ||
           within(code, 0x2000, 0x206F) || within(code, 0x20A0, 0x20CF) ||
           within(code, 0x2100, 0x2BFF) || within(code, 0x2E00, 0x2E7F) ||
           within(code, 0x3000, 0x3004) || within(code, 0x3008, 0x3020) || code == 0x3030 ||
           code == 0x30FB || within(code, 0xFE10, 0xFE6F) || within(code, 0xFF00, 0xFF0F) ||
           within(code, 0xFF1A, 0xFF20) || within(code, 0xFF3B, 0xFF40) ||
           within(code, 0xFF5B, 0xFF65) || within(code, 0xFFF0, 0xFFFF) || code == 0x37E ||
           code == 0x387 || within(code, 0x55A, 0x55F) || code == 0x5BE || code == 0x5C0 ||
           code == 0x5C3 || within(code, 0x5F3, 0x5F4) || within(code, 0x600, 0x60F) ||
           code == 0x61B || code == 0x61F || within(code, 0x66A, 0x66D) || code == 0x6D4 ||
           within(code, 0x964, 0x965) || within(code, 0xE000, 0xF8FF) ||
           within(code, 0x1F000, 0x1FAFF) || code >= 0xE0000;
}

bool is_ideograph(char32_t code) {
    return within(code, 0x3040, 0x30FF) || within(code, 0x3400, 0x9FFF) ||
           within(code, 0xF900, 0xFAFF) || within(code, 0x20000, 0x3FFFF);
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    auto end = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    auto add = [&](std::string_view more) {
        if (word.size() + more.size() <= kMostWordBytes) word += more;
    };
    while (!text.empty()) {
        char first = text.front();
        if (static_cast<unsigned char>(first) < 0x80) {
            text.remove_prefix(1);
            char c = lower(first);
            if (is_letter(c) || is_digit(c))
                add({&c, 1});
            else
                end();
            continue;
        }
        auto [code, size] = code_point(text);
        std::string_view raw = text.substr(0, size);
        text.remove_prefix(size);
        if (is_ignored(code)) continue;
        if (is_between(code)) {
            end();
            continue;
        }
        if (is_ideograph(code)) {
            end();
            words.emplace_back(raw);
            continue;
        }
        if (std::string_view latin = letters(code); !latin.empty()) {
            add(latin);
        } else if (char32_t other = plain(code); other != code) {
            std::string bytes;
            append_code_point(bytes, other);
            add(bytes);
        } else {
            add(raw);
        }
    }
    end();
    return words;
}

}  // namespace bridle::registry
