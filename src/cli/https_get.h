// The one door to the network. Only `bridle indicators update` goes through it.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace bridle {

struct HttpsOptions {
    std::string ca_file;             // trusted instead of the system's authorities; empty: those
    std::uint64_t limit = 64 << 20;  // bytes of the body
    std::chrono::milliseconds timeout{120'000};
};

// The body behind an https address. What is not https, or leads elsewhere by
// a redirect, is refused, and so is a certificate that does not hold.
Result<std::string> https_get(const std::string& url, const HttpsOptions& options);

}  // namespace bridle
