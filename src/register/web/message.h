// A request and its answer, as everything behind the server sees them: no sockets, no library.
// The limits of both are the server's (server.h). What every answer says beside its body, such as
// what a browser may do with it, is said in one place, append_head.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace bridle::registry {

enum class Method : std::uint8_t { get, head, post, put, del, options, other };

struct Request {
    Method method = Method::get;
    std::string path;  // decoded, begins with a slash, without "..", "//" or control characters
    std::vector<std::pair<std::string, std::string>> query;   // decoded, in order
    std::map<std::string, std::string, std::less<>> headers;  // names in lower case
    std::string body;
    std::string remote;   // address of who asks, behind a trusted proxy the one it names
    bool secure = false;  // came by TLS, or a trusted proxy says so
    Time now;

    std::string_view header(std::string_view name) const {
        auto found = headers.find(name);
        return found == headers.end() ? std::string_view() : found->second;
    }
    std::string_view parameter(std::string_view name) const {  // the first; empty without one
        for (const auto& [key, value] : query)
            if (key == name) return value;
        return {};
    }
    std::string_view cookie(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string type = "text/html; charset=utf-8";
    std::shared_ptr<const std::string> body = std::make_shared<std::string>();
    // Values are checked: a line end in one is an error of ours, and it is left out.
    std::vector<std::pair<std::string, std::string>> headers;
    std::string etag;  // with its quotation marks; empty: none
    // For how long anybody may keep it: 0 must ask again, kForever never changes, kPrivate nobody.
    static constexpr int kForever = 31'536'000, kPrivate = -1;
    int max_age = 0;

    static Response text(int status, std::string_view type, std::string body);
    static Response redirect(std::string_view to);  // 303
    // RFC 9457.
    static Response problem(int status, std::string_view title, std::string_view detail);
};

// The status line and the header lines that answer the request, to the end of `out`. Where the
// asker has the body already (If-None-Match) they say 304. True when the body is to follow.
bool append_head(std::string& out, const Response& response, const Request& request,
                 bool keep_alive);

// 204: which methods there are at the address, and to a browser that asks for a page of another
// origin, that it may use them where everybody reads.
Response method_refused(std::string_view path);  // 405, with those that are allowed there
Response options_answer(std::string_view path);
// The addresses that programs of others read: from pages of any origin, and errors are JSON.
bool is_open_to_programs(std::string_view path);
// Where whole files are sent: attachments, and the files of source documents.
bool takes_uploads(std::string_view path);
// "/v1/records/{id}/file": for whoever has a token, as opposed to what lies around it.
bool is_source_file_path(std::string_view path);
// What the server itself says of a request that no handler sees, in the manner of its address.
Response plain_error(int status, std::string_view detail, std::string_view path);

// application/x-www-form-urlencoded, as a form posts it or a query has it; nothing when it is none,
// or has more than 2,000 fields.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view body);
// Nothing when an escape is malformed, or what comes out is no UTF-8 or has a NUL in it.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank);
std::string percent_encoded(std::string_view text);  // for a component of a path or query

}  // namespace bridle::registry
