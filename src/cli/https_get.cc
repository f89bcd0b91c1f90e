#include "cli/https_get.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

namespace bridle {

namespace {

constexpr long kMostRedirects = 5;
constexpr long kSecondsToConnect = 20;
constexpr long kSlowestBytes = 512;  // in a second, on average over
constexpr long kSlowSeconds = 30;    // so many

struct Body {
    std::string bytes;
    std::uint64_t limit;
    bool too_large = false;
};

std::size_t receive(char* data, std::size_t, std::size_t size, void* into) {
    Body& body = *static_cast<Body*>(into);
    if (size > body.limit - body.bytes.size()) {
        body.too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    body.bytes.append(data, size);
    return size;
}

struct Free {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, Free>;

Handle new_handle() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    return Handle(curl_easy_init());
}

// Whether every option was accepted: an old libcurl that knows nothing of one
// of these must not be used without it.
bool prepare(CURL* curl, const std::string& url, const HttpsOptions& options, Body& body) {
    bool fine = true;
    auto set = [&](CURLoption option, auto value) {
        fine = fine && curl_easy_setopt(curl, option, value) == CURLE_OK;
    };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, kMostRedirects);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options.ca_file.empty()) {
        set(CURLOPT_CAINFO, options.ca_file.c_str());
        set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    set(CURLOPT_USERAGENT, "bridle");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, kSecondsToConnect);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, kSlowestBytes);
    set(CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
    set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.limit));
    set(CURLOPT_WRITEFUNCTION, receive);
    set(CURLOPT_WRITEDATA, &body);
    return fine;
}

std::string reason(CURLcode code, const HttpsOptions& options, const Body& body) {
    if (body.too_large || code == CURLE_FILESIZE_EXCEEDED)
        return "more than " + std::to_string(options.limit) + " bytes";
    switch (code) {
        case CURLE_UNSUPPORTED_PROTOCOL:
            return "leads to an address that is not https";
        case CURLE_PEER_FAILED_VERIFICATION:
            return "the server's certificate does not hold";
        case CURLE_PARTIAL_FILE:
            return "the server stopped in the middle";
        case CURLE_OPERATION_TIMEDOUT:
            return "the server took too long";
        case CURLE_TOO_MANY_REDIRECTS:
            return "redirected more than " + std::to_string(kMostRedirects) + " times";
        default:
            return curl_easy_strerror(code);
    }
}

}  // namespace

Result<std::string> https_get(const std::string& url, const HttpsOptions& options) {
    if (!url.starts_with("https://")) return fail(Errc::io, url + ": not an https address");
    Body body{{}, options.limit};
    Handle curl = new_handle();
    if (!curl || !prepare(curl.get(), url, options, body))
        return fail(Errc::io, "libcurl cannot do what is needed of it here");

    CURLcode done = curl_easy_perform(curl.get());
    if (done != CURLE_OK) return fail(Errc::io, url + ": " + reason(done, options, body));
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status != 200)
        return fail(Errc::io, url + ": the server answered " + std::to_string(status));
    return std::move(body.bytes);
}

}  // namespace bridle
