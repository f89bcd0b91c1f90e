// Host names and web addresses, read the way browsers read them
// (url.spec.whatwg.org, UTS 46, publicsuffix.org).

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bridle {

// An address cut into its parts, all of them views into the text.
struct Url {
    std::string_view scheme;  // without the colon; empty when the text has none
    std::string_view host;    // as written, without user-info, brackets and port; never empty
    std::string_view port;    // digits, or empty
    std::string_view path;    // from the first slash or question mark on, without the fragment
};

// Nothing when the text names no host ("mailto:x", "javascript:x", "about:blank").
// The scheme may be missing: "evil.com:8080/x" and "//evil.com" are addresses.
std::optional<Url> parse_url(std::string_view text);

// Lower case, A-labels, no dot at either end, addresses in their one short form
// ("0xC6336401" is 198.51.100.1, as browsers have it).
// A view of `host` where that is so already, and of `scratch` otherwise.
std::string_view canonical_host(std::string_view host, std::string& scratch);

// What two spellings of one page have in common: canonical host, port unless it
// is the scheme's own, path with needless escapes undone, needed ones made and
// "." and ".." resolved. Without the scheme where it is http, https or missing;
// without fragment and final slash.
void append_comparable_url(const Url& url, std::string_view canonical_host, std::string& out);

// An IPv4 address is held as IPv6 holds it, ::ffff:a.b.c.d. Of the ways to write
// one only four decimal numbers count.
struct Ip {
    std::array<std::uint8_t, 16> bytes{};
    bool operator==(const Ip&) const = default;
    bool is_v4() const;
};
std::optional<Ip> parse_ip(std::string_view text);
std::string to_string(const Ip& ip);

struct IpRange {
    Ip first;
    unsigned bits = 128;  // how many bits of `first` count, 96 more for IPv4
};
std::optional<IpRange> parse_ip_range(std::string_view text);  // "10.0.0.0/8", "10.1.2.3"
Ip masked(const Ip& ip, unsigned bits);

// These take canonical hosts. The list is the one libpsl carries, with its private section.
bool is_public_suffix(std::string_view host);    // "com", "co.uk", "github.io", "any-unknown-word"
bool has_real_top_level(std::string_view host);  // the last label is on the list
std::string_view registrable_domain(std::string_view host);  // empty for an IP and a public suffix

// Whether the host does nothing but forward: who sees it has not seen the target.
bool is_shortener(std::string_view canonical_host);
bool is_short_link(const Url& url, std::string_view canonical_host);  // goo.gl/maps/ is none

// "www.evil.com" is "evil.com", but www.gov.uk is not gov.uk.
std::string_view without_www(std::string_view canonical_host);

}  // namespace bridle
