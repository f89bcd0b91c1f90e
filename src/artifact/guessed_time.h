// Dates of which nobody says in what they count. Browsers write seconds,
// milliseconds and microseconds, since 1601, 1970 and 2001, and change their minds
// between versions; for the years of smartphones the size of a number tells them apart.

#pragma once

#include "format/sqlite.h"

namespace bridle {

// Nothing for what would lie before 2004 or cannot be a date.
std::optional<Time> guessed_time(std::int64_t value);
std::optional<Time> guessed_time(double value);

// Also of texts such as 2024-05-06 07:08:09.
std::optional<Time> guessed_time(const Row& row, Column column);

}  // namespace bridle
