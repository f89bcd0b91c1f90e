// The version of the programs, as CMakeLists.txt has it.

#pragma once

#include <string_view>

namespace bridle {

inline constexpr std::string_view kVersion = BRIDLE_VERSION;

}  // namespace bridle
