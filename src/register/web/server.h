// The HTTP server: Boost.Asio and the parser of Boost.Beast, one thread for all sockets and a few
// for what takes longer. Nobody slow, huge or malformed holds up anybody else.
//
// Of time, a client has so much for each step: `header_timeout` from the first byte of a request
// (or the connection) to the end of its head, `idle_timeout` between requests, and for a body, its
// own or ours, `body_timeout` without getting on; sixteen kilobytes buy another second of it.

#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "base/result.h"
#include "register/web/message.h"

namespace bridle::registry {

struct ServerOptions {
    std::string address = "127.0.0.1";
    unsigned short port = 0;  // 0: any that is free
    // Files in PEM, both or neither. Others in their place are taken for new connections as soon as
    // they fit together; `complain` hears why they do not.
    std::string certificate, key;
    std::function<void(const Error&)> complain;
    std::chrono::milliseconds certificate_look{1'000};
    unsigned workers = 2;
    std::vector<std::string> trusted_proxies;  // whose X-Forwarded-For and -Proto are believed
    // A proxy that is trusted may have as many as there are; of IPv6 a network of 64 bits is one
    // address.
    std::size_t most_connections = 4096, most_per_address = 256;
    std::size_t most_header_bytes = 16 << 10;
    std::size_t most_body_bytes = 2 << 20;     // anywhere
    std::size_t most_upload_bytes = 34 << 20;  // where `takes_uploads` says so
    std::function<bool(std::string_view path)> takes_uploads;
    std::size_t most_bytes_at_once = 256 << 20;  // of all bodies that are being received
    std::size_t most_waiting = 256;  // requests for a worker; a quarter of them of one address
    std::chrono::milliseconds header_timeout{10'000}, body_timeout{60'000}, idle_timeout{30'000};
    std::chrono::milliseconds stop_timeout{5'000};  // for requests that run when it is to stop
};

struct Handler {
    std::function<std::optional<Response>(const Request&)>
        at_hand;                                     // quick, on the sockets' thread
    std::function<Response(const Request&)> handle;  // on a worker
};

// Serves until `stop`. `started` hears the port once it listens. What a worker has begun is waited
// for, but its client no longer than `stop_timeout`.
Result<void> serve(const Handler& handler, const ServerOptions& options,
                   const std::atomic<bool>& stop,
                   const std::function<void(unsigned short port)>& started);

}  // namespace bridle::registry
