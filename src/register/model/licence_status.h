// What a licence is worth on a day. Its own history says what was decided about it; a moratorium
// that covers it, and the end of its term, change that without a word in the history.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format/json_value.h"

namespace bridle::registry {

struct Moratorium {
    std::string record_id;
    const Json* body = nullptr;
};

struct LicenceStatus {
    std::string status;  // of the code list of statuses; empty before its history begins
    std::string stated;  // what the history alone says
    std::string since;   // the date from which `status` holds
    std::vector<std::string> moratoria;  // the ids of those that cover it on that day

    bool operator==(const LicenceStatus&) const = default;
};

// `date` as YYYY-MM-DD. A decision dated by year or month alone counts from its first day, an end
// dated so from its last.
LicenceStatus licence_status(const Json& licence, std::span<const Moratorium> moratoria,
                             std::string_view date);

// Whether the scope of a moratorium takes in the licence, and its time the day.
bool covers(const Json& moratorium, const Json& licence, std::string_view date);

}  // namespace bridle::registry
