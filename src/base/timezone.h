// Time zones, for display only: everything is kept and computed in UTC. Read
// from the system's files (RFC 8536), because the C library knows one zone for
// the whole process.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"

namespace bridle {

class TimeZone {
public:
    TimeZone() = default;  // UTC

    // An IANA name: "Europe/Berlin". Empty is UTC.
    static Result<TimeZone> load(std::string_view name);
    static Result<TimeZone> parse(Bytes file, std::string name);

    const std::string& name() const { return name_; }
    bool is_utc() const { return name_ == "UTC"; }

    // "2021-03-04 06:06:07 CET"; the fraction of a second is left out.
    std::string text(Time time) const;

private:
    struct Type {  // one of the offsets that the zone has known
        std::int64_t offset = 0;
        std::string abbreviation = "UTC";
    };
    struct Change {
        std::int64_t at;  // Unix seconds
        std::size_t type;
    };
    // "The last Sunday of March at two", for each year after the last change listed.
    struct YearlyDate {
        char form =
            'M';  // M: month, week, weekday; J: day of the year without 29 February; 0: with
        int month = 0, week = 0, day = 0;
        std::int64_t time = 7200;  // seconds after midnight
    };
    struct Rule {
        Type standard, summer;
        bool has_summer = false;
        YearlyDate start, end;
    };
    static std::optional<Rule> parse_rule(std::string_view text);
    static std::int64_t seconds_of(const YearlyDate& date, int year);
    const Type& type_at(std::int64_t seconds) const;

    std::string name_ = "UTC";
    std::vector<Type> types_{Type{}};
    std::vector<Change> changes_;
    std::optional<Rule> rule_;
};

}  // namespace bridle
