// The file of a source document: public, and beside the log, which has its hash alone. It comes
// after the record that says its SHA-256, so that nothing lies here that no record speaks of.

#pragma once

#include <string>
#include <string_view>

#include "register/service/filing.h"

namespace bridle::registry {

inline constexpr std::size_t kMostSourceFile = std::size_t{64} << 20;  // bytes

// By a registrar or an administrator. The hash under which it is found at /files/. Errc::corrupt
// when it is not the file of which the record speaks.
Result<std::string> add_source_file(Register& registry, const Actor& actor,
                                    std::string_view record_id, std::string_view bytes);

}  // namespace bridle::registry
