// What is handed to other standards: versions of records as the log has them, and who publishes
// them. A version whose body was taken down is handed over without one, since what referred to it
// still does. A tombstone of one version alone is left out: the record goes on.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "format/json_value.h"

namespace bridle::registry {

struct ExportedVersion {
    std::string record_id, type;
    std::int64_t seq = 1;
    std::uint64_t index = 0;   // of its leaf
    std::string action;        // publish, correct or tombstone
    std::string kind, reason;  // of a correction or takedown
    std::string time;          // when it was accepted, RFC 3339
    std::optional<Json> body;  // none in a tombstone, or once taken down
    std::string schema;        // $id of the schema of the body
};

struct Publisher {
    std::string name;     // who keeps the register
    std::string url;      // of the register, without a slash at the end
    std::string origin;   // of its log, from which ids are made that no other register has
    std::string licence;  // of the data, as a URI
    // The name of a country by its two letters; without one the letters stand for themselves.
    std::function<std::string(std::string_view)> country_name = {};
};

// The same for the same parts, and in no other register: so many hexadecimal digits.
std::string derived_id(std::string_view origin, std::string_view what, std::size_t digits = 32);

// "2024-03-05", "2024-03" or "2024"; whether it is a whole day.
bool is_whole_day(std::string_view date);

// The text of an answer, unless it is "none" or withheld.
std::string_view answered_text(const Json& answer);

}  // namespace bridle::registry
