// What has to be the same for two pages to be of one site.

#pragma once

#include <cstdint>
#include <functional>
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

// A number for it; zero for what names none.
inline std::uint64_t number_of(std::string_view site) {
    return site.empty() ? 0 : std::hash<std::string_view>()(site) | 1;
}

// The numbers of all that can be the site of an address: its host, and what is left of that behind
// each of the first dots. To tell which of them it is would take longer than all the rest, and is
// only needed of a site that is asked for.
inline void each_site_number(std::string_view address, const auto& visit) {
    static constexpr int kLabelsAtMost = 8;
    auto url = parse_url(address);
    if (!url) return;
    std::string scratch;
    std::string_view host = canonical_host(url->host, scratch);
    for (int i = 0; i < kLabelsAtMost && !host.empty(); i++) {
        const std::size_t dot = host.find('.');
        if (i > 0 && dot == host.npos) return;  // the last label alone is nobody's site
        visit(number_of(host));
        if (dot == host.npos) return;
        host.remove_prefix(dot + 1);
    }
}

}  // namespace bridle::ios
