#include "register/web/request_reader.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostParts = 200, kMostPartHeadBytes = 4 << 10;
constexpr std::size_t kMostChunkLineBytes = 1 << 10, kMostTrailerBytes = 4 << 10;

// Of these a second one is a contradiction, not a list.
constexpr std::string_view kOnlyOnce[] = {"authorization", "content-length", "content-type",
                                          "expect",        "host",           "transfer-encoding"};

std::unexpected<Refusal> refuse(int status, std::string_view why) {
    return std::unexpected(Refusal{status, why});
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

Method method_of(std::string_view name) {
    if (name == "GET") return Method::get;
    if (name == "HEAD") return Method::head;
    if (name == "POST") return Method::post;
    if (name == "PUT") return Method::put;
    if (name == "DELETE") return Method::del;
    if (name == "OPTIONS") return Method::options;
    return Method::other;
}

bool is_authority(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_letter(c) || is_digit(c) || std::string_view("-._~:[]").contains(c);
    });
}

std::expected<std::string, Refusal> read_path(std::string_view raw) {
    if (raw.size() > kMostPathBytes) return refuse(414, "The path is too long.");
    if (!raw.starts_with('/')) return refuse(400, "The target is no path.");
    for (std::size_t i = 0; i + 2 < raw.size(); i++)
        if (raw[i] == '%' && raw[i + 1] == '2' && lower(raw[i + 2]) == 'f')
            return refuse(400, "The path has an encoded slash.");
    auto path = percent_decoded(raw, false);
    if (!path) return refuse(400, "The path has a bad escape, or is not UTF-8.");
    if (std::ranges::any_of(*path, is_control))
        return refuse(400, "The path has a control character.");
    if (path->contains('\\') || path->contains("//"))
        return refuse(400, "The path has an empty component or a backslash.");
    for (std::string_view component : split(*path, '/'))
        if (component == "." || component == "..")
            return refuse(400, "The path has a component of dots.");
    return *std::move(path);
}

// Also moves the authority of an absolute target to where the others have it.
std::expected<void, Refusal> read_target(std::string_view target, Request& request) {
    if (target.size() > kMostTargetBytes) return refuse(414, "The target is too long.");
    if (target.contains('#')) return refuse(400, "The target has a fragment.");
    for (std::string_view scheme : {"http://", "https://"}) {
        if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        target.remove_prefix(scheme.size());
        std::string_view authority = target.substr(0, target.find_first_of("/?"));
        if (!is_authority(authority)) return refuse(400, "The target names a bad host.");
        request.headers.insert_or_assign("host", std::string(authority));
        target.remove_prefix(authority.size());
        if (target.empty()) target = "/";
        break;
    }
    std::string_view path = target.substr(0, target.find('?'));
    std::string_view query = target.substr(std::min(target.size(), path.size() + 1));
    request.path = TRY(read_path(path));
    auto parameters = parse_form(query);
    if (!parameters) return refuse(400, "The query has a bad escape, or is not UTF-8.");
    if (parameters->size() > kMostParameters) return refuse(400, "The query is too long a list.");
    request.query = *std::move(parameters);
    return {};
}

std::expected<void, Refusal> read_headers(const RawHead& raw, Request& request) {
    if (raw.headers.size() > kMostHeaders) return refuse(431, "There are too many headers.");
    for (const auto& [name, value] : raw.headers) {
        if (std::ranges::any_of(value, [](char c) { return is_control(c) && c != '\t'; }))
            return refuse(400, "A header has a control character.");
        auto [found, added] = request.headers.try_emplace(lower(name), to_utf8(value));
        if (added) continue;
        if (std::ranges::find(kOnlyOnce, found->first) != std::end(kOnlyOnce))
            return refuse(400, "A header comes twice that may come once.");
        found->second.append(found->first == "cookie" ? "; " : ", ").append(to_utf8(value));
    }
    return {};
}

bool lists(std::string_view list, std::string_view token) {
    return std::ranges::any_of(split(list, ','), [&](std::string_view each) {
        return equals_ignoring_case(trimmed(each), token);
    });
}

// Where the body ends must have one answer, or one request hides in another.
std::expected<void, Refusal> read_framing(bool is_1_0, RequestHead& head) {
    const auto& headers = head.request.headers;
    auto length = headers.find("content-length"), coding = headers.find("transfer-encoding");
    if (coding != headers.end()) {
        if (length != headers.end())
            return refuse(400, "Content-Length and Transfer-Encoding exclude each other.");
        if (is_1_0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
        if (!equals_ignoring_case(coding->second, "chunked"))
            return refuse(501, "Of transfer encodings only chunked is understood.");
        head.chunked = true;
    }
    if (length != headers.end()) {
        const std::string& digits = length->second;
        const char* end = digits.data() + digits.size();
        auto [stopped, bad] = std::from_chars(digits.data(), end, head.length);
        if (digits.empty() || bad != std::errc() || stopped != end)
            return refuse(400, "Content-Length is no number.");
    }
    std::string_view expected = head.request.header("expect");
    if (!expected.empty() && !equals_ignoring_case(expected, "100-continue"))
        return refuse(417, "Of expectations only 100-continue is understood.");
    head.expects_continue = !expected.empty() && !is_1_0;
    head.keep_alive = !is_1_0 && !lists(head.request.header("connection"), "close");
    return {};
}

bool is_trusted(const Peer& peer) {
    return std::ranges::find(peer.trusted_proxies, peer.address) != peer.trusted_proxies.end();
}

// A proxy appends the address it heard from: only the last one is known to be true.
void read_forwarded(const Peer& peer, Request& request) {
    request.remote = peer.address;
    request.secure = peer.secure;
    if (!is_trusted(peer)) return;
    std::string_view hops = request.header("x-forwarded-for");
    std::string last = plain_address(trimmed(hops.substr(hops.rfind(',') + 1)));
    if (!last.empty()) request.remote = std::move(last);
    std::string_view schemes = request.header("x-forwarded-proto");
    if (equals_ignoring_case(trimmed(schemes.substr(schemes.rfind(',') + 1)), "https"))
        request.secure = true;
}

// The value of `key` among what follows a header's first semicolon: form-data; name="a b"; x=y.
std::optional<std::string> parameter_of(std::string_view header, std::string_view key) {
    std::size_t at = header.find(';');
    while (at < header.size()) {
        std::size_t equals = header.find('=', ++at);
        if (equals == std::string_view::npos) return std::nullopt;
        std::string_view name = trimmed(header.substr(at, equals - at));
        std::string value;
        at = equals + 1;
        if (at < header.size() && header[at] == '"') {
            // Browsers write %22 for a quotation mark; a backslash before anything else stands for
            // itself, as in the paths of some.
            for (at++; at < header.size() && header[at] != '"'; at++) {
                if (header[at] == '\\' && at + 1 < header.size() &&
                    (header[at + 1] == '"' || header[at + 1] == '\\'))
                    at++;
                value += header[at];
            }
            if (at == header.size()) return std::nullopt;
            at = header.find(';', at);
        } else {
            std::size_t end = std::min(header.find(';', at), header.size());
            value = trimmed(header.substr(at, end - at));
            at = end;
        }
        if (equals_ignoring_case(name, key)) return value;
    }
    return std::nullopt;
}

Result<Part> read_part_head(std::string_view head) {
    Part part;
    bool named = false;
    while (!head.empty()) {
        std::string_view line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(std::min(head.size(), line.size() + 2));
        std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            return fail(Errc::corrupt, "A part of the form has a bad header.");
        std::string_view name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
        if (!is_utf8(value) || std::ranges::any_of(value, is_control))
            return fail(Errc::corrupt, "A part of the form has a header that is no text.");
        if (equals_ignoring_case(name, "content-type")) part.type = value;
        if (!equals_ignoring_case(name, "content-disposition")) continue;
        auto field = parameter_of(value, "name");
        if (named || !field || !equals_ignoring_case(value.substr(0, 9), "form-data"))
            return fail(Errc::corrupt, "A part of the form says nothing clear of its name.");
        named = true;
        part.name = *std::move(field);
        std::string file = parameter_of(value, "filename").value_or("");
        part.file_name = file.substr(file.find_last_of("/\\") + 1);
    }
    if (!named) return fail(Errc::corrupt, "A part of the form has no name.");
    return part;
}

}  // namespace

std::expected<std::size_t, Refusal> head_size(std::string_view bytes, std::size_t& scanned) {
    // A line end is looked at together with the byte behind it, which may be still to come.
    for (;;) {
        std::size_t end = bytes.find('\n', scanned);
        if (end == std::string_view::npos) {
            scanned = bytes.size();
            return 0;
        }
        scanned = end;
        if (end == 0 || bytes[end - 1] != '\r') return refuse(400, "A line does not end in CRLF.");
        if (end >= 3 && bytes[end - 2] == '\n') return end + 1;
        if (end + 1 == bytes.size()) return 0;
        if (bytes[end + 1] == ' ' || bytes[end + 1] == '\t')
            return refuse(400, "A header goes on on the next line.");
        scanned = end + 1;
    }
}

std::expected<RequestHead, Refusal> read_head(const RawHead& raw, const Peer& peer) {
    RequestHead head;
    head.request.method = method_of(raw.method);
    if (head.request.method == Method::other)
        return refuse(405, "The method is none of GET, HEAD, POST, PUT, DELETE and OPTIONS.");
    TRY(read_headers(raw, head.request));
    auto host = head.request.headers.find("host");
    if (host == head.request.headers.end() ? !raw.is_1_0 : !is_authority(host->second))
        return refuse(400, "The request has no good Host.");
    TRY(read_target(raw.target, head.request));
    TRY(read_framing(raw.is_1_0, head));
    read_forwarded(peer, head.request);
    return head;
}

BodyReader::BodyReader(const RequestHead& head, std::size_t most_bytes)
    : chunked_(head.chunked),
      most_bytes_(most_bytes),
      left_(head.length),
      state_(chunked_    ? State::size
             : left_ > 0 ? State::data
                         : State::done) {}

std::expected<std::size_t, Refusal> BodyReader::take(std::string_view bytes) {
    std::size_t taken = 0;
    while (state_ != State::done && taken < bytes.size()) {
        std::string_view rest = bytes.substr(taken);
        if (state_ == State::data) {
            if (left_ > most_bytes_ - body.size()) return refuse(413, "The body is too long.");
            std::size_t size = std::min<std::uint64_t>(left_, rest.size());
            body += rest.substr(0, size);
            taken += size;
            left_ -= size;
            if (left_ == 0) state_ = chunked_ ? State::data_end : State::done;
            continue;
        }
        std::size_t end = rest.find('\n');
        if (end == std::string_view::npos && rest.size() <= kMostChunkLineBytes) break;
        if (end > kMostChunkLineBytes || end == 0 || rest[end - 1] != '\r')
            return refuse(400, "The body has a malformed line between its chunks.");
        TRY(read_line(rest.substr(0, end - 1)));
        taken += end + 1;
    }
    return taken;
}

std::expected<void, Refusal> BodyReader::read_line(std::string_view line) {
    auto malformed = refuse(400, "The body has a malformed line between its chunks.");
    if (std::ranges::any_of(line, [](char c) { return is_control(c) && c != '\t'; }))
        return malformed;
    if (state_ == State::data_end) {
        if (!line.empty()) return malformed;
        state_ = State::size;
    } else if (state_ == State::size) {
        std::string_view digits = line.substr(0, line.find_first_of("; \t"));
        std::string_view extension = trimmed(line.substr(digits.size()));
        const char* digits_end = digits.data() + digits.size();
        auto [stopped, bad] = std::from_chars(digits.data(), digits_end, left_, 16);
        // from_chars takes a minus for an unsigned number, and nothing for one.
        if (bad != std::errc() || stopped != digits_end || digits.front() == '-') return malformed;
        if (extension.empty() ? digits.size() != line.size() : extension.front() != ';')
            return malformed;
        state_ = left_ > 0 ? State::data : State::trailer;
    } else {
        trailer_bytes_ += line.size();
        if (line.empty())
            state_ = State::done;
        else if (trailer_bytes_ > kMostTrailerBytes || !line.contains(':') || line.front() == ' ')
            return malformed;
    }
    return {};
}

std::string plain_address(std::string_view text) {
    std::string address(text);
    if (address.size() > INET6_ADDRSTRLEN || address.contains('\0')) return {};
    std::array<unsigned char, 16> bytes{};
    std::array<char, INET6_ADDRSTRLEN> out{};
    int family = address.contains(':') ? AF_INET6 : AF_INET;
    if (inet_pton(family, address.c_str(), bytes.data()) != 1) return {};
    const unsigned char* from = bytes.data();
    constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (family == AF_INET6 && std::equal(kMapped.begin(), kMapped.end(), from)) {
        family = AF_INET;
        from += kMapped.size();
    }
    return inet_ntop(family, from, out.data(), out.size()) ? std::string(out.data()) : "";
}

Result<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body) {
    std::string_view kind = trimmed(content_type.substr(0, content_type.find(';')));
    auto boundary = parameter_of(content_type, "boundary");
    if (!equals_ignoring_case(kind, "multipart/form-data") || !boundary || boundary->empty() ||
        boundary->size() > 70 || std::ranges::any_of(*boundary, is_control))
        return fail(Errc::corrupt, "This is no form with parts: multipart/form-data is expected.");
    std::string divider = "\r\n--" + *boundary;
    // Before the first divider there is nothing, not even a line end.
    if (!body.starts_with(std::string_view(divider).substr(2)))
        return fail(Errc::corrupt, "The form does not begin with its boundary.");
    body.remove_prefix(divider.size() - 2);
    std::vector<Part> parts;
    for (;;) {
        if (body.starts_with("--")) return parts;
        if (!body.starts_with("\r\n"))
            return fail(Errc::corrupt, "A boundary of the form has no line of its own.");
        if (parts.size() == kMostParts)
            return fail(Errc::limit, "The form has too many parts: at most 200 are read.");
        // With the CRLF before it, so that a head without any line ends too.
        std::size_t head = body.substr(0, kMostPartHeadBytes).find("\r\n\r\n");
        if (head == std::string_view::npos)
            return fail(Errc::corrupt, "The head of a part of the form has no end.");
        std::size_t end = body.find(divider, head + 2);
        if (end == std::string_view::npos)
            return fail(Errc::truncated, "The form ends before its last boundary.");
        if (end < head + 4) return fail(Errc::corrupt, "A part of the form has no content.");
        Part part = TRY(read_part_head(body.substr(2, std::max<std::size_t>(head, 2) - 2)));
        part.content = body.substr(head + 4, end - head - 4);
        parts.push_back(std::move(part));
        body.remove_prefix(end + divider.size());
    }
}

}  // namespace bridle::registry
