#include "format/daemon_log.h"

#include <charconv>
#include <optional>

#include "base/text.h"

namespace bridle {

namespace {

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::string_view kDays = "MonTueWedThuFriSatSun";
constexpr std::size_t kLongestText = 64 << 10;  // entries with lists in them are a few thousand
constexpr std::string_view kCut = "[the rest of the lines is left out]";

// What is left of a line, and steps over it.
struct Line {
    std::string_view rest;

    std::string_view word() {
        std::size_t begin = rest.find_first_not_of(' ');
        if (begin == rest.npos) return rest = {};
        rest.remove_prefix(begin);
        std::size_t end = rest.find(' ');
        std::string_view found = rest.substr(0, end);
        rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
        return found;
    }
};

bool is_one_of(std::string_view names, std::string_view name) {
    std::size_t at = name.size() == 3 ? names.find(name) : names.npos;
    return at != names.npos && at % 3 == 0;
}

std::optional<int> digits(std::string_view text, int least, int most) {
    int value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return std::nullopt;
    return value;
}

std::string two(int value) {
    return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

bool is_clock(std::string_view text) {
    return text.size() == 8 && text[2] == ':' && text[5] == ':' &&
           digits(text.substr(0, 2), 0, 23) && digits(text.substr(3, 2), 0, 59) &&
           digits(text.substr(6, 2), 0, 60);
}

// "Wed Aug 11 05:51:02 2021"; nothing when the line begins otherwise.
std::optional<std::string> date(Line& line) {
    if (!is_one_of(kDays, line.word())) return std::nullopt;
    const std::string_view month = line.word();
    const auto day = digits(ascii_digits(line.word()), 1, 31);
    const std::string clock = ascii_digits(line.word());
    const auto year = digits(ascii_digits(line.word()), 2000, 2199);
    if (!is_one_of(kMonths, month) || !day || !is_clock(clock) || !year) return std::nullopt;
    return std::to_string(*year) + "-" + two(static_cast<int>(kMonths.find(month) / 3) + 1) + "-" +
           two(*day) + " " + clock;
}

// A word in these brackets, which is stepped over; nothing when there is none.
std::string_view bracketed(Line& line, char open, char close) {
    std::string_view& rest = line.rest;
    std::size_t begin = rest.find_first_not_of(' ');
    if (begin == rest.npos || rest[begin] != open) return {};
    std::size_t end = rest.find(close, begin);
    if (end == rest.npos) return {};
    std::string_view found = rest.substr(begin + 1, end - begin - 1);
    rest.remove_prefix(end + 1);
    return found;
}

std::string_view method(Line& line) {
    std::string_view rest = trimmed(line.rest);
    if (!rest.starts_with("-[") && !rest.starts_with("+[")) return {};
    std::size_t end = rest.find(']');
    if (end == rest.npos) return {};
    line.rest = rest.substr(end + 1);
    if (line.rest.starts_with(':')) line.rest.remove_prefix(1);
    return rest.substr(0, end + 1);
}

std::optional<DaemonLogEntry> begin_of_entry(std::string_view text) {
    Line line{text};
    auto time = date(line);
    if (!time) return std::nullopt;
    DaemonLogEntry entry;
    entry.local_time = std::move(*time);
    const std::string pid = ascii_digits(bracketed(line, '[', ']'));
    std::from_chars(pid.data(), pid.data() + pid.size(), entry.pid);
    entry.level = bracketed(line, '<', '>');
    bracketed(line, '(', ')');  // the thread
    entry.method = method(line);
    entry.text = trimmed(line.rest);
    return entry;
}

}  // namespace

Result<void> for_each_entry(Bytes log,
                            const std::function<Result<void>(const DaemonLogEntry&)>& visit) {
    std::optional<DaemonLogEntry> open;
    std::string_view text = as_text(log);
    bool any = false, cut = false;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = text.find('\n', at);
        if (end == text.npos) end = text.size();
        std::string_view line = text.substr(at, end - at);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (auto entry = begin_of_entry(line)) {
            if (open) TRY(visit(*open));
            open = std::move(entry);
            open->offset = at;
            any = true;
            cut = false;
        } else if (open && !cut) {  // once something is missing, nothing is put behind it
            cut = open->text.size() + line.size() >= kLongestText;
            open->text.append("\n").append(cut ? kCut : line);
        }
        at = end + 1;
    }
    if (!any) return fail(Errc::corrupt, "not a log of a daemon");
    return visit(*open);
}

}  // namespace bridle
