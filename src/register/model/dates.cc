#include "register/model/dates.h"

#include <fmt/core.h>

#include <algorithm>

#include "register/model/identifiers.h"

namespace bridle::registry {

bool is_after(std::string_view first, std::string_view second) {
    if (!is_partial_date(first) || !is_partial_date(second)) return false;
    std::size_t known = std::min(first.size(), second.size());
    return first.substr(0, known) > second.substr(0, known);
}

std::optional<std::chrono::sys_days> to_day(std::string_view date) {
    if (!is_date(date)) return std::nullopt;
    auto number = [&](std::size_t at, std::size_t size) {
        int value = 0;
        for (char c : date.substr(at, size)) value = value * 10 + (c - '0');
        return value;
    };
    return std::chrono::year_month_day(std::chrono::year(number(0, 4)),
                                       std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                       std::chrono::day(static_cast<unsigned>(number(8, 2))));
}

std::string to_date(std::chrono::sys_days day) {
    std::chrono::year_month_day date(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace bridle::registry
