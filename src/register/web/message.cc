#include "register/web/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostFields = 2000;
constexpr std::string_view kMatch = "/v1/match";  // posted, and changes nothing

// No page needs more than what lies beside it, and none may be framed (docs of the register).
constexpr std::string_view kOnEveryAnswer =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n";

// What append_head says itself, or what would make two answers of one.
constexpr std::string_view kOurs[] = {"cache-control",
                                      "connection",
                                      "content-length",
                                      "content-security-policy",
                                      "content-type",
                                      "date",
                                      "etag",
                                      "keep-alive",
                                      "transfer-encoding",
                                      "upgrade",
                                      "trailer",
                                      "access-control-allow-origin",
                                      "referrer-policy",
                                      "te",
                                      "permissions-policy"};

constexpr std::pair<int, std::string_view> kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

std::string_view reason(int status) {
    auto found = std::ranges::find(kReasons, status, &std::pair<int, std::string_view>::first);
    return found == std::end(kReasons) ? "Status" : found->second;
}

bool is_token(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return is_letter(c) || is_digit(c) || std::string_view("!#$%&'*+-.^_`|~").contains(c);
    });
}

bool fits_on_a_line(std::string_view value) {
    return std::ranges::none_of(value, [](char c) {
        auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

bool is_etag(std::string_view text) {
    if (text.starts_with("W/")) text.remove_prefix(2);
    return text.size() >= 2 && text.front() == '"' && text.back() == '"' && fits_on_a_line(text) &&
           !text.substr(1, text.size() - 2).contains('"');
}

// Weakly, as RFC 9110 has it for If-None-Match.
bool names_etag(std::string_view list, std::string_view etag) {
    if (trimmed(list) == "*") return true;
    if (etag.starts_with("W/")) etag.remove_prefix(2);
    for (;;) {  // a comma may stand within the quotation marks
        std::size_t open = list.find('"');
        if (open == std::string_view::npos) return false;
        std::size_t close = list.find('"', open + 1);
        if (close == std::string_view::npos) return false;
        if (list.substr(open, close + 1 - open) == etag) return true;
        list.remove_prefix(close + 1);
    }
}

// Sun, 06 Nov 1994 08:49:37 GMT
void append_http_date(std::string& out, Time time) {
    // Thousands of answers go out within one second.
    thread_local std::chrono::sys_seconds last{};
    thread_local std::string text;
    auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    if (text.empty() || seconds != last) {
        constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
        constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
        auto day = std::chrono::floor<std::chrono::days>(seconds);
        std::chrono::year_month_day date(day);
        std::chrono::hh_mm_ss clock(seconds - day);
        text = fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                           kDays.substr(std::chrono::weekday(day).c_encoding() * 3, 3),
                           static_cast<unsigned>(date.day()),
                           kMonths.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3),
                           static_cast<int>(date.year()), clock.hours().count(),
                           clock.minutes().count(), clock.seconds().count());
        last = seconds;
    }
    out += text;
}

void append_number(std::string& out, std::size_t number) {
    fmt::format_int digits(number);
    out.append(digits.data(), digits.size());
}

void append_cache_control(std::string& out, int max_age) {
    out += "\r\nCache-Control: ";
    if (max_age < 0) {
        out += "no-store";
    } else if (max_age == 0) {
        out += "no-cache";
    } else {
        out += "public, max-age=";
        append_number(out, static_cast<std::size_t>(max_age));
        if (max_age >= Response::kForever) out += ", immutable";
    }
    out += "\r\n";
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    char small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

}  // namespace

std::string_view Request::cookie(std::string_view name) const {
    for (std::string_view pair : split(header("cookie"), ';')) {
        pair = trimmed(pair);
        std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name)
            return pair.substr(equals + 1);
    }
    return {};
}

Response Response::text(int status, std::string_view type, std::string body) {
    Response response;
    response.status = status;
    response.type = type;
    response.body = std::make_shared<const std::string>(std::move(body));
    return response;
}

Response Response::redirect(std::string_view to) {
    Response response = text(303, "text/plain; charset=utf-8", "See " + std::string(to) + "\n");
    response.headers.emplace_back("Location", to);
    return response;
}

Response Response::problem(int status, std::string_view title, std::string_view detail) {
    std::string body = R"({"type":"about:blank","title":)";
    append_json_string(body, title);
    body += fmt::format(R"(,"status":{},"detail":)", status);
    append_json_string(body, detail);
    body += "}\n";
    return text(status, "application/problem+json", std::move(body));
}

bool append_head(std::string& out, const Response& response, const Request& request,
                 bool keep_alive) {
    bool reads = request.method == Method::get || request.method == Method::head;
    bool has_etag = is_etag(response.etag);
    bool known = reads && response.status == 200 && has_etag &&
                 names_etag(request.header("if-none-match"), response.etag);
    int status = known ? 304 : response.status;
    bool has_body = status != 304 && status != 204;

    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(std::clamp(status, 200, 599)));
    out += ' ';
    out += reason(status);
    out += "\r\nDate: ";
    append_http_date(out, request.now);
    append_cache_control(out, response.max_age);
    if (has_etag) out.append("ETag: ").append(response.etag).append("\r\n");
    if (has_body) {
        out += "Content-Type: ";
        out += fits_on_a_line(response.type) ? response.type : "application/octet-stream";
        out += "\r\nContent-Length: ";
        append_number(out, response.body->size());
        out += "\r\n";
    }
    out += kOnEveryAnswer;
    // Whatever is for one reader alone is no page's of another origin.
    bool open = is_open_to_programs(request.path) && response.max_age != Response::kPrivate;
    out += open ? "Cross-Origin-Resource-Policy: cross-origin\r\n"
                : "Cross-Origin-Resource-Policy: same-origin\r\n";
    if (open && (reads || request.method == Method::options || request.path == kMatch))
        out += "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: *\r\n";
    // Whoever asks for a part gets the whole, and need not ask again.
    if (open && reads) out += "Accept-Ranges: none\r\n";
    if (request.secure) out += "Strict-Transport-Security: max-age=31536000\r\n";
    for (const auto& [name, value] : response.headers) {
        if (!is_token(name) || !fits_on_a_line(value)) continue;
        if (std::ranges::find(kOurs, lower(name)) != std::end(kOurs)) continue;
        out.append(name).append(": ").append(value).append("\r\n");
    }
    if (!keep_alive) out += "Connection: close\r\n";
    out += "\r\n";
    return has_body && request.method != Method::head;
}

// What is for whoever has a token, and for nobody else.
static bool is_for_tokens(std::string_view path) {
    return path == "/v1/filings" || path == "/v1/takedowns" || path.starts_with("/v1/filings/") ||
           is_source_file_path(path);
}

static std::string_view methods_at(std::string_view path) {
    if (path == kMatch || path == "/v1/takedowns" || is_source_file_path(path)) return "POST";
    if (path == "/v1/filings" || path.contains("/desk/")) return "GET, HEAD, POST";
    if (!path.starts_with("/v1/filings/")) return "GET, HEAD";
    return path.find('/', 12) == path.npos ? "GET, HEAD, PUT" : "POST";
}

static std::string allowed_at(std::string_view path) {
    return std::string(methods_at(path)) + ", OPTIONS";
}

Response method_refused(std::string_view path) {
    Response response =
        Response::problem(405, "Method not allowed", "Ask with one of those in Allow.");
    response.headers.emplace_back("Allow", allowed_at(path));
    response.max_age = Response::kPrivate;
    return response;
}

Response options_answer(std::string_view path) {
    Response response;
    response.status = 204;
    const std::string methods = allowed_at(path);
    response.headers.emplace_back("Allow", methods);
    if (!is_open_to_programs(path) || is_for_tokens(path)) {
        response.max_age = Response::kPrivate;
        return response;
    }
    response.headers.emplace_back("Access-Control-Allow-Methods", methods);
    response.headers.emplace_back("Access-Control-Allow-Headers", "Content-Type, If-None-Match");
    response.headers.emplace_back("Access-Control-Max-Age", "86400");
    return response;
}

bool is_open_to_programs(std::string_view path) {
    for (std::string_view folder : {"/v1/", "/log/", "/feeds/", "/bulk/"})
        if (path.starts_with(folder)) return true;
    return path == "/policy.txt";
}

bool takes_uploads(std::string_view path) {
    if (is_source_file_path(path)) return true;
    if (path.ends_with('/')) path.remove_suffix(1);
    return path.ends_with("/attachments") || path.ends_with("/desk/source-file");
}

bool is_source_file_path(std::string_view path) {
    auto parts = split(path, '/');
    return parts.size() == 5 && path.starts_with("/v1/records/") && parts[4] == "file";
}

Response plain_error(int status, std::string_view detail, std::string_view path) {
    if (path.starts_with("/v1/")) return Response::problem(status, reason(status), detail);
    return Response::text(status, "text/plain; charset=utf-8",
                          fmt::format("{} {}\n{}\n", status, reason(status), detail));
}

std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> fields;
    while (!body.empty()) {
        std::string_view field = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), field.size() + 1));
        if (field.empty()) continue;
        if (fields.size() == kMostFields) return std::nullopt;
        std::size_t equals = std::min(field.find('='), field.size());
        auto name = percent_decoded(field.substr(0, equals), true);
        auto value = percent_decoded(field.substr(std::min(field.size(), equals + 1)), true);
        if (!name || !value) return std::nullopt;
        fields.emplace_back(std::move(*name), std::move(*value));
    }
    return fields;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); i++) {
        char c = text[i];
        if (c == '+' && plus_is_blank) c = ' ';
        if (c == '%') {
            if (text.size() - i < 3) return std::nullopt;
            int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high << 4 | low);
            i += 2;
        }
        if (c == '\0') return std::nullopt;
        out += c;
    }
    if (!is_utf8(out)) return std::nullopt;
    return out;
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (is_letter(c) || is_digit(c) || std::string_view("-._~").contains(c))
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

}  // namespace bridle::registry
