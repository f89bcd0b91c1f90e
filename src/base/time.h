// One time type, and every epoch we meet turned into it here and only here.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bridle {

// UTC. Microseconds, because Apple's "distant past" is the year 1 and
// nanoseconds in 64 bits begin in 1677.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

enum class Epoch : std::uint8_t {
    unix_seconds,
    unix_millis,
    unix_micros,
    cocoa,   // since 2001, in seconds or, above 1e11, in nanoseconds: both occur in one column
    webkit,  // microseconds since 1601
};

// Nothing when the number cannot be a date, which hostile files make sure of.
// Zero is "not set" in every epoch but webkit's, where it is too.
std::optional<Time> to_time(std::int64_t value, Epoch epoch);
std::optional<Time> to_time(double value, Epoch epoch);

// 2019-08-29T23:13:30.539788Z; the fraction only when there is one.
std::string iso(Time time);
void append_iso(std::string& out, Time time);

// The inverse of iso(), with or without fraction; also accepts an offset such
// as +02:00 and a blank in place of the T.
std::optional<Time> from_iso(std::string_view text);

// The host's clock.
Time now();

}  // namespace bridle
