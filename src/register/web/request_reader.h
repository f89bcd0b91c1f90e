// From the bytes of a client to a Request, and the parts of a form that carries files (RFC 9112,
// 9110, 7578). Stricter than both where servers and proxies are known to read one thing in two
// ways: what is not plain is refused, and the connection with it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "register/web/message.h"

namespace bridle::registry {

struct Refusal {
    int status;
    std::string_view why;
};

inline constexpr std::size_t kMostTargetBytes = 8 << 10, kMostPathBytes = 2 << 10;
inline constexpr std::size_t kMostHeaders = 100, kMostParameters = 200;

// The size of the head at the front of `bytes`, with its empty line; 0 as long as that is still to
// come. Refuses lines that end in no CRLF, and those that go on on the next, which a parser would
// join. `scanned` is where to go on: 0 at first, and for the caller to keep.
std::expected<std::size_t, Refusal> head_size(std::string_view bytes, std::size_t& scanned);

// What a parser of HTTP has found, not yet understood.
struct RawHead {
    std::string_view method, target;
    bool is_1_0 = false;
    std::vector<std::pair<std::string_view, std::string_view>> headers;
};

struct Peer {
    std::string_view address;
    bool secure = false;                           // came by TLS
    std::span<const std::string> trusted_proxies;  // addresses
};

struct RequestHead {
    Request request;  // all but its body and the time
    bool keep_alive = true;
    bool expects_continue = false;
    bool chunked = false;
    std::uint64_t length = 0;  // of the body, unless it comes in chunks
};

std::expected<RequestHead, Refusal> read_head(const RawHead& raw, const Peer& peer);

// Takes a body as it comes, by its length or in chunks, of which the extensions and the trailers
// are passed over. (The parser of Beast 1.74 can be brought to fail an assertion by a chunk that
// comes in pieces.)
class BodyReader {
public:
    BodyReader(const RequestHead& head, std::size_t most_bytes);

    // How many of the bytes were of use; the others are to be given again, with more behind them.
    std::expected<std::size_t, Refusal> take(std::string_view bytes);
    bool is_done() const { return state_ == State::done; }

    std::string body;

private:
    enum class State : std::uint8_t { size, data, data_end, trailer, done };
    std::expected<void, Refusal> read_line(std::string_view line);

    bool chunked_;
    std::size_t most_bytes_, trailer_bytes_ = 0;
    std::uint64_t left_;  // of the body, or of the chunk
    State state_;
};

// The text of an address as the system writes it, IPv4 within IPv6 as IPv4; empty: it is none.
std::string plain_address(std::string_view text);

struct Part {
    std::string name;
    std::string file_name;     // the last component of what was sent; empty: no file
    std::string type;          // empty: not said
    std::string_view content;  // lies in the body that was read
};

// multipart/form-data. At most 200 parts.
Result<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace bridle::registry
