// Texts of a table that is kept in memory until another table speaks of its rows. A cell may hold
// 32 MB, and a number or a name is short.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace bridle {

inline std::string kept(std::optional<std::string_view> text, std::size_t bytes = 256) {
    return std::string(front(text.value_or(""), bytes));
}

// The number or name in "12025550100@s.whatsapp.net".
inline std::string_view before_at(std::string_view identity) {
    return identity.substr(0, identity.find('@'));
}

}  // namespace bridle
