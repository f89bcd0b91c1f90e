// The names of an enumeration's values, there and back, from one table.

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace bridle {

template <class Enum, std::size_t N>
struct Names {
    std::array<std::string_view, N> names;  // in the order of the values

    constexpr std::string_view of(Enum value) const {
        return names[static_cast<std::size_t>(value)];
    }
    constexpr std::optional<Enum> find(std::string_view name) const {
        auto found = std::ranges::find(names, name);
        if (found == names.end()) return std::nullopt;
        return static_cast<Enum>(found - names.begin());
    }
};

}  // namespace bridle
