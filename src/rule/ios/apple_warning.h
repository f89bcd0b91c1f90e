// How messages are told in which Apple warns people whom it believes to be
// targets of mercenary spyware: by the sender's address in any language, or by the
// English words, which anybody can write.
// Apple's description: https://support.apple.com/102174

#pragma once

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rule/rule.h"

namespace bridle::ios {

inline constexpr std::array<std::string_view, 2> kSenders = {
    "threat-notifications@apple.com",
    "threat-notifications@email.apple.com",
};

inline constexpr std::array<std::string_view, 2> kWords = {
    "ALERT: State-sponsored attackers may be targeting your iPhone",
    "ALERT: Apple detected a targeted mercenary spyware attack against your iPhone",
};

inline bool is_apple(std::string_view sender) {
    if (sender.starts_with("mailto:")) sender.remove_prefix(7);
    return std::ranges::any_of(
        kSenders, [&](std::string_view apple) { return equals_ignoring_case(sender, apple); });
}

// At the start, whatever the case and the kind of blank. Words within a text
// are somebody talking about such a warning.
inline bool begins_with(std::string_view text, std::string_view words) {
    text = trimmed(text);
    for (std::size_t i = 0; i < words.size();) {
        if (text.empty()) return false;
        const bool blank = text.starts_with("\u00A0") || text.starts_with("\u202F");
        if (lower(words[i]) != (blank ? ' ' : lower(text[0]))) return false;
        i++;
        text.remove_prefix(!blank ? 1 : text[0] == '\xC2' ? 2 : 3);
    }
    return true;
}

inline bool has_words(std::string_view text) {
    return std::ranges::any_of(kWords,
                               [&](std::string_view words) { return begins_with(text, words); });
}

inline constexpr std::array<std::string_view, 3> kTexts = {"text", "subject", "attributed_text"};

}  // namespace bridle::ios
