// Where documents of the API are that come in pieces, so that a folder of files can hold them, and
// that of a licence.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bridle::registry {

inline constexpr std::uint64_t kPageOfType = 1000;      // records
inline constexpr std::uint64_t kChangesSegment = 1024;  // leaves

std::string type_page_path(std::string_view type, std::uint64_t page);
std::string changes_path(std::uint64_t segment);
std::string licence_status_path(std::string_view id);

}  // namespace bridle::registry
