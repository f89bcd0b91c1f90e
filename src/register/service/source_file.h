// The file of a source document: public, and beside the log, which has its hash alone. It comes
// after the record that says its SHA-256, so that nothing lies here that no record speaks of.

#pragma once

#include <string>
#include <string_view>

#include "register/service/filing.h"

namespace bridle::registry {

inline constexpr std::size_t kMostSourceFile = std::size_t{64} << 20;      // bytes
inline constexpr std::string_view kSourceFileAdded = "source.file_added";  // in the trail of audit

struct AddedFile {
    std::string sha256;  // under which it is found at /files/
    bool was_there = false;
};
// By a registrar or an administrator. Errc::corrupt when it is not the file of which the record
// speaks, or the record is of another type; Errc::io when the record is not there, or no more.
Result<AddedFile> add_source_file(Register& registry, const Actor& actor,
                                  std::string_view record_id, std::string_view bytes);

}  // namespace bridle::registry
