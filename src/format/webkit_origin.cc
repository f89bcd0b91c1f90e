#include "format/webkit_origin.h"

#include <charconv>

#include "base/text.h"

namespace bridle {

static constexpr std::uint32_t kNoText = 0xFFFFFFFF;
static constexpr std::uint32_t kLengthAtMost = 4096;  // no host is half as long

static Result<std::string> read_text(Cursor& cursor) {
    const std::uint64_t start = cursor.offset();
    const std::uint32_t length = TRY(cursor.le<std::uint32_t>());
    if (length == kNoText) return std::string();
    if (length > kLengthAtMost) return fail(Errc::corrupt, "a name of that length", start);
    const std::uint8_t narrow = TRY(cursor.le<std::uint8_t>());
    if (narrow > 1) return fail(Errc::corrupt, "characters of no known size", start + 4);
    std::string text;
    for (std::uint32_t i = 0; i < length; i++) {
        char32_t unit = 0;
        if (narrow)
            unit = TRY(cursor.le<std::uint8_t>());
        else
            unit = TRY(cursor.le<std::uint16_t>());
        if (unit >= 0xD800 && unit < 0xE000) unit = 0xFFFD;  // no host has such characters
        append_code_point(text, unit);
    }
    return text;
}

static Result<WebOrigin> read_origin(Cursor& cursor) {
    WebOrigin origin;
    const std::uint64_t start = cursor.offset();
    origin.scheme = TRY(read_text(cursor));
    if (origin.scheme.empty()) return fail(Errc::corrupt, "an origin without a scheme", start);
    origin.host = TRY(read_text(cursor));
    const std::uint64_t at = cursor.offset();
    const std::uint8_t has_port = TRY(cursor.le<std::uint8_t>());
    if (has_port > 1) return fail(Errc::corrupt, "neither a port nor none", at);
    if (has_port) origin.port = TRY(cursor.le<std::uint16_t>());
    return origin;
}

Result<ClientOrigin> parse_client_origin(Bytes bytes) {
    Cursor cursor(bytes);
    ClientOrigin origin;
    origin.top = TRY(read_origin(cursor));
    origin.client = TRY(read_origin(cursor));
    return origin;
}

std::string WebOrigin::address() const {
    std::string text = scheme + "://";
    const bool bare_v6 = host.contains(':') && !host.starts_with('[');
    text += bare_v6 ? "[" + host + "]" : host;
    if (port) text += ":" + std::to_string(*port);
    return text;
}

// What a file name cannot hold is written as %2F.
static std::string unescaped(std::string_view name) {
    std::string text;
    for (std::size_t i = 0; i < name.size(); i++) {
        unsigned value = 0;
        const char* digits = name.data() + i + 1;
        if (name[i] == '%' && i + 2 < name.size() &&
            std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
            text += static_cast<char>(value);
            i += 2;
        } else {
            text += name[i];
        }
    }
    return text;
}

std::optional<WebOrigin> origin_of_name(std::string_view name) {
    const std::size_t first = name.find('_'), last = name.rfind('_');
    if (first == std::string_view::npos || first == 0 || first == last) return std::nullopt;
    const std::string_view port = name.substr(last + 1);
    std::uint16_t number = 0;
    auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc() || end != port.data() + port.size()) return std::nullopt;
    WebOrigin origin;
    origin.scheme = name.substr(0, first);
    origin.host = unescaped(name.substr(first + 1, last - first - 1));
    if (origin.host.empty()) return std::nullopt;
    if (number) origin.port = number;
    return origin;
}

}  // namespace bridle
