#include "base/timezone.h"

#include <algorithm>
#include <array>

#include "base/host_file.h"
#include "base/text.h"

namespace bridle {

using namespace std::chrono;

static constexpr std::string_view kFolder = "/usr/share/zoneinfo/";
static constexpr std::uint64_t kLargestFile = 1 << 20;

Result<TimeZone> TimeZone::load(std::string_view name) {
    if (name.empty() || name == "UTC") return TimeZone();
    auto allowed = [](char c) {
        return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') ||
               std::string_view("/_+-").contains(c);
    };
    std::string what = printable(name) + ": not a time zone; their names are like Europe/Berlin";
    if (!std::ranges::all_of(name, allowed) || name.front() == '/')
        return fail(Errc::unsupported, what);
    auto bytes = read_file(std::string(kFolder) + std::string(name), kLargestFile);
    if (!bytes) return fail(Errc::unsupported, what);
    return parse(*bytes, std::string(name));
}

namespace {

// The header of one of the two blocks of a file, and what follows from it.
struct Header {
    std::uint32_t utc_marks, standard_marks, leaps, changes, types, letters;

    std::uint64_t body_size(std::uint64_t time_size) const {
        return std::uint64_t{changes} * (time_size + 1) + std::uint64_t{types} * 6 + letters +
               std::uint64_t{leaps} * (time_size + 4) + standard_marks + utc_marks;
    }
};

Result<Header> read_header(Cursor& file) {
    TRY(file.expect("TZif"));
    auto version = TRY(file.be<std::uint8_t>());
    if (version < '2') return fail(Errc::unsupported, "a time zone file of the first version");
    TRY(file.skip(15));
    Header header{};
    for (std::uint32_t* count : {&header.utc_marks, &header.standard_marks, &header.leaps,
                                 &header.changes, &header.types, &header.letters})
        *count = TRY(file.be<std::uint32_t>());
    if (header.types == 0) return fail(Errc::corrupt, "a time zone without a type");
    return header;
}

}  // namespace

// The first block has times of 32 bits and is stepped over.
Result<TimeZone> TimeZone::parse(Bytes bytes, std::string name) {
    Cursor file(bytes);
    Header old = TRY(read_header(file));
    TRY(file.skip(old.body_size(4)));
    Header header = TRY(read_header(file));
    Cursor times = TRY(file.slice(std::uint64_t{header.changes} * 8));
    Cursor kinds = TRY(file.slice(header.changes));
    Cursor types = TRY(file.slice(std::uint64_t{header.types} * 6));
    auto letters = TRY(file.take(header.letters));
    TRY(file.skip(header.body_size(8) - header.changes * std::uint64_t{9} -
                  header.types * std::uint64_t{6} - header.letters));

    TimeZone zone;
    zone.name_ = std::move(name);
    zone.types_.clear();
    for (std::uint32_t i = 0; i < header.types; i++) {
        auto offset = TRY(types.be<std::int32_t>());
        TRY(types.skip(1));
        auto at = TRY(types.be<std::uint8_t>());
        Cursor abbreviation = TRY(Cursor(letters).at(at));
        auto text = TRY(abbreviation.c_string());
        zone.types_.push_back({offset, std::string(text)});
    }
    for (std::uint32_t i = 0; i < header.changes; i++) {
        auto at = TRY(times.be<std::int64_t>());
        auto type = TRY(kinds.be<std::uint8_t>());
        if (type >= zone.types_.size()) return fail(Errc::corrupt, "a change to no type");
        zone.changes_.push_back({at, type});
    }
    auto footer = TRY(file.take(file.left()));
    zone.rule_ = parse_rule(trimmed(as_text(footer)));
    return zone;
}

namespace {

// The parts of a POSIX time zone, such as CET-1CEST,M3.5.0,M10.5.0/3.

std::optional<std::string> take_name(std::string_view& text) {
    std::size_t size = 0;
    if (text.starts_with('<')) {
        size = text.find('>');
        if (size == std::string_view::npos) return std::nullopt;
        std::string name(text.substr(1, size - 1));
        text.remove_prefix(size + 1);
        return name;
    }
    while (size < text.size() && lower(text[size]) >= 'a' && lower(text[size]) <= 'z') size++;
    if (size < 3) return std::nullopt;
    std::string name(text.substr(0, size));
    text.remove_prefix(size);
    return name;
}

std::optional<int> take_number(std::string_view& text) {
    if (text.empty() || !is_digit(text.front())) return std::nullopt;
    int value = 0;
    for (; !text.empty() && is_digit(text.front()) && value < 1000; text.remove_prefix(1))
        value = value * 10 + (text.front() - '0');
    return value;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

// Seconds, of [+-]hours[:minutes[:seconds]].
std::optional<std::int64_t> take_time(std::string_view& text) {
    const bool negative = take(text, '-');
    if (!negative) take(text, '+');
    std::int64_t total = 0;
    for (std::int64_t unit : {3600, 60, 1}) {
        if (unit != 3600 && !take(text, ':')) break;
        auto number = take_number(text);
        if (!number) return std::nullopt;
        total += *number * unit;
    }
    return negative ? -total : total;
}

}  // namespace

std::optional<TimeZone::Rule> TimeZone::parse_rule(std::string_view text) {
    Rule rule;
    auto take_date = [&](YearlyDate& date) {
        if (!take(text, ',')) return false;
        date.form = take(text, 'M') ? 'M' : take(text, 'J') ? 'J' : '0';
        auto first = take_number(text);
        if (!first) return false;
        date.day = *first;
        if (date.form == 'M') {
            bool dot = take(text, '.');
            auto week = take_number(text);
            dot = dot && take(text, '.');
            auto day = take_number(text);
            if (!dot || !week || !day || *first < 1 || *first > 12) return false;
            date.month = *first, date.week = *week, date.day = *day;
        }
        if (!take(text, '/')) return true;
        auto time = take_time(text);
        date.time = time.value_or(0);
        return time.has_value();
    };
    auto standard = take_name(text);
    auto west = take_time(text);  // POSIX counts to the west
    if (!standard || !west) return std::nullopt;
    rule.standard = {-*west, *standard};
    if (text.empty()) return rule;
    auto summer = take_name(text);
    if (!summer) return std::nullopt;
    rule.summer = {rule.standard.offset + 3600, *summer};
    if (!text.starts_with(',')) {
        west = take_time(text);
        if (!west) return std::nullopt;
        rule.summer.offset = -*west;
    }
    rule.has_summer = take_date(rule.start) && take_date(rule.end);
    return rule.has_summer ? std::optional(rule) : std::nullopt;
}

// Of the local clock, as if it were UTC.
std::int64_t TimeZone::seconds_of(const YearlyDate& date, int in) {
    const year y(in);
    sys_days day = sys_days(y / January / 1);
    if (date.form == 'M') {
        const month m(static_cast<unsigned>(date.month));
        const weekday wanted(static_cast<unsigned>(date.day % 7));
        day = date.week >= 5 ? sys_days(y / m / wanted[last])
                             : sys_days(y / m / wanted[static_cast<unsigned>(date.week)]);
    } else if (date.form == 'J') {
        day += days(date.day - 1 + (y.is_leap() && date.day > 59));
    } else {
        day += days(date.day);
    }
    return duration_cast<seconds>(day.time_since_epoch()).count() + date.time;
}

const TimeZone::Type& TimeZone::type_at(std::int64_t at) const {
    if (!changes_.empty() && at < changes_.front().at) return types_.front();
    if (rule_ && (changes_.empty() || at >= changes_.back().at)) {
        if (!rule_->has_summer) return rule_->standard;
        sys_days day = floor<days>(sys_seconds(seconds(at + rule_->standard.offset)));
        int in = static_cast<int>(year_month_day(day).year());
        std::int64_t start = seconds_of(rule_->start, in) - rule_->standard.offset;
        std::int64_t end = seconds_of(rule_->end, in) - rule_->summer.offset;
        bool summer = start < end ? at >= start && at < end : at >= start || at < end;
        return summer ? rule_->summer : rule_->standard;
    }
    auto next = std::ranges::upper_bound(changes_, at, {}, &Change::at);
    return next == changes_.begin() ? types_.front() : types_[std::prev(next)->type];
}

std::string TimeZone::text(Time time) const {
    const auto whole = floor<seconds>(time);
    const Type& type = type_at(whole.time_since_epoch().count());
    std::string out = iso(whole + seconds(type.offset));
    out.resize(19);
    out[10] = ' ';
    return out + " " + type.abbreviation;
}

}  // namespace bridle
