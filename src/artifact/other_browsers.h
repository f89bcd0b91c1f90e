// Files of which only the name suggests what they are: what is no database there, or
// another one, is somebody else's.

#pragma once

#include "artifact/rows.h"
#include "base/text.h"

namespace bridle {

inline bool looks_like_database(const File& file) {
    constexpr std::string_view kMagic = "SQLite format 3";
    std::byte front[kMagic.size()];
    auto read = file.read_at(0, front);
    return read && *read == kMagic.size() && as_text(front) == kMagic;
}

}  // namespace bridle
