#include "base/time.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace bridle {

using namespace std::chrono;

namespace {

constexpr std::int64_t kCocoaZero = 978'307'200;       // 2001-01-01 in Unix seconds
constexpr std::int64_t kWebkitZero = -11'644'473'600;  // 1601-01-01
constexpr std::int64_t kMillion = 1'000'000;
constexpr double kNanosecondsFrom = 1e11;                       // as seconds: the year 5170
constexpr std::int64_t kEarliest = -62'135'769'600 * kMillion;  // Apple's "distant past"
constexpr std::int64_t kLatest = 253'402'300'799 * kMillion;    // 9999-12-31

std::optional<Time> checked(double micros) {
    if (!(micros >= static_cast<double>(kEarliest) && micros <= static_cast<double>(kLatest)))
        return std::nullopt;  // also NaN
    return Time(microseconds(std::llround(micros)));
}

}  // namespace

std::optional<Time> to_time(double value, Epoch epoch) {
    if (value == 0) return std::nullopt;
    constexpr double kCocoaMicros = static_cast<double>(kCocoaZero * kMillion);
    switch (epoch) {
        case Epoch::unix_seconds:
            return checked(value * 1e6);
        case Epoch::unix_millis:
            return checked(value * 1e3);
        case Epoch::unix_micros:
            return checked(value);
        case Epoch::cocoa:
            return checked(std::abs(value) >= kNanosecondsFrom ? value / 1e3 + kCocoaMicros
                                                               : value * 1e6 + kCocoaMicros);
        case Epoch::webkit:
            return checked(value + static_cast<double>(kWebkitZero * kMillion));
    }
    return std::nullopt;
}

// Integers stay integers: a double cannot hold WebKit's microseconds exactly.
std::optional<Time> to_time(std::int64_t value, Epoch epoch) {
    if (value == 0) return std::nullopt;
    if (!to_time(static_cast<double>(value), epoch)) return std::nullopt;
    switch (epoch) {
        case Epoch::unix_seconds:
            return Time(microseconds(value * kMillion));
        case Epoch::unix_millis:
            return Time(microseconds(value * 1000));
        case Epoch::unix_micros:
            return Time(microseconds(value));
        case Epoch::cocoa:
            if (std::abs(static_cast<double>(value)) >= kNanosecondsFrom)
                return Time(microseconds(value / 1000 + kCocoaZero * kMillion));
            return Time(microseconds((value + kCocoaZero) * kMillion));
        case Epoch::webkit:
            return Time(microseconds(value + kWebkitZero * kMillion));
    }
    return std::nullopt;
}

namespace {

template <std::size_t Width>
void put_digits(char* to, unsigned value) {
    for (std::size_t i = Width; i-- > 0; value /= 10) to[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

void append_iso(std::string& out, Time time) {
    auto day = floor<days>(time);
    year_month_day date(day);
    auto micros = static_cast<std::uint64_t>((time - day).count());
    auto seconds = static_cast<unsigned>(micros / kMillion);
    auto fraction = static_cast<unsigned>(micros % kMillion);
    char text[] = "0000-00-00T00:00:00.000000Z";
    put_digits<4>(text, static_cast<unsigned>(int{date.year()}));
    put_digits<2>(text + 5, unsigned{date.month()});
    put_digits<2>(text + 8, unsigned{date.day()});
    put_digits<2>(text + 11, seconds / 3600);
    put_digits<2>(text + 14, seconds / 60 % 60);
    put_digits<2>(text + 17, seconds % 60);
    put_digits<6>(text + 20, fraction);
    if (!fraction) text[19] = 'Z';
    out.append(text, fraction ? 27 : 20);
}

std::string iso(Time time) {
    std::string out;
    append_iso(out, time);
    return out;
}

namespace {

// The digits at the front of `text`, which is moved past them.
std::optional<int> take_number(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    int value = 0;
    for (char c : text.substr(0, width)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(width);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

std::optional<Time> from_iso(std::string_view text) {
    int parts[6] = {};
    static constexpr std::string_view kAfter[] = {"-", "-", "T ", ":", ":"};
    for (std::size_t i = 0; i < 6; i++) {
        auto part = take_number(text, i == 0 ? 4 : 2);
        if (!part || (i < 5 && !take(text, kAfter[i]))) return std::nullopt;
        parts[i] = *part;
    }
    year_month_day date{year(parts[0]), month(static_cast<unsigned>(parts[1])),
                        day(static_cast<unsigned>(parts[2]))};
    if (!date.ok() || parts[3] > 24 || parts[4] > 59 || parts[5] > 60) return std::nullopt;
    Time time = sys_days(date) + hours(parts[3]) + minutes(parts[4]) + seconds(parts[5]);
    if (take(text, ".")) {
        std::int64_t unit = 100'000;
        for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; unit /= 10) {
            time += microseconds((text.front() - '0') * unit);
            text.remove_prefix(1);
        }
    }
    if (text.empty() || text == "Z") return time;
    bool west = text.front() == '-';
    if (!take(text, "+-")) return std::nullopt;
    auto hour = take_number(text, 2);
    take(text, ":");
    auto minute = take_number(text, 2);
    if (!hour || !minute || !text.empty()) return std::nullopt;
    auto offset = hours(*hour) + minutes(*minute);
    return west ? time + offset : time - offset;
}

Time now() {
    return floor<microseconds>(system_clock::now());
}

}  // namespace bridle
