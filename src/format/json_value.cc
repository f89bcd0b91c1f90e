#include "format/json_value.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace bridle {

namespace {

// Up to here every whole number is a double too, and every reader keeps it.
constexpr std::int64_t kMostExact = (std::int64_t{1} << 53) - 1;

constinit const Json kNull;

constexpr bool is_exact(std::int64_t value) {
    return value <= kMostExact && value >= -kMostExact;
}

// ------------------------------------------------------------------------------------- numbers

// As ECMAScript shows a number: the fewest digits that mean it, as a plain decimal unless that
// is very long.
void append_real(std::string& out, double value) {
    char text[32];  // d.ddde[+-]dd, of the fewest digits
    auto [end, error] =
        std::to_chars(text, text + sizeof text, std::abs(value), std::chars_format::scientific);
    std::string_view all(text, static_cast<std::size_t>(end - text));
    std::size_t e = all.find('e');
    std::string digits(all.substr(0, 1));
    if (e > 2) digits += all.substr(2, e - 2);
    int exponent = 0;
    std::from_chars(text + e + (text[e + 1] == '+' ? 2 : 1), end, exponent);

    if (value < 0) out += '-';
    int count = static_cast<int>(digits.size());
    int point = exponent + 1;  // digits before the decimal point
    if (point > 21 || point < -5) {
        out += digits[0];
        if (count > 1) out.append(1, '.').append(digits, 1);
        out += exponent < 0 ? "e-" : "e+";
        out += std::to_string(std::abs(exponent));
    } else if (point <= 0) {
        out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
    } else if (point >= count) {
        out.append(digits).append(static_cast<std::size_t>(point - count), '0');
    } else {
        auto whole = static_cast<std::size_t>(point);
        out.append(digits, 0, whole).append(1, '.').append(digits, whole);
    }
}

std::string shown(double value) {
    std::string text;
    append_real(text, value);
    return text;
}

void append_integer(std::string& out, std::int64_t value) {
    if (!is_exact(value)) return append_real(out, static_cast<double>(value));
    char text[24];
    out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

// --------------------------------------------------------------------------------------- text

// RFC 8785 leaves no choice of escape.
void append_text(std::string& out, std::string_view text) {
    std::string repaired;
    if (!is_utf8(text)) text = repaired = to_utf8(text);
    auto is_plain = [](char c) {
        return static_cast<unsigned char>(c) >= ' ' && c != '"' && c != '\\';
    };
    out += '"';
    for (;;) {
        auto special = std::ranges::find_if_not(text, is_plain);
        out.append(text.begin(), special);
        if (special == text.end()) break;
        static constexpr std::string_view kNamed = "\"\\\b\f\n\r\t", kNames = "\"\\bfnrt";
        static constexpr char kDigits[] = "0123456789abcdef";
        out += '\\';
        if (std::size_t named = kNamed.find(*special); named != kNamed.npos) {
            out += kNames[named];
        } else {
            out += "u00";
            out += kDigits[*special >> 4];
            out += kDigits[*special & 15];
        }
        text = {special + 1, text.end()};
    }
    out += '"';
}

// By UTF-16 units. That is the order of UTF-8 bytes, but that what takes two units, which begin
// with 0xD8 to 0xDF, comes before U+E000 to U+FFFF.
bool is_before(std::string_view a, std::string_view b) {
    auto [in_a, in_b] = std::ranges::mismatch(a, b);
    if (in_a == a.end() || in_b == b.end()) return in_b != b.end();
    auto left = static_cast<unsigned char>(*in_a), right = static_cast<unsigned char>(*in_b);
    if (left >= 0xEE && right >= 0xEE && (left >= 0xF0) != (right >= 0xF0)) return left >= 0xF0;
    return left < right;
}

// ------------------------------------------------------------------------------------- objects

using Members = std::vector<const std::pair<std::string, Json>*>;

Members pointers(const Json::Object& object) {
    Members members;
    members.reserve(object.size());
    for (const auto& member : object) members.push_back(&member);
    return members;
}

void sort(Members& members) {
    std::ranges::sort(members, is_before,
                      [](auto* member) { return std::string_view(member->first); });
}

Members sorted(const Json::Object& object) {
    Members members = pointers(object);
    sort(members);
    return members;
}

// The key that occurs twice.
std::optional<std::string_view> repeated_key(const Json::Object& object) {
    static constexpr std::size_t kFew = 16;  // to compare each with each costs less than to sort
    if (object.size() <= kFew) {
        for (std::size_t i = 1; i < object.size(); i++)
            for (std::size_t j = 0; j < i; j++)
                if (object[i].first == object[j].first) return object[i].first;
        return std::nullopt;
    }
    Members members = sorted(object);
    auto twice =
        std::ranges::adjacent_find(members, [](auto* a, auto* b) { return a->first == b->first; });
    if (twice == members.end()) return std::nullopt;
    return (*twice)->first;
}

// ------------------------------------------------------------------------------------- reading

constexpr const char* kTooLong =
    " is a number of more digits than JSON readers keep: write it as text";

Result<Json> convert(simdjson::dom::element element, std::size_t depth);

// A whole number with more digits than a double keeps is read as another one by most readers,
// and the canonical form, which all of them must be able to make, would differ.
Result<Json> convert_whole(std::int64_t value) {
    if (is_exact(value)) return Json(value);
    auto real = static_cast<double>(value);
    if (shown(real) == std::to_string(value)) return Json(real);
    return fail(Errc::corrupt, std::to_string(value) + kTooLong);
}

Result<Json> convert_real(double value) {
    // Would be shown as a whole number that parse() itself could not read again.
    if (std::abs(value) >= 0x1p63 && std::abs(value) < 1e21)
        return fail(Errc::corrupt, shown(value) + kTooLong);
    return Json(value);
}

Result<Json> convert_array(simdjson::dom::array array, std::size_t depth) {
    Json::Array items;
    items.reserve(array.size());
    for (simdjson::dom::element item : array) {
        Json value = TRY(convert(item, depth));
        items.push_back(std::move(value));
    }
    return Json(std::move(items));
}

Result<Json::Object> convert_members(simdjson::dom::object object, std::size_t depth) {
    Json::Object members;
    members.reserve(object.size());
    for (simdjson::dom::key_value_pair member : object) {
        Json value = TRY(convert(member.value, depth));
        members.emplace_back(member.key, std::move(value));
    }
    return members;
}

Result<Json> convert(simdjson::dom::element element, std::size_t depth) {
    using enum simdjson::dom::element_type;
    switch (element.type()) {
        case ARRAY:
        case OBJECT:
            break;
        case INT64:
            return convert_whole(element.get_int64().value_unsafe());
        case UINT64:
            return fail(Errc::corrupt,
                        std::to_string(element.get_uint64().value_unsafe()) + kTooLong);
        case DOUBLE:
            return convert_real(element.get_double().value_unsafe());
        case STRING:
            return Json(element.get_string().value_unsafe());
        case BOOL:
            return Json(element.get_bool().value_unsafe());
        case NULL_VALUE:
            return Json();
    }
    if (depth == Json::kMostDepth)
        return fail(Errc::limit, "lists and objects lie more than 64 deep in one another");
    if (element.is_array()) return convert_array(element.get_array().value_unsafe(), depth + 1);
    Json::Object members = TRY(convert_members(element.get_object().value_unsafe(), depth + 1));
    if (auto key = repeated_key(members))
        return fail(Errc::corrupt,
                    "the key \"" + printable(*key) + "\" occurs twice in one object");
    return Json(std::move(members));
}

// ------------------------------------------------------------------------------------- writing

struct Layout {
    bool is_canonical;
    int indent = 0;
};

void write(std::string& out, const Json& value, Layout layout, int depth);

void write_list(std::string& out, std::string_view brackets, const auto& elements, Layout layout,
                int depth, auto&& write_one) {
    auto new_line = [&](int level) {
        if (layout.indent > 0)
            out.append(1, '\n').append(static_cast<std::size_t>(level * layout.indent), ' ');
    };
    out += brackets[0];
    for (bool first = true; const auto& element : elements) {
        if (!first) out += ',';
        first = false;
        new_line(depth + 1);
        write_one(element);
    }
    if (!elements.empty()) new_line(depth);
    out += brackets[1];
}

void write(std::string& out, const Json& value, Layout layout, int depth) {
    if (value.is_object()) {
        auto write_member = [&](const auto* member) {
            append_text(out, member->first);
            out += layout.indent > 0 ? ": " : ":";
            write(out, member->second, layout, depth + 1);
        };
        Members members = pointers(value.members());
        if (layout.is_canonical) sort(members);
        write_list(out, "{}", members, layout, depth, write_member);
    } else if (value.is_array()) {
        auto write_item = [&](const Json& item) { write(out, item, layout, depth + 1); };
        write_list(out, "[]", value.items(), layout, depth, write_item);
    } else if (value.is_text()) {
        append_text(out, value.text());
    } else if (auto integer = value.integer()) {
        append_integer(out, *integer);
    } else if (auto real = value.number()) {
        append_real(out, *real);
    } else {
        out += value.is_null() ? "null" : value.truth() ? "true" : "false";
    }
}

// ------------------------------------------------------------------------------------ pointers

// Nothing when a tilde stands before anything but 0 and 1.
std::optional<std::string> unescaped(std::string_view step) {
    std::string key;
    while (!step.empty()) {
        std::size_t taken = 1;
        char c = step[0];
        if (c == '~') {
            if (!step.starts_with("~0") && !step.starts_with("~1")) return std::nullopt;
            c = step[1] == '0' ? '~' : '/';
            taken = 2;
        }
        key += c;
        step.remove_prefix(taken);
    }
    return key;
}

// One way to write each: no sign, no zero in front.
std::optional<std::size_t> index(std::string_view step) {
    std::size_t number = 0;
    auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), number);
    if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
    if (step[0] == '0' && step.size() > 1) return std::nullopt;
    return number;
}

}  // namespace

// ---------------------------------------------------------------------------------------- Json

Json::Json(Object members) {
    if (!repeated_key(members)) {
        value_ = std::move(members);
        return;
    }
    value_ = Object();
    for (auto& [key, value] : members)
        if (!find(key)) set(key, std::move(value));
}

void Json::set_real(double value) {
    if (!std::isfinite(value)) return;
    if (std::trunc(value) == value && std::abs(value) <= static_cast<double>(kMostExact))
        value_ = static_cast<std::int64_t>(value);
    else
        value_ = value;
}

static constexpr std::size_t kShort = 32 << 10;

Result<Json> Json::parse(std::string_view text) {
    if (text.size() > kMostBytes) return fail(Errc::limit, "JSON of more than 32 MB");
    if (text.empty()) return fail(Errc::corrupt, "not JSON: there is nothing");
    // For short texts one is kept, since to make one costs more than to parse them.
    thread_local simdjson::dom::parser kept(kMostBytes);
    simdjson::dom::parser fresh(kMostBytes);
    simdjson::dom::parser& parser = text.size() < kShort ? kept : fresh;
    simdjson::dom::element root;
    const std::size_t room = std::max(text.size() + 1, kShort);
    if (parser.capacity() < room && parser.allocate(room, kMostDepth + 2))
        return fail(Errc::limit, "too little memory for JSON");
    if (auto error = parser.parse(text.data(), text.size()).get(root))
        return fail(error == simdjson::DEPTH_ERROR ? Errc::limit : Errc::corrupt,
                    std::string("not JSON: ") + simdjson::error_message(error));
    return convert(root, 0);
}

std::string_view Json::text() const {
    auto* text = std::get_if<std::string>(&value_);
    return text ? std::string_view(*text) : std::string_view();
}

std::optional<std::int64_t> Json::integer() const {
    auto* integer = std::get_if<std::int64_t>(&value_);
    return integer ? std::optional(*integer) : std::nullopt;
}

std::optional<double> Json::number() const {
    if (auto* integer = std::get_if<std::int64_t>(&value_)) return static_cast<double>(*integer);
    auto* real = std::get_if<double>(&value_);
    return real ? std::optional(*real) : std::nullopt;
}

bool Json::truth() const {
    auto* truth = std::get_if<bool>(&value_);
    return truth && *truth;
}

const Json::Array& Json::items() const {
    static const Array kNone;
    auto* items = std::get_if<Array>(&value_);
    return items ? *items : kNone;
}

const Json::Object& Json::members() const {
    static const Object kNone;
    auto* members = std::get_if<Object>(&value_);
    return members ? *members : kNone;
}

const Json* Json::find(std::string_view key) const {
    for (const auto& [name, value] : members())
        if (name == key) return &value;
    return nullptr;
}

Json* Json::find(std::string_view key) {
    return const_cast<Json*>(std::as_const(*this).find(key));
}

const Json& Json::operator[](std::string_view key) const {
    const Json* found = find(key);
    return found ? *found : kNull;
}

const Json& Json::operator[](std::size_t index) const {
    return index < items().size() ? items()[index] : kNull;
}

const Json* Json::at(std::string_view pointer) const {
    const Json* here = this;
    while (here && !pointer.empty()) {
        if (pointer[0] != '/') return nullptr;
        pointer.remove_prefix(1);
        std::string_view step = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(step.size());
        if (here->is_array()) {
            auto place = index(step);
            here = place && *place < here->size() ? &here->items()[*place] : nullptr;
        } else {
            auto key = unescaped(step);
            here = key ? here->find(*key) : nullptr;
        }
    }
    return here;
}

Json* Json::at(std::string_view pointer) {
    return const_cast<Json*>(std::as_const(*this).at(pointer));
}

std::size_t Json::size() const {
    return items().size() + members().size();
}

Json& Json::set(std::string_view key, Json value) {
    if (Json* present = find(key)) return *present = std::move(value);
    if (!is_object()) value_ = Object();
    return std::get<Object>(value_).emplace_back(key, std::move(value)).second;
}

Json& Json::push(Json value) {
    if (!is_array()) value_ = Array();
    return std::get<Array>(value_).emplace_back(std::move(value));
}

bool Json::erase(std::string_view key) {
    auto* members = std::get_if<Object>(&value_);
    return members && std::erase_if(*members, [&](auto& member) { return member.first == key; });
}

std::string Json::canonical() const {
    std::string out;
    write(out, *this, {.is_canonical = true}, 0);
    return out;
}

std::string Json::dump(int indent) const {
    std::string out;
    write(out, *this, {.is_canonical = false, .indent = indent}, 0);
    return out;
}

bool Json::operator==(const Json& other) const {
    if (!is_object() || !other.is_object()) return value_ == other.value_;
    if (members().size() != other.members().size()) return false;
    Members mine = pointers(members()), theirs = pointers(other.members());
    auto is_same_key = [](auto* a, auto* b) { return a->first == b->first; };
    if (!std::ranges::equal(mine, theirs, is_same_key)) sort(mine), sort(theirs);
    return std::ranges::equal(mine, theirs, [](auto* a, auto* b) { return *a == *b; });
}

std::string pointer_step(std::string_view key) {
    std::string step = "/";
    for (char c : key) {
        if (c == '~')
            step += "~0";
        else if (c == '/')
            step += "~1";
        else
            step += c;
    }
    return step;
}

}  // namespace bridle
