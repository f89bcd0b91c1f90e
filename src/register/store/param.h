// What both kinds of database ask of a parameter before it goes into a statement.

#pragma once

#include "base/text.h"
#include "register/store/database.h"

namespace bridle::registry {

// PostgreSQL takes no other text; SQLite would, and could not be moved there afterwards.
inline Result<void> check_param(const Param& param) {
    const auto* text = std::get_if<std::string_view>(&param);
    if (text == nullptr) return {};
    if (text->find('\0') != text->npos)
        return fail(Errc::unsupported, "text with a NUL character cannot be stored");
    if (!is_utf8(*text)) return fail(Errc::unsupported, "text that is not UTF-8 cannot be stored");
    return {};
}

}  // namespace bridle::registry
