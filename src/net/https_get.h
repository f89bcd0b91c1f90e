// One file from the network, for `bridle indicators update`.

#pragma once

#include <string>

#include "net/http.h"

namespace bridle {

// The body behind an https address. What is not https, or leads elsewhere by
// a redirect, is refused, and so is a certificate that does not hold.
Result<std::string> https_get(const std::string& url, const HttpsOptions& options);

}  // namespace bridle
