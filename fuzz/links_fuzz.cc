// Text of messages and fields: links are parts of the text, in order and apart,
// and every kind of field can be matched, whatever it holds.

#include <cstdlib>

#include "base/text.h"
#include "indicator/host.h"
#include "indicator/links.h"
#include "indicator/matcher.h"

using namespace bridle;

namespace {

Indicators make_indicators() {
    constexpr std::string_view kBundle = R"({"objects":[
        {"type":"indicator","pattern":"[domain-name:value IN ('evil.com', 'a.co.uk', 'com', 'x.yz/p', 'xn--bcher-kva.de')]"},
        {"type":"indicator","pattern":"[url:value IN ('http://evil.com/a', 'http://[::1]:8/')]"},
        {"type":"indicator","pattern":"[ipv4-addr:value = '1.2.0.0/16' OR ipv6-addr:value = '::/8']"},
        {"type":"indicator","pattern":"[email-addr:value = 'a@b.c' OR phone-number:value = '12']"},
        {"type":"indicator","pattern":"[process:name IN ('bh', '0123456789abcdefg')]"},
        {"type":"indicator","pattern":"[file:path IN ('/tmp/a', 'b/c', '~/d') OR file:name = 'e']"},
        {"type":"indicator","pattern":"[domain-name:value MATCHES 'a+b' AND url:value LIKE '%x']"}]})";
    Indicators indicators;
    if (!indicators.add(as_bytes(kBundle), "fuzz.stix2", Time())) std::abort();
    indicators.compile();
    return indicators;
}

void check_links(std::string_view text) {
    std::vector<std::string_view> links;
    find_links(text, links);
    const char* after = text.data();
    for (std::string_view link : links) {
        if (link.empty() || link.data() < after) std::abort();
        after = link.data() + link.size();
        if (after > text.data() + text.size()) std::abort();
        if (!parse_url(link)) std::abort();
    }
}

void check_host(std::string_view text) {
    auto url = parse_url(text);
    if (!url) return;
    std::string scratch, again, page;
    std::string_view host = canonical_host(url->host, scratch);
    append_comparable_url(*url, host, page);
    if (canonical_host(host, again) != host) std::abort();
    registrable_domain(host);
    has_real_top_level(host);
    is_short_link(*url, host);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Indicators kIndicators = make_indicators();
    static Matcher matcher(kIndicators);
    std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    check_links(input);
    check_host(input);
    for (int kind = 0; kind <= static_cast<int>(Kind::profile_id); kind++) {
        Field fields[] = {text("a", input, static_cast<Kind>(kind))};
        for (const Match& match : matcher.match(fields, {.process_in_path = true}))
            if (match.field != 0 || match.observed.empty()) std::abort();
    }
    return 0;
}
