// What has to be the same for two pages to be of one site.

#pragma once

#include <string>
#include <string_view>

#include "indicator/host.h"

namespace bridle::ios {

// The domain that somebody has registered, or else the host; empty for what names none.
inline std::string site_of(std::string_view address) {
    auto url = parse_url(address);
    if (!url) return {};
    std::string scratch;
    std::string_view host = canonical_host(url->host, scratch);
    std::string_view domain = registrable_domain(host);
    return std::string(domain.empty() ? host : domain);
}

}  // namespace bridle::ios
