// The small encodings that several writers share.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace bridle::fabricate {

inline void append_be(std::string& out, std::uint64_t value, std::size_t width) {
    while (width-- > 0) out += static_cast<char>(static_cast<unsigned char>(value >> (8 * width)));
}
inline void append_le(std::string& out, std::uint64_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; i++)
        out += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
}

bool is_ascii(std::string_view text);
std::u16string utf16(std::string_view utf8);  // the caller's text is good UTF-8

// The shortest decimal that reads back as the same double.
std::string shortest(double value);

// Apple counts from 2001-01-01.
inline constexpr std::int64_t kCocoaEpoch = 978307200;
inline double cocoa_seconds(Time time) {
    return static_cast<double>(time.time_since_epoch().count()) / 1e6 -
           static_cast<double>(kCocoaEpoch);
}
inline std::int64_t cocoa_nanoseconds(Time time) {
    return (time.time_since_epoch().count() - kCocoaEpoch * 1'000'000) * 1000;
}
inline Time whole_seconds(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time);
}
inline std::int64_t unix_seconds(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace bridle::fabricate
