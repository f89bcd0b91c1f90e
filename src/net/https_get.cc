#include "net/https_get.h"

namespace bridle {

Result<std::string> https_get(const std::string& url, const HttpsOptions& options) {
    HttpsOptions encrypted = options;
    encrypted.allow_http = false;
    HttpAnswer answer = TRY(http_request("GET", url, {}, {}, encrypted));
    if (answer.status != 200)
        return fail(Errc::io, url + ": the server answered " + std::to_string(answer.status));
    return std::move(answer.body);
}

}  // namespace bridle
