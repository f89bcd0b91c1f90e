#include "net/http.h"

#include <curl/curl.h>

#include <mutex>
#include <utility>

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

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

CURL* new_handle() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    return curl_easy_init();
}

bool is_https(std::string_view url) {
    return url.starts_with("https://");
}

// Whether every option was accepted: an old libcurl that knows nothing of one
// of these must not be used without it. The connection outlives the reset.
bool prepare(CURL* curl, const std::string& url, const HttpsOptions& options, Body& body) {
    curl_easy_reset(curl);
    bool fine = true;
    auto set = [&](CURLoption option, auto value) {
        fine = fine && curl_easy_setopt(curl, option, value) == CURLE_OK;
    };
    const char* schemes = is_https(url) ? "https" : "http,https";
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, schemes);
    set(CURLOPT_REDIR_PROTOCOLS_STR, schemes);
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

// A type with a line end in it would be a header of its own.
bool is_content_type(std::string_view type) {
    for (char c : type)
        if (c < ' ' || c > '~') return false;
    return !type.empty();
}

bool prepare_post(CURL* curl, std::string_view body, std::string_view content_type,
                  Headers& headers) {
    // Without the last one, libcurl asks for leave to send and waits a second for it.
    for (const std::string& line :
         {"Content-Type: " + std::string(content_type), std::string("Expect:")}) {
        curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
        if (!longer) return false;
        static_cast<void>(headers.release());
        headers.reset(longer);
    }
    return curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                            static_cast<curl_off_t>(body.size())) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.empty() ? "" : body.data()) ==
               CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get()) == CURLE_OK;
}

std::string reason(CURLcode code, const HttpsOptions& options, const Body& body) {
    if (body.too_large || code == CURLE_FILESIZE_EXCEEDED)
        return "more than " + std::to_string(options.limit) + " bytes";
    switch (code) {
        case CURLE_UNSUPPORTED_PROTOCOL:
            return options.allow_http ? "leads to an address that is neither https nor http"
                                      : "leads to an address that is not https";
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

void HttpClient::Free::operator()(void* handle) const {
    curl_easy_cleanup(handle);
}

HttpClient::HttpClient(HttpsOptions options)
    : options_(std::move(options)), handle_(new_handle()) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;

Result<HttpAnswer> HttpClient::request(std::string_view method, const std::string& url,
                                       std::string_view body, std::string_view content_type) {
    const bool posts = method == "POST";
    if (!posts && method != "GET")
        return fail(Errc::unsupported, std::string(method) + ": neither GET nor POST");
    if (!is_https(url) && !(options_.allow_http && url.starts_with("http://")))
        return fail(Errc::io, url + (options_.allow_http ? ": neither an https nor an http address"
                                                         : ": not an https address"));
    if (posts && !is_content_type(content_type))
        return fail(Errc::unsupported, "what is sent needs a content type");

    CURL* curl = handle_.get();
    Body answer{{}, options_.limit};
    Headers headers;
    if (!curl || !prepare(curl, url, options_, answer) ||
        !(posts ? prepare_post(curl, body, content_type, headers)
                : curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK))
        return fail(Errc::io, "libcurl cannot do what is needed of it here");

    CURLcode done = curl_easy_perform(curl);
    if (done != CURLE_OK) return fail(Errc::io, url + ": " + reason(done, options_, answer));
    long status = 0;
    const char* type = nullptr;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    return HttpAnswer{static_cast<int>(status), type ? type : "", std::move(answer.bytes)};
}

Result<HttpAnswer> http_request(std::string_view method, const std::string& url,
                                std::string_view body, std::string_view content_type,
                                const HttpsOptions& options) {
    HttpClient client(options);
    return client.request(method, url, body, content_type);
}

}  // namespace bridle
