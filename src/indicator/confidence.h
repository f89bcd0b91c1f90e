// How sure a finding is of what it says.

#pragma once

#include <cstdint>

namespace bridle {

enum class Confidence : std::uint8_t { weak, moderate, strong, confirmed };

}  // namespace bridle
