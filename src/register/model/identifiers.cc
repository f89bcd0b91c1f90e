#include "register/model/identifiers.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/text.h"
#include "register/model/codes.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kLongestAddress = 2048;  // beyond which browsers and servers differ
constexpr std::size_t kLongestId = 64;

constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_upper_or_digit(char c) {
    return is_upper(c) || is_digit(c);
}
constexpr bool is_letter_or_digit(char c) {
    return is_letter(c) || is_digit(c);
}
constexpr bool is_lower_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

bool is_all(std::string_view text, bool (*is_one)(char)) {
    return !text.empty() && std::ranges::all_of(text, is_one);
}

// So many digits, off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits || !is_all(text.substr(0, digits), is_digit)) return std::nullopt;
    int number = 0;
    for (char c : text.substr(0, digits)) number = number * 10 + (c - '0');
    text.remove_prefix(digits);
    return number;
}

std::optional<int> take_number(std::string_view& text, std::size_t digits, int most) {
    auto number = take_number(text, digits);
    return number && *number <= most ? number : std::nullopt;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text[0]) == any_of.npos) return false;
    text.remove_prefix(1);
    return true;
}

// Z or +02:00, in minutes.
std::optional<int> take_offset(std::string_view& text) {
    if (take(text, "Zz")) return 0;
    bool is_west = text.starts_with('-');
    if (!take(text, "+-")) return std::nullopt;
    auto hours = take_number(text, 2, 23);
    if (!hours || !take(text, ":")) return std::nullopt;
    auto minutes = take_number(text, 2, 59);
    if (!minutes) return std::nullopt;
    int offset = *hours * 60 + *minutes;
    return is_west ? -offset : offset;
}

// What may stand in an address as it is (RFC 3986), and percent signs, which are followed up.
bool is_of_address(char c) {
    return is_letter_or_digit(c) ||
           std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

bool has_whole_escapes(std::string_view text) {
    for (std::size_t i = text.find('%'); i != text.npos; i = text.find('%', i + 1))
        if (text.size() - i < 3 || !from_hex(text.substr(i + 1, 2))) return false;
    return true;
}

bool is_host(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) {
        std::string_view address = host.substr(1, host.size() - 2);
        return address.find(':') != address.npos && std::ranges::all_of(address, [](char c) {
                   return is_lower_hex(lower(c)) || c == ':' || c == '.';
               });
    }
    for (std::string_view label : split(host, '.'))
        if (label.size() > 63 || label.starts_with('-') || label.ends_with('-') ||
            !is_all(label, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; }))
            return false;
    return host.size() <= 253;
}

bool is_port(std::string_view port) {
    return port.empty() || (port.size() <= 5 && is_all(port, is_digit));
}

// Of the registries whose numbers have one length, for numbers that were cut short.
bool is_number_of(std::string_view scheme, std::string_view id) {
    if (scheme == "IL-ROC") return id.size() == 9 && is_all(id, is_digit);
    if (scheme == "GB-COH") return id.size() == 8 && is_all(id, is_upper_or_digit);
    if (scheme == "BG-EIK") return (id.size() == 9 || id.size() == 13) && is_all(id, is_digit);
    return true;
}

}  // namespace

bool is_lei(std::string_view text) {
    if (text.size() != 20 || !is_all(text, is_upper_or_digit)) return false;
    if (!is_digit(text[18]) || !is_digit(text[19])) return false;
    int remainder = 0;
    for (char c : text)
        remainder =
            (is_digit(c) ? remainder * 10 + (c - '0') : remainder * 100 + (c - 'A' + 10)) % 97;
    return remainder == 1;
}

bool is_isin(std::string_view text) {
    if (text.size() != 12 || !is_all(text.substr(0, 2), is_upper)) return false;
    if (!is_all(text, is_upper_or_digit) || !is_digit(text[11])) return false;
    std::string digits;
    for (char c : text) digits += is_digit(c) ? std::string(1, c) : std::to_string(c - 'A' + 10);
    int sum = 0;
    bool is_doubled = false;
    for (auto c = digits.rbegin(); c != digits.rend(); ++c, is_doubled = !is_doubled) {
        int digit = (*c - '0') * (is_doubled ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

bool is_mic(std::string_view text) {
    return text.size() == 4 && is_all(text, is_upper_or_digit);
}

bool is_org_id(std::string_view text) {
    if (text.size() > kLongestId) return false;
    std::size_t country = text.find('-');
    std::size_t registry = country == text.npos ? text.npos : text.find('-', country + 1);
    if (registry == text.npos) return false;
    std::string_view place = text.substr(0, country);
    std::string_view code = text.substr(country + 1, registry - country - 1);
    std::string_view id = text.substr(registry + 1);
    // XI, XM and XR are of registries that are of no country.
    if (!is_country(place) && place != "XI" && place != "XM" && place != "XR") return false;
    if (code.size() < 2 || !is_all(code, [](char c) { return is_upper_or_digit(c) || c == '_'; }))
        return false;
    return is_all(
               id,
               [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.' || c == '/'; }) &&
           std::ranges::any_of(id, is_letter_or_digit) &&
           is_number_of(text.substr(0, registry), id);
}

bool is_date(std::string_view text) {
    return text.size() == 10 && is_partial_date(text);
}

bool is_partial_date(std::string_view text) {
    auto year = take_number(text, 4);
    if (!year || *year == 0) return false;
    if (text.empty()) return true;
    if (!take(text, "-")) return false;
    auto month = take_number(text, 2, 12);
    if (!month || *month == 0) return false;
    if (text.empty()) return true;
    if (!take(text, "-")) return false;
    auto day = take_number(text, 2);
    std::chrono::year_month_day date{std::chrono::year(*year),
                                     std::chrono::month(static_cast<unsigned>(*month)),
                                     std::chrono::day(static_cast<unsigned>(day.value_or(0)))};
    return text.empty() && date.ok();
}

bool is_date_time(std::string_view text) {
    if (!is_date(text.substr(0, 10))) return false;
    text.remove_prefix(10);
    if (!take(text, "Tt")) return false;
    auto hour = take_number(text, 2, 23);
    if (!hour || !take(text, ":")) return false;
    auto minute = take_number(text, 2, 59);
    if (!minute || !take(text, ":")) return false;
    auto second = take_number(text, 2, 60);
    if (!second) return false;
    if (take(text, ".")) {
        if (!take_number(text, 1)) return false;
        while (take_number(text, 1)) continue;
    }
    auto offset = take_offset(text);
    if (!offset || !text.empty()) return false;
    constexpr int kDay = 24 * 60;
    bool ends_day = (*hour * 60 + *minute - *offset + kDay) % kDay == kDay - 1;
    return *second < 60 || ends_day;  // leap seconds end a day of UTC
}

bool is_web_address(std::string_view text) {
    if (text.size() > kLongestAddress || !is_all(text, is_of_address)) return false;
    if (!has_whole_escapes(text)) return false;
    std::size_t scheme = text.find("://");
    if (scheme == text.npos) return false;
    std::string name = lower(text.substr(0, scheme));
    if (name != "http" && name != "https") return false;
    text.remove_prefix(scheme + 3);
    std::string_view authority = text.substr(0, text.find_first_of("/?#"));
    std::string_view rest = text.substr(authority.size());
    if (std::ranges::count(rest, '#') > 1 || rest.find_first_of("[]") != rest.npos) return false;
    std::size_t colon = authority.rfind(':');
    if (colon == authority.npos || authority.ends_with(']')) return is_host(authority);
    return is_host(authority.substr(0, colon)) && is_port(authority.substr(colon + 1));
}

bool is_language_tag(std::string_view text) {
    auto parts = split(text, '-');
    auto next = parts.begin();
    auto take_part = [&](std::size_t fewest, std::size_t most, bool (*is_one)(char)) {
        if (next == parts.end() || next->size() < fewest || next->size() > most) return false;
        return is_all(*next, is_one) && (++next, true);
    };
    if (!take_part(2, 3, is_letter)) return false;
    take_part(4, 4, is_letter);
    if (!take_part(2, 2, is_letter)) take_part(3, 3, is_digit);
    while (next != parts.end()) {
        bool is_short = next->size() == 4 && is_digit(next->front());
        if (!take_part(is_short ? 4 : 5, 8, is_letter_or_digit)) return false;
    }
    return true;
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && is_all(text, is_lower_hex);
}

bool is_record_id(std::string_view text) {
    auto parts = split(text, '-');
    if (text.size() > kLongestId || parts.size() < 2) return false;
    auto is_word = [](char c) { return c >= 'a' && c <= 'z'; };
    auto is_part = [](std::string_view part) {
        return is_all(part, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); });
    };
    return is_all(parts[0], is_word) && std::ranges::all_of(parts, is_part);
}

const FormatTable& register_formats() {
    static const FormatTable kFormats = {
        {"control-code",
         {is_control_code, "the code of a controlled product such as 4A005 or 4.A.5"}},
        {"country", {is_country, "the code of a country in two capital letters, such as IL"}},
        {"currency", {is_currency, "the code of a currency in three capital letters, such as EUR"}},
        {"date", {is_date, "a date such as 2024-03-05"}},
        {"date-time", {is_date_time, "a date and time such as 2024-03-05T14:30:00Z"}},
        {"isin", {is_isin, "an ISIN: 12 letters and digits, the last of which checks the others"}},
        {"language", {is_language_tag, "the code of a language such as en or pt-BR"}},
        {"lei", {is_lei, "an LEI: 20 letters and digits, the last two of which check the others"}},
        {"mic",
         {is_mic, "the code of a stock exchange, four capital letters and digits such as XTAE"}},
        {"org-id", {is_org_id, "a registry and the number there, such as IL-ROC-510230055"}},
        {"partial-date",
         {is_partial_date, "a year, month or day such as 2024, 2024-03 or 2024-03-05"}},
        {"record-id", {is_record_id, "the identifier of a record such as company-nso-group"}},
        {"sha256", {is_sha256, "a SHA-256 of 64 digits and letters from a to f"}},
        {"uri", {is_web_address, "a web address such as https://example.org/page"}},
    };
    return kFormats;
}

}  // namespace bridle::registry
