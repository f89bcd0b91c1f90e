// Writes binary property lists for tests, sound and unsound ones, with
// offsets of 4 bytes and references of 1 or 4.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bridle::test {

inline std::string big_endian(std::uint64_t value, int size) {
    std::string out;
    for (int i = size - 1; i >= 0; i--) out += static_cast<char>(value >> 8 * i);
    return out;
}

// A size of at least 15, as it stands behind the first byte of an object.
inline std::string long_size(std::uint64_t size) {
    return '\x13' + big_endian(size, 8);
}

inline std::string trailer(std::uint64_t count, std::uint64_t top, std::uint64_t table,
                           int reference_size = 1) {
    return std::string(6, '\0') + '\4' + static_cast<char>(reference_size) + big_endian(count, 8) +
           big_endian(top, 8) + big_endian(table, 8);
}

// The objects as they are to stand in the file; the first is the root.
inline std::string bplist(const std::vector<std::string>& objects, int reference_size = 1) {
    std::string out = "bplist00", table;
    for (const std::string& object : objects) {
        table += big_endian(out.size(), 4);
        out += object;
    }
    std::uint64_t at = out.size();
    return out + table + trailer(objects.size(), 0, at, reference_size);
}

}  // namespace bridle::test
