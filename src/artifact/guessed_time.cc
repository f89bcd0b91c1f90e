#include "artifact/guessed_time.h"

#include <cmath>

namespace bridle {

namespace {

// Where the one way to count ends and the next begins, with a value of 2026 in the middle.
constexpr double kCocoaFrom = 1e8;          // 8.0e8 seconds since 2001
constexpr double kSecondsFrom = 1.1e9;      // 1.8e9 since 1970
constexpr double kMillisecondsFrom = 1e11;  // 1.8e12
constexpr double kMicrosecondsFrom = 1e14;  // 1.8e15
constexpr double kWebkitFrom = 5e15;        // 1.3e16 microseconds since 1601
constexpr double kCocoaNanosFrom = 1e17;    // 8.0e17
constexpr double kUnixNanosFrom = 1.1e18;   // 1.8e18

std::optional<Epoch> epoch_of(double value) {
    if (!(value >= kCocoaFrom)) return std::nullopt;  // also NaN
    if (value < kSecondsFrom) return Epoch::cocoa;
    if (value < kMillisecondsFrom) return Epoch::unix_seconds;
    if (value < kMicrosecondsFrom) return Epoch::unix_millis;
    if (value < kWebkitFrom) return Epoch::unix_micros;
    return value < kCocoaNanosFrom ? Epoch::webkit : Epoch::cocoa;
}

template <class Number>
std::optional<Time> guessed(Number value) {
    static constexpr Time kEarliest = std::chrono::sys_days(std::chrono::year(2004) / 1 / 1);
    auto size = static_cast<double>(value);
    std::optional<Time> time;
    if (size >= kUnixNanosFrom)
        time = to_time(value / 1000, Epoch::unix_micros);
    else if (auto epoch = epoch_of(size))
        time = to_time(value, *epoch);
    return time >= kEarliest ? time : std::nullopt;
}

}  // namespace

std::optional<Time> guessed_time(std::int64_t value) {
    return guessed(value);
}

std::optional<Time> guessed_time(double value) {
    return guessed(value);
}

std::optional<Time> guessed_time(const Row& row, Column column) {
    if (auto whole = row.whole(column)) return guessed(*whole);
    auto text = row.text(column);
    if (!text) return std::nullopt;
    if (auto time = from_iso(*text)) return time;
    return guessed(row.real(column).value_or(0));
}

}  // namespace bridle
