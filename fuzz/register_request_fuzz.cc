// What comes from strangers over HTTP, behind the parser of the library: a request's line and
// headers, one a line, then an empty line and a body, which is read as a form of both kinds. What
// is accepted keeps the promises of register/web/message.h.

#include <cstdlib>

#include "base/text.h"
#include "register/web/request_reader.h"
#include "register/web/response_cache.h"

using namespace bridle;
using namespace bridle::registry;

namespace {

void must(bool holds) {
    if (!holds) std::abort();
}

std::string_view take(std::string_view& text, std::string_view end) {
    std::string_view taken = text.substr(0, text.find(end));
    text.remove_prefix(std::min(text.size(), taken.size() + end.size()));
    return taken;
}

// In one piece and byte by byte a head has the same size.
void check_size(std::string_view bytes) {
    std::size_t scanned = 0, slowly_scanned = 0;
    auto size = head_size(bytes, scanned);
    std::expected<std::size_t, Refusal> slowly = 0;
    for (std::size_t have = 1; slowly && *slowly == 0 && have <= bytes.size(); have++)
        slowly = head_size(bytes.substr(0, have), slowly_scanned);
    must(size.has_value() == slowly.has_value());
    if (size) must(*size == *slowly && *size <= bytes.size());
}

// A body in chunks is the same, too.
void check_chunks(std::string_view bytes) {
    constexpr std::size_t kMost = 200;
    RequestHead head;
    head.chunked = true;
    BodyReader whole(head, kMost), slow(head, kMost);
    auto taken = whole.take(bytes);
    std::size_t at = 0;
    bool is_good = true;
    for (std::size_t have = 1; is_good && !slow.is_done() && have <= bytes.size(); have++) {
        auto some = slow.take(bytes.substr(at, have - at));
        is_good = some.has_value();
        if (some) at += *some;
    }
    must(taken.has_value() == is_good && whole.is_done() == slow.is_done());
    must(whole.body.size() <= kMost);
    if (taken) must(*taken == at && whole.body == slow.body);
}

RawHead raw_head(std::string_view text) {
    RawHead raw;
    std::string_view line = take(text, "\r\n");
    raw.method = take(line, " ");
    raw.target = take(line, " ");
    raw.is_1_0 = line == "HTTP/1.0";
    while (!text.empty()) {
        std::string_view header = take(text, "\r\n");
        std::string_view name = take(header, ":");
        raw.headers.emplace_back(name, trimmed(header));
    }
    return raw;
}

void check_request(const Request& request) {
    must(request.method != Method::other);
    must(request.path.starts_with('/') && is_utf8(request.path));
    must(!request.path.contains("//") && !(request.path + "/").contains("/../"));
    for (char c : request.path) must(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
    for (const auto& [name, value] : request.query) must(is_utf8(name) && is_utf8(value));
    for (const auto& [name, value] : request.headers) must(is_utf8(value) && lower(name) == name);
    must(!ResponseCache::key(request).empty());
    // Whatever of it comes back in an answer, the answer has one head.
    Response response;
    response.headers.emplace_back("X-Echo", request.parameter("echo"));
    response.headers.emplace_back(request.parameter("name"), "x");
    response.etag = request.header("if-none-match");
    response.type = request.header("content-type");
    std::string out;
    append_head(out, response, request, true);
    must(out.find("\r\n\r\n") == out.size() - 4);
    must(percent_decoded(percent_encoded(request.path), false) == request.path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<std::string> kProxies{"127.0.0.1"};
    std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    check_size(input);
    check_chunks(input);
    std::string_view body = input, head_text = take(body, "\r\n\r\n");
    RawHead raw = raw_head(head_text);
    auto head = read_head(raw, {"127.0.0.1", false, kProxies});
    if (head) {
        must(!(head->chunked && head->length > 0));
        must(plain_address(head->request.remote) == head->request.remote);
        check_request(head->request);
    }
    check_chunks(body);
    parse_form(body);
    std::string_view type = "multipart/form-data; boundary=b";
    for (const auto& [name, value] : raw.headers)
        if (equals_ignoring_case(name, "content-type")) type = value;
    auto parts = parse_multipart(type, body);
    if (!parts) return 0;
    const char* after = body.data();
    for (const Part& part : *parts) {
        must(is_utf8(part.name) && !part.file_name.contains('/'));
        must(part.content.data() >= after);
        after = part.content.data() + part.content.size();
        must(after <= body.data() + body.size());
    }
    return 0;
}
