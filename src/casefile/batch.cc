#include "casefile/batch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/csv.h"
#include "base/text.h"

namespace bridle {

namespace {

// The timeline is for the eye; the record has all of it.
constexpr std::size_t kHeadlinePart = 200;
constexpr std::size_t kHeadline = 1000;

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 24> digits;
    auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

void append_real(std::string& out, double value) {
    std::array<char, 40> digits;
    auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

bool is_null(const Value& value) {
    const double* real = std::get_if<double>(&value);
    return std::holds_alternative<std::monostate>(value) || (real && !std::isfinite(*real));
}

void append_json(std::string& out, const Value& value) {
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        append_json_string(out, *text);
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        append_integer(out, *integer);
    } else if (const auto* time = std::get_if<Time>(&value)) {
        out += '"';
        append_iso(out, *time);
        out += '"';
    } else if (const auto* real = std::get_if<double>(&value)) {
        append_real(out, *real);
    } else if (const auto* boolean = std::get_if<bool>(&value)) {
        out += *boolean ? "true" : "false";
    } else {
        out += "null";
    }
}

void append_plain(std::string& out, const Value& value) {
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        std::string_view shown = front(*text, kHeadlinePart);
        if (is_utf8(shown)) {
            out += shown;
        } else {
            out += to_utf8(shown);
        }
        if (shown.size() < text->size()) out += "…";
    } else if (const auto* time = std::get_if<Time>(&value)) {
        append_iso(out, *time);
    } else {
        append_json(out, value);
    }
}

bool is_withheld(const Field& field, bool keep_messages) {
    return !keep_messages && field.kind == Kind::message;
}

}  // namespace

// Whether a name stands at two places that are not neighbours.
static bool are_scattered(std::span<const Field> fields) {
    std::array<std::uint8_t, 256> seen{};  // by a hash of the name: which field, from 1
    if (fields.size() > seen.size() / 2) return true;
    std::string_view before;
    for (std::size_t i = 0; i < fields.size(); i++) {
        const std::string_view name = fields[i].name;
        if (name == before || name.empty()) continue;
        before = name;
        auto letter = [&](std::size_t at) { return static_cast<unsigned char>(name[at]); };
        std::size_t slot = name.size() * 131 + letter(0) * 7u + letter(name.size() - 1) * 31u +
                           letter(name.size() / 2) * 61u;
        for (slot %= seen.size(); seen[slot]; slot = (slot + 1) % seen.size())
            if (fields[seen[slot] - 1u].name == name) return true;
        seen[slot] = static_cast<std::uint8_t>(i + 1);
    }
    return false;
}

// A name may be that of a column of the file.
static bool are_plain(std::span<const Field> fields) {
    return std::ranges::all_of(fields, [](const Field& field) {
        return std::ranges::all_of(field.name,
                                   [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
    });
}

static void append_fields(std::string& out, std::span<const Field> fields, bool keep_messages,
                          Batch::Layout layout) {
    const bool scattered = layout.scattered;
    out += '{';
    bool first = true;
    for (std::size_t i = 0; i < fields.size();) {
        const std::size_t start = i;
        const std::string_view name = fields[start].name;
        while (i < fields.size() && fields[i].name == name) i++;
        auto has_name = [&](const Field& field) { return field.name == name; };
        if (scattered && std::ranges::any_of(fields.first(start), has_name)) continue;
        const auto alike = fields.subspan(start, (scattered ? fields.size() : i) - start);
        auto is_shown = [&](const Field& field) {
            return !is_null(field.value) && !is_withheld(field, keep_messages) &&
                   (!scattered || has_name(field));
        };
        const auto count = std::ranges::count_if(alike, is_shown);
        if (count == 0) continue;
        if (!first) out += ',';
        first = false;
        layout.plain ? append_quoted(out, name) : append_json_string(out, name);
        out += count > 1 ? ":[" : ":";
        bool comma = false;
        for (const Field& field : alike) {
            if (!is_shown(field)) continue;
            if (comma) out += ',';
            comma = true;
            append_json(out, field.value);
        }
        if (count > 1) out += ']';
    }
    out += '}';
}

// Values of one name stand together, wherever in the record they were.
void append_fields_json(std::string& out, std::span<const Field> fields, bool keep_messages) {
    append_fields(out, fields, keep_messages, {are_scattered(fields), are_plain(fields)});
}

// Records of one artifact mostly have the same fields, whose names lie at the same places.
Batch::Layout Batch::layout_of(std::span<const Field> fields) {
    auto place = [](const Field& field) { return field.name.data(); };
    if (std::ranges::equal(fields, names_of_layout_, {}, place)) return layout_;
    names_of_layout_.resize(fields.size());
    std::ranges::transform(fields, names_of_layout_.begin(), place);
    return layout_ = {are_scattered(fields), are_plain(fields)};
}

static std::uint32_t narrow(std::size_t size) {
    return static_cast<std::uint32_t>(size);
}

void Batch::add(const Record& record, bool keep_messages) {
    Row row{.at = record.place.at, .part = put_part(record.place.part)};
    row.fields.at = narrow(text_.size());
    append_fields(text_, record.fields, keep_messages, layout_of(record.fields));
    row.fields.size = narrow(text_.size()) - row.fields.at;
    for (const Field& field : record.fields) {
        if (is_withheld(field, keep_messages)) withheld_ += !field.string().empty();
        const auto* time = std::get_if<Time>(&field.value);
        if (!time || field.kind != Kind::time) continue;
        if (!row.time) {
            row.time = *time;
            row.headline = put_headline(record.fields, keep_messages);
        }
        add_event(*time, field.name);
    }
    rows_.push_back(row);
}

// Times of one record that are equal are one event: created, modified and
// changed are, of most files.
void Batch::add_event(Time time, std::string_view name) {
    const std::uint32_t row = narrow(rows_.size());
    for (std::size_t i = events_.size(); i-- > 0 && events_[i].row == row;)
        if (events_[i].time == time) {
            joined_ = view(events_[i].name);
            joined_ += '+';
            joined_ += name;
            events_[i].name = put_name(joined_);
            return;
        }
    events_.push_back({time, row, put_name(name)});
}

void Batch::mark() {
    if (!rows_.empty()) rows_.back().marked = true;
}

void Batch::clear() {
    text_.clear();
    rows_.clear();
    events_.clear();
    names_.clear();
    names_of_layout_.clear();
    withheld_ = short_links_ = 0;
}

static_assert(std::is_trivially_copyable_v<Batch::Row> &&
              std::is_trivially_copyable_v<Batch::Event>);

Result<Batch::Stored> Batch::store(ScratchFile& file) const {
    Stored stored{file.size(), text_.size(), rows_.size(), events_.size(), withheld_, short_links_};
    TRY(file.append(text_));
    TRY(file.append(as_text(std::as_bytes(std::span(rows_)))));
    TRY(file.append(as_text(std::as_bytes(std::span(events_)))));
    return stored;
}

Result<void> Batch::load(const ScratchFile& file, const Stored& stored) {
    clear();
    text_.resize(stored.text);
    rows_.resize(stored.rows);
    events_.resize(stored.events);
    std::uint64_t at = stored.at;
    for (std::span<std::byte> part :
         {std::as_writable_bytes(std::span(text_)), std::as_writable_bytes(std::span(rows_)),
          std::as_writable_bytes(std::span(events_))}) {
        TRY(file.read_at(at, part));
        at += part.size();
    }
    withheld_ = stored.withheld;
    short_links_ = stored.short_links;
    return {};
}

Batch::Piece Batch::put(std::string_view text) {
    Piece piece{narrow(text_.size()), narrow(text.size())};
    text_ += text;
    return piece;
}

// Records of one table follow each other.
Batch::Piece Batch::put_part(std::string_view part) {
    if (!rows_.empty() && view(rows_.back().part) == part) return rows_.back().part;
    if (is_utf8(part)) return put(part);
    return put(to_utf8(part));
}

Batch::Piece Batch::put_name(std::string_view name) {
    static constexpr std::size_t kNamesAtMost = 16;  // an artifact has fewer times than that
    auto found = std::ranges::find(names_, name, [&](Piece piece) { return view(piece); });
    if (found != names_.end()) return *found;
    Piece piece = put(name);
    if (names_.size() < kNamesAtMost) names_.push_back(piece);
    return piece;
}

// Escaped here, where many work, and not where one merges.
Batch::Piece Batch::put_headline(std::span<const Field> fields, bool keep_messages) {
    headline_.clear();
    for (const Field& field : fields) {
        if (!field.headline || is_null(field.value) || is_withheld(field, keep_messages)) continue;
        if (headline_.size() > kHeadline) break;
        if (!headline_.empty()) headline_ += "; ";
        append_plain(headline_, field.value);
    }
    std::size_t start = text_.size();
    append_csv_field(text_, headline_);
    return {narrow(start), narrow(text_.size() - start)};
}

}  // namespace bridle
