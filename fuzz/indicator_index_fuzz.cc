// The published list of indicator sets, as an attacker between us and it might send it.

#include <cstdlib>

#include "base/text.h"
#include "cli/indicator_index.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto bytes = std::as_bytes(std::span(data, size));
    auto entries = bridle::parse_indicator_index(bridle::as_text(bytes), "https://git.example");
    if (!entries) return 0;
    for (const bridle::IndexEntry& each : *entries) {
        bool located = each.url.starts_with("https://");
        if (located == each.problem.empty()) continue;
        std::abort();  // neither an address nor a reason, or both
    }
    return 0;
}
