// A JSON value that one owns and may change: what a record, a schema or a request is held in. It
// is read strictly, so that no two readers see different records in the same text, and its
// canonical form (RFC 8785) is the one text of it that is hashed.

#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace bridle {

class Json {
public:
    using Array = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>;  // keys are unique; order is kept

    // Lists and objects may lie in one another so deep, and no deeper.
    static constexpr std::size_t kMostDepth = 64;
    static constexpr std::size_t kMostBytes = 32 << 20;

    Json() = default;
    Json(std::nullptr_t) {}
    template <std::same_as<bool> Bool>
    Json(Bool value) : value_(value) {}
    template <std::integral Integer>
        requires(!std::same_as<Integer, bool> && !std::same_as<Integer, char>)
    Json(Integer value) {
        if (std::in_range<std::int64_t>(value))
            value_ = static_cast<std::int64_t>(value);
        else
            set_real(static_cast<double>(value));
    }
    Json(double value) { set_real(value); }  // a whole one is an integer; without a value, null
    Json(std::string value) : value_(std::move(value)) {}
    Json(std::string_view value) : value_(std::string(value)) {}
    Json(const char* value) : value_(std::string(value)) {}
    Json(Array items) : value_(std::move(items)) {}
    Json(Object members);  // of a key that occurs twice the first counts

    static Json array() { return Json(Array()); }
    static Json object() { return Json(Object()); }

    // Refuses what readers differ about: a key twice, whole numbers that a double does not show
    // with the same digits, bad UTF-8, anything behind the value. Blanks around it are allowed.
    static Result<Json> parse(std::string_view text);

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    bool is_bool() const { return std::holds_alternative<bool>(value_); }
    bool is_integer() const { return std::holds_alternative<std::int64_t>(value_); }
    bool is_number() const { return is_integer() || std::holds_alternative<double>(value_); }
    bool is_text() const { return std::holds_alternative<std::string>(value_); }
    bool is_array() const { return std::holds_alternative<Array>(value_); }
    bool is_object() const { return std::holds_alternative<Object>(value_); }

    // Of a value of another kind: nothing, empty or false, so that calls can be chained.
    std::string_view text() const;
    std::optional<std::int64_t> integer() const;
    std::optional<double> number() const;  // also of an integer
    bool truth() const;                    // only of `true`
    const Array& items() const;
    const Object& members() const;

    const Json* find(std::string_view key) const;
    Json* find(std::string_view key);
    const Json& operator[](std::string_view key) const;  // null where there is none
    const Json& operator[](std::size_t index) const;
    const Json* at(std::string_view pointer) const;  // RFC 6901: "/sources/0/title"
    Json* at(std::string_view pointer);
    std::size_t size() const;  // items or members; 0 of anything else

    // Both make what they need of a null, and of a value of another kind too. They return the
    // value in its place, which the next change may move.
    Json& set(std::string_view key, Json value);  // replaces in place, or goes to the end
    Json& push(Json value);
    bool erase(std::string_view key);

    std::string canonical() const;             // RFC 8785
    std::string dump(int indent = 0) const;    // in its own order
    bool operator==(const Json& other) const;  // whatever the order of members

private:
    void set_real(double value);

    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

// A key as a part of a JSON pointer, with the slash before it.
std::string pointer_step(std::string_view key);

}  // namespace bridle
