// The logs that some of Apple's daemons keep as text, such as that of the installation of apps:
//
//     Wed Aug 11 05:51:02 2021 [176] <notice> (0x16b0eb000) -[Class method:]: text
//
// Lines that begin with no date go on with the entry before them. The time is that of the
// phone's clock in the phone's zone, which the log does not name. Not published by Apple.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace bridle {

struct DaemonLogEntry {
    std::string local_time;  // 2021-08-11 05:51:02, in a zone that nobody names
    std::int64_t pid = 0;
    std::string_view level;   // notice
    std::string_view method;  // -[Class method:], where there is one
    std::string text;         // of all its lines, or it says at its end that some are left out
    std::uint64_t offset = 0;
};

// Visits every entry. Text before the first one is passed over; fails when there is none at all.
Result<void> for_each_entry(Bytes log,
                            const std::function<Result<void>(const DaemonLogEntry&)>& visit);

}  // namespace bridle
