#include "indicator/host.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <unicode/uidna.h>

#include <cstdlib>
#include <memory>
#include <span>

#include "base/text.h"
#include "indicator/script.h"

namespace bridle {

namespace {

constexpr std::size_t kLongestHost = 253;  // that a name server answers for
constexpr std::size_t kLongestConverted = 1024;

enum CharClass : std::uint8_t {
    kNotHost = 0,
    kPlain = 1,
    kUpper = 2,
    kHard = 4,  // an escape, or not ASCII: the slow way
};

constexpr auto kClass = [] {
    std::array<std::uint8_t, 256> classes{};
    for (std::size_t c = 0x80; c < 256; c++) classes[c] = kHard;
    for (std::size_t c = 'a'; c <= 'z'; c++) classes[c] = kPlain;
    for (std::size_t c = 'A'; c <= 'Z'; c++) classes[c] = kUpper;
    for (std::size_t c = '0'; c <= '9'; c++) classes[c] = kPlain;
    classes['-'] = classes['_'] = classes['.'] = kPlain;
    classes['%'] = kHard;
    return classes;
}();

std::uint8_t class_of(char c) {
    return kClass[static_cast<unsigned char>(c)];
}

// Where the colon of the scheme stands; npos when the text begins with none.
std::size_t scheme_end(std::string_view text) {
    if (text.empty() || !is_letter(text[0])) return std::string_view::npos;
    for (std::size_t i = 1; i < text.size(); i++) {
        char c = text[i];
        if (c == ':') return i;
        if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') break;
    }
    return std::string_view::npos;
}

// Those for which a browser takes any number of slashes, of either kind.
bool is_web_scheme(std::string_view scheme) {
    if (scheme == "https" || scheme == "http") return true;
    for (std::string_view known : {"https", "http", "ftp", "wss", "ws"})
        if (equals_ignoring_case(scheme, known)) return true;
    return false;
}

bool is_http(std::string_view scheme) {
    return scheme.empty() || equals_ignoring_case(scheme, "https") ||
           equals_ignoring_case(scheme, "http");
}

bool begins_http(std::string_view text) {
    std::size_t end = scheme_end(text);
    return end != std::string_view::npos && end >= 4 && is_http(text.substr(0, end)) &&
           text.substr(end + 1).starts_with("//");
}

// "evil.com:8080" and "evil.com:/x" read like a scheme and are none.
bool is_host_and_port(std::string_view text, std::size_t colon) {
    std::string_view host = text.substr(0, colon), rest = text.substr(colon + 1);
    if (rest.empty()) return false;
    if (is_digit(rest[0])) return host.contains('.') || equals_ignoring_case(host, "localhost");
    const bool no_port = std::string_view("/\\?#").contains(rest[0]) && !rest.starts_with("//");
    return no_port && host.contains('.');
}

std::string_view leading_digits(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && is_digit(text[size])) size++;
    return text.substr(0, size);
}

std::string_view leading_host(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && class_of(text[size]) != kNotHost) size++;
    return text.substr(0, size);
}

// Splits what stands between the slashes and the path.
void read_authority(std::string_view authority, Url& url) {
    if (std::size_t at = authority.rfind('@'); at != std::string_view::npos)
        authority.remove_prefix(at + 1);
    if (authority.starts_with('[')) {
        std::size_t end = authority.find(']');
        if (end == std::string_view::npos) return;
        url.host = authority.substr(1, end - 1);
        authority.remove_prefix(end + 1);
    } else {
        url.host = leading_host(authority);
        authority.remove_prefix(url.host.size());
    }
    if (authority.starts_with(':')) url.port = leading_digits(authority.substr(1));
}

std::optional<Url> parse_rest(std::string_view rest, Url url) {
    std::size_t end = 0;
    for (; end < rest.size(); end++) {
        char c = rest[end];
        if (c == '/' || c == '?' || c == '#' || c == '\\') break;
    }
    read_authority(rest.substr(0, end), url);
    if (url.host.empty()) return std::nullopt;
    rest.remove_prefix(end);
    url.path = rest.substr(0, rest.find('#'));
    return url;
}

std::string_view without_slashes(std::string_view text) {
    std::size_t size = text.find_first_not_of("/\\");
    return size == std::string_view::npos ? std::string_view() : text.substr(size);
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text[0]) <= ' ') text.remove_prefix(1);
    Url url;
    std::size_t colon = scheme_end(text);
    if (colon == std::string_view::npos || is_host_and_port(text, colon)) {
        if (text.starts_with("//")) text.remove_prefix(2);
        return parse_rest(text, url);
    }
    url.scheme = text.substr(0, colon);
    std::string_view rest = text.substr(colon + 1);
    if (is_web_scheme(url.scheme)) return parse_rest(without_slashes(rest), url);
    if (rest.starts_with("//")) return parse_rest(rest.substr(2), url);
    if (begins_http(rest)) return parse_url(rest);  // blob:, view-source:, and so one level deep
    return std::nullopt;
}

namespace {

std::string_view without_dots(std::string_view host) {
    while (host.ends_with('.')) host.remove_suffix(1);
    while (host.starts_with('.')) host.remove_prefix(1);
    return host;
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The byte that "%41" stands for at the front of `text`, or -1.
int escaped(std::string_view text) {
    if (text.size() < 3 || text[0] != '%') return -1;
    int high = hex_digit(text[1]), low = hex_digit(text[2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

std::string without_escapes(std::string_view text) {
    std::string out;
    for (; !text.empty(); text.remove_prefix(1)) {
        int byte = escaped(text);
        out += byte < 0 ? text[0] : static_cast<char>(byte);
        if (byte >= 0) text.remove_prefix(2);
    }
    return out;
}

// Without the characters that the eye does not see and name servers are not told.
std::string visible(std::string_view host) {
    std::string out;
    while (!host.empty()) {
        Character next = first_character(host);
        Script script = script_of(next.code);
        if (script == Script::full_stop) {
            out += '.';
        } else if (script != Script::invisible) {
            append_code_point(out, next.code);  // also what stands for bytes that are no text
        }
        host.remove_prefix(next.size);
    }
    return out;
}

// UTS 46 with the choices of browsers, which take "💩.la" where registries do not.
const UIDNA* conversion() {
    static const UIDNA* shared = [] {
        UErrorCode error = U_ZERO_ERROR;
        return uidna_openUTS46(
            UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &error);
    }();
    return shared;
}

// The label as name servers are asked for it; empty when no browser takes it.
std::string_view converted(std::string_view label, std::span<char> into) {
    constexpr std::uint32_t kIgnored = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                       UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN |
                                       UIDNA_ERROR_HYPHEN_3_4;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode error = U_ZERO_ERROR;
    if (!conversion()) return {};
    std::int32_t size =
        uidna_labelToASCII_UTF8(conversion(), label.data(), static_cast<std::int32_t>(label.size()),
                                into.data(), static_cast<std::int32_t>(into.size()), &info, &error);
    if (U_FAILURE(error) || size < 1 || size > static_cast<std::int32_t>(into.size()) ||
        (info.errors & ~kIgnored))
        return {};
    return {into.data(), static_cast<std::size_t>(size)};
}

// A label that no browser takes stays as it is, in lower case, so that it
// still equals itself and its parents are still seen.
void append_label(std::string& out, std::string_view label) {
    bool ascii = true;
    for (char c : label) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
    if (!ascii) {
        std::array<char, 4 * kLongestConverted> buffer;
        std::string_view result = converted(label, buffer);
        if (!result.empty() && leading_host(result) == result && !result.contains('%')) {
            out += result;
            return;
        }
    }
    for (char c : label) out += lower(c);
}

void convert_host(std::string_view host, std::string& out) {
    std::string plain = visible(without_escapes(host));
    std::string_view valid = leading_host(plain);  // escapes may hide what ends a host
    plain.resize(valid.substr(0, valid.find('%')).size());
    out.clear();
    if (plain.size() > kLongestConverted) {
        out = lower(plain);
        return;
    }
    for (std::string_view label : split(without_dots(plain), '.')) {
        if (!out.empty()) out += '.';
        append_label(out, label);
    }
}

// One of the numbers of an address, decimal, "0x" hexadecimal or "0" octal.
std::optional<std::uint64_t> address_part(std::string_view text) {
    unsigned base = 10;
    if (text.size() > 1 && text[0] == '0') {
        base = lower(text[1]) == 'x' ? 16 : 8;
        text.remove_prefix(base == 16 ? 2 : 1);
    }
    std::uint64_t number = 0;
    for (char c : text) {
        int digit = hex_digit(c);
        if (digit < 0 || static_cast<unsigned>(digit) >= base) return std::nullopt;
        number = number * base + static_cast<unsigned>(digit);
        if (number > UINT32_MAX) return std::nullopt;
    }
    return number;
}

// Browsers take fewer than four numbers, the last of which fills up, and other
// bases: 0xC6336401 and 198.51.25601 are 198.51.100.1.
std::optional<Ip> address_of_browsers(std::string_view host) {
    std::uint64_t value = 0;
    unsigned parts = 0;
    for (std::string_view part : split(host, '.')) {
        auto number = part.empty() ? std::nullopt : address_part(part);
        const bool last = part.data() + part.size() == host.data() + host.size();
        if (!number || ++parts > 4) return std::nullopt;
        if (!last) {
            if (*number > 255) return std::nullopt;
            value = value << 8 | *number;
            continue;
        }
        unsigned bits = 8 * (5 - parts);
        if (*number >> bits) return std::nullopt;
        value = value << bits | *number;
    }
    Ip ip;
    ip.bytes[10] = ip.bytes[11] = 0xFF;
    for (unsigned i = 0; i < 4; i++) ip.bytes[15 - i] = static_cast<std::uint8_t>(value >> (8 * i));
    return ip;
}

// The same host, or the usual spelling of the address that it is.
std::string_view with_short_address(std::string_view host, std::string& scratch) {
    std::string_view last = host.substr(host.rfind('.') + 1);
    if (last.empty() || !is_digit(last[0])) return host;
    auto ip = address_of_browsers(host);
    if (!ip) return host;
    std::string text = to_string(*ip);
    if (text == host) return host;
    scratch = std::move(text);
    return scratch;
}

}  // namespace

std::string_view canonical_host(std::string_view host, std::string& scratch) {
    host = without_dots(host);
    unsigned seen = 0;
    bool colon = false;
    for (char c : host) {
        seen |= class_of(c);
        colon = colon || c == ':';
    }
    if (colon) {
        if (auto ip = parse_ip(host)) {
            scratch = to_string(*ip);
            return scratch;
        }
    }
    if (seen & kHard) {
        convert_host(host, scratch);
        return with_short_address(without_dots(scratch), scratch);
    }
    if (!(seen & kUpper)) return with_short_address(host, scratch);
    scratch.assign(host);
    for (char& c : scratch) c = lower(c);
    return with_short_address(scratch, scratch);
}

namespace {

// RFC 3986, 6.2.2: what need not be escaped is not, what is not ASCII has to
// be, and escapes are in capitals.
void append_escaped_as_needed(std::string_view text, std::string& out) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    for (; !text.empty(); text.remove_prefix(1)) {
        const int escape = escaped(text);
        const auto byte =
            escape < 0 ? static_cast<unsigned char>(text[0]) : static_cast<unsigned char>(escape);
        auto c = static_cast<char>(byte);
        const bool plain =
            is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
        if (byte < 0x80 && (escape < 0 || plain)) {
            out += c;
        } else {
            out += '%';
            out += kDigits[byte >> 4];
            out += kDigits[byte & 15];
        }
        if (escape >= 0) text.remove_prefix(2);
    }
}

// "/a/./b" and "/a/x/../b" are "/a/b": RFC 3986, 5.2.4. Of the path that
// begins at `start` and ends at `end`; returns where it ends then.
std::size_t remove_dot_segments(std::string& out, std::size_t start, std::size_t end) {
    std::string_view whole = std::string_view(out).substr(start, end - start);
    if (!whole.contains("/.")) return end;
    std::string kept;
    for (std::size_t at = 0; at < whole.size();) {
        std::size_t next = std::min(whole.find('/', at + 1), whole.size());
        std::string_view segment = whole.substr(at, next - at);  // with its slash
        const bool last = next == whole.size();
        if (segment == "/..") kept.resize(std::min(kept.rfind('/'), kept.size()));
        if (segment != "/." && segment != "/..")
            kept += segment;
        else if (last)
            kept += '/';
        at = next;
    }
    out.replace(start, end - start, kept);
    return start + kept.size();
}

bool is_default_port(std::string_view scheme, std::string_view port) {
    if (port.empty()) return true;
    if (equals_ignoring_case(scheme, "https")) return port == "443";
    if (equals_ignoring_case(scheme, "http")) return port == "80";
    return scheme.empty() && (port == "80" || port == "443");
}

}  // namespace

void append_comparable_url(const Url& url, std::string_view host, std::string& out) {
    if (!is_http(url.scheme)) {
        for (char c : url.scheme) out += lower(c);
        out += "://";
    }
    bool six = host.contains(':');
    if (six) out += '[';
    out += host;
    if (six) out += ']';
    if (!is_default_port(url.scheme, url.port)) {
        out += ':';
        out += url.port;
    }
    if (!url.path.starts_with('/') && !url.path.starts_with('\\')) out += '/';
    const std::size_t start = out.size() - (out.ends_with('/') ? 1 : 0);
    append_escaped_as_needed(url.path, out);
    const bool has_query = out.find('?', start) != std::string::npos;
    const std::size_t end = std::min(out.find('?', start), out.size());
    for (std::size_t i = start; i < end; i++)
        if (out[i] == '\\') out[i] = '/';
    remove_dot_segments(out, start, end);
    if (!has_query && out.ends_with('/')) out.pop_back();
}

bool Ip::is_v4() const {
    for (std::size_t i = 0; i < 10; i++)
        if (bytes[i]) return false;
    return bytes[10] == 0xFF && bytes[11] == 0xFF;
}

namespace {

std::optional<Ip> parse_v4(std::string_view text) {
    Ip ip;
    ip.bytes[10] = ip.bytes[11] = 0xFF;
    for (std::size_t i = 0; i < 4; i++) {
        std::string_view digits = leading_digits(text);
        if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0'))
            return std::nullopt;
        unsigned number = 0;
        for (char c : digits) number = number * 10 + static_cast<unsigned>(c - '0');
        if (number > 255) return std::nullopt;
        ip.bytes[12 + i] = static_cast<std::uint8_t>(number);
        text.remove_prefix(digits.size());
        if (i == 3) break;
        if (!text.starts_with('.')) return std::nullopt;
        text.remove_prefix(1);
    }
    if (!text.empty()) return std::nullopt;
    return ip;
}

}  // namespace

std::optional<Ip> parse_ip(std::string_view text) {
    if (text.size() < 2 || text.size() > INET6_ADDRSTRLEN + 2) return std::nullopt;
    if (!text.contains(':')) return parse_v4(text);
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    Ip ip;
    if (inet_pton(AF_INET6, std::string(text).c_str(), ip.bytes.data()) != 1) return std::nullopt;
    return ip;
}

std::string to_string(const Ip& ip) {
    char text[INET6_ADDRSTRLEN];
    bool v4 = ip.is_v4();
    inet_ntop(v4 ? AF_INET : AF_INET6, ip.bytes.data() + (v4 ? 12 : 0), text, sizeof(text));
    return text;
}

std::optional<IpRange> parse_ip_range(std::string_view text) {
    std::size_t slash = text.find('/');
    auto ip = parse_ip(text.substr(0, slash));
    if (!ip) return std::nullopt;
    if (slash == std::string_view::npos) return IpRange{*ip};
    std::string_view digits = text.substr(slash + 1);
    if (digits.empty() || digits.size() > 3 || leading_digits(digits) != digits)
        return std::nullopt;
    auto bits = static_cast<unsigned>(std::atoi(std::string(digits).c_str()));
    bool v4 = !text.substr(0, slash).contains(':');
    if (bits > (v4 ? 32U : 128U)) return std::nullopt;
    if (v4) bits += 96;
    return IpRange{masked(*ip, bits), bits};
}

Ip masked(const Ip& ip, unsigned bits) {
    Ip out;
    for (unsigned i = 0; i < out.bytes.size(); i++) {
        unsigned keep = bits >= 8 * i + 8 ? 8 : bits > 8 * i ? bits - 8 * i : 0;
        out.bytes[i] = static_cast<std::uint8_t>(ip.bytes[i] & (0xFF00U >> keep));
    }
    return out;
}

namespace {

// libpsl wants an end that it can see. A host that no name server knows has no suffix.
class Ended {
public:
    explicit Ended(std::string_view host) : fits_(host.size() <= kLongestHost) {
        if (fits_) host.copy(text_, host.size());
    }
    bool fits() const { return fits_; }
    const char* text() const { return text_; }

private:
    bool fits_;
    char text_[kLongestHost + 1] = {};
};

// The list in the library, not one on the disk: the same answers everywhere.
const psl_ctx_t* suffixes() {
    return psl_builtin();
}

// Hosts of one phone end in few ways, and the list takes 200 ns to ask.
struct KnownTopLevel {
    std::array<char, 22> label{};
    std::uint8_t size = 0;
    bool real = false;
};

bool ask_top_level(std::string_view label) {
    Ended ended(label);
    return ended.fits() && psl_is_public_suffix2(suffixes(), ended.text(),
                                                 PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 1;
}

}  // namespace

bool is_public_suffix(std::string_view host) {
    if (host.empty() || parse_ip(host)) return false;
    Ended ended(host);
    return ended.fits() && psl_is_public_suffix(suffixes(), ended.text()) == 1;
}

bool has_real_top_level(std::string_view host) {
    std::string_view label = host.substr(host.rfind('.') + 1);
    if (label.size() < 2) return false;
    static thread_local std::array<KnownTopLevel, 64> known;
    if (label.size() > known[0].label.size()) return ask_top_level(label);
    std::size_t slot = (static_cast<unsigned char>(label[0]) * 5U +
                        static_cast<unsigned char>(label[1]) * 3U + label.size()) %
                       known.size();
    KnownTopLevel& entry = known[slot];
    if (std::string_view(entry.label.data(), entry.size) != label) {
        label.copy(entry.label.data(), label.size());
        entry.size = static_cast<std::uint8_t>(label.size());
        entry.real = ask_top_level(label);
    }
    return entry.real;
}

std::string_view registrable_domain(std::string_view host) {
    if (parse_ip(host)) return {};
    Ended ended(host);
    if (!ended.fits()) return {};
    const char* found = psl_registrable_domain(suffixes(), ended.text());
    if (!found) return {};
    return host.substr(static_cast<std::size_t>(found - ended.text()));
}

std::string_view without_www(std::string_view host) {
    if (!host.starts_with("www.")) return host;
    std::string_view rest = host.substr(4);
    return rest.empty() || is_public_suffix(rest) ? host : rest;
}

}  // namespace bridle
