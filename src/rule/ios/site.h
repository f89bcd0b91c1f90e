// What has to be the same for two pages to be of one site.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

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

// A number for it; zero for what names none. Pages of one host come in a row, and so each
// thread remembers the numbers of some hosts.
inline std::uint64_t number_of(const std::string& site) {
    return site.empty() ? 0 : std::hash<std::string>()(site) | 1;
}
inline std::uint64_t site_number(std::string_view address) {
    struct Known {
        std::uint64_t host = 0, number = 0;
    };
    static constexpr std::size_t kKnown = 32'768;
    thread_local std::vector<Known> known(kKnown);
    auto url = parse_url(address);
    if (!url) return 0;
    const std::uint64_t host = std::hash<std::string_view>()(url->host) | 1;
    Known& slot = known[(host >> 1) % kKnown];
    if (slot.host != host) slot = {host, number_of(site_of(address))};
    return slot.number;
}

}  // namespace bridle::ios
