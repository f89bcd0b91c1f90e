// Dates as records hold them: YYYY, YYYY-MM or YYYY-MM-DD, as exactly as they are known.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace bridle::registry {

// Whether the first certainly comes after the second: 2024-05 is not after 2024, since both may be
// the same day. Never so where one of them is empty or no date.
bool is_after(std::string_view first, std::string_view second);

std::optional<std::chrono::sys_days> to_day(std::string_view date);  // YYYY-MM-DD alone
std::string to_date(std::chrono::sys_days day);

}  // namespace bridle::registry
