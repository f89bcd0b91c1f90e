// Times as they stand in the tables, and heads as in the table of that name.

#pragma once

#include "register/store/records.h"

namespace bridle::registry {

inline Time time_of(std::int64_t micros) {
    return Time(std::chrono::microseconds(micros));
}
inline std::int64_t micros(Time time) {
    return time.time_since_epoch().count();
}
inline Param micros(const std::optional<Time>& time) {
    return time ? Param(micros(*time)) : Param();
}

inline constexpr std::string_view kHeadColumns =
    "heads.id, heads.type, heads.title, heads.status, heads.as_of, heads.seq, heads.leaf, "
    "heads.first, heads.time, heads.taken_down, heads.demonstration";
inline constexpr int kHeadWidth = 11;

// Of a row that begins with kHeadColumns.
inline Head head_of(const Row& row) {
    return {row.string(0),
            row.string(1),
            row.string(2),
            row.string(3),
            row.string(4),
            row.integer(5),
            static_cast<std::uint64_t>(row.integer(6)),
            time_of(row.integer(7)),
            time_of(row.integer(8)),
            row.integer(9) != 0,
            row.integer(10) != 0};
}

}  // namespace bridle::registry
