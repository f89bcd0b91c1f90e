// The one door to the network: one request by HTTP, encrypted unless the caller says otherwise.
// `bridle indicators update` goes through it, and of the register what asks witnesses and what
// verifies another register.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bridle {

struct HttpsOptions {
    std::string ca_file;             // trusted instead of the system's authorities; empty: those
    std::uint64_t limit = 64 << 20;  // bytes of the body
    std::chrono::milliseconds timeout{120'000};
    bool allow_http = false;  // where what is read is checked by its signatures anyway
};

struct HttpAnswer {
    int status = 0;
    std::string content_type;  // as the server says it; empty when it does not
    std::string body;
};

// Keeps its connection between requests. For one thread at a time.
class HttpClient {
public:
    explicit HttpClient(HttpsOptions options);
    ~HttpClient();
    HttpClient(HttpClient&&) noexcept;

    // Whatever status the server answers with is an answer. A GET follows redirects, of which
    // none leads from https to anything else; a POST does not, so that what is sent goes only
    // where it was meant to.
    Result<HttpAnswer> request(std::string_view method, const std::string& url,
                               std::string_view body = {}, std::string_view content_type = {});

private:
    struct Free {
        void operator()(void* handle) const;
    };
    HttpsOptions options_;
    std::unique_ptr<void, Free> handle_;
};

// The same once. GET and POST; with a limit on the answer, and on the time it takes.
Result<HttpAnswer> http_request(std::string_view method, const std::string& url,
                                std::string_view body, std::string_view content_type,
                                const HttpsOptions& options);

}  // namespace bridle
