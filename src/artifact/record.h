// What every parser says and every consumer hears.
//
// A Record is a view: its texts belong to the parser and live until the call
// that hands it over returns. Half a million of them pass in a second, so
// nothing in it is allocated.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"

namespace bridle {

// The kind of a field is all that the indicator matcher, the timeline and the
// report know about it. A parser that names its kinds needs no code for them.
enum class Kind : std::uint8_t {
    text,     // words of no particular kind; never compared, never searched
    message,  // what a person wrote or received: searched for links, kept only if it has some
    number,
    time,    // an event of the timeline, called by the name of the field
    url,     // one address, with or without scheme
    domain,  // one host name
    email,
    phone,
    handle,      // an e-mail address, a phone number or an account such as 1555@s.whatsapp.net
    process,     // a name, or name/bundle; each component counts
    file_path,   // absolute on the device, or relative to a home folder
    hash,        // hexadecimal; the length tells which
    app_id,      // bundle identifier
    profile_id,  // of a configuration profile
};

using Value = std::variant<std::monostate, std::int64_t, double, bool, Time, std::string_view>;

struct Field {
    std::string_view name;  // a literal; neighbours of one name are one list
    Kind kind = Kind::text;
    Value value;
    bool headline = false;  // part of the sentence that stands for the record in the timeline

    std::string_view string() const {
        const auto* found = std::get_if<std::string_view>(&value);
        return found ? *found : std::string_view();
    }
};

// Where in its file a record stands.
struct Place {
    std::string_view part;  // a table ("message"), a key path, or "byte"
    std::int64_t at = 0;    // the row id, the index, or the offset
};

// The words a parser says its records with.

inline Place at_row(std::string_view table, std::int64_t id) {
    return {table, id};
}
inline Place at_byte(std::uint64_t offset) {
    return {"byte", static_cast<std::int64_t>(offset)};
}
inline Place at_key(std::string_view path, std::int64_t index = 0) {
    return {path, index};
}

inline Field when(std::string_view name, std::optional<Time> time) {
    return {name, Kind::time, time ? Value(*time) : Value()};
}
inline Field number(std::string_view name, std::optional<std::int64_t> value) {
    return {name, Kind::number, value ? Value(*value) : Value()};
}
inline Field real(std::string_view name, std::optional<double> value) {
    return {name, Kind::number, value ? Value(*value) : Value()};
}
inline Field flag(std::string_view name, std::optional<bool> value) {
    return {name, Kind::number, value ? Value(*value) : Value()};
}
// An absent text and an empty one are different things to an examiner.
inline Field text(std::string_view name, std::optional<std::string_view> value,
                  Kind kind = Kind::text) {
    return {name, kind, value ? Value(*value) : Value()};
}
// For what an examiner reads as absent: an empty text, a flag that is not set, a zero.
inline std::optional<std::string_view> present(std::optional<std::string_view> text) {
    return text && !text->empty() ? text : std::nullopt;
}
inline std::optional<bool> if_true(std::optional<bool> value) {
    return value == true ? value : std::nullopt;
}
inline std::optional<std::int64_t> if_not_zero(std::optional<std::int64_t> value) {
    return value != 0 ? value : std::nullopt;
}
inline Field headline(Field field) {
    field.headline = true;
    return field;
}

// What could not be read, where, and so what is missing.
struct Problem {
    Error error;
    std::string part;     // the table, key or row that it costs; empty: the rest of the file
    bool remark = false;  // worth saying, but nothing is missing because of it
};

}  // namespace bridle
