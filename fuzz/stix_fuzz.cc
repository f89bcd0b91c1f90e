// Indicator sets: whatever is in them, loading and matching ends well.

#include <cstdlib>

#include "base/text.h"
#include "indicator/matcher.h"

using namespace bridle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Bytes bytes = std::as_bytes(std::span(data, size));
    Indicators indicators;
    // Alone, and as the pattern of a bundle that is well-formed otherwise.
    auto bundle = indicators.add(bytes, "whole.stix2", Time());
    std::string json = R"({"objects":[{"type":"indicator","id":"i","pattern":)";
    append_json_string(json, as_text(bytes));
    auto pattern = indicators.add(as_bytes(json + "}]}"), "pattern.stix2", Time());
    if (!pattern) std::abort();
    indicators.compile();

    Matcher matcher(indicators);
    std::string_view all[] = {
        "http://www.evil.com/x?y", "a.b.evil.com", "198.51.100.1", "joe@evil.com",
        "/private/var/tmp/x",      "bh",           as_text(bytes)};
    for (std::string_view value : all) {
        for (int kind = 0; kind <= static_cast<int>(Kind::profile_id); kind++) {
            Field fields[] = {text("a", value, static_cast<Kind>(kind)),
                              text("b", "evil.com", Kind::domain)};
            for (const Match& match : matcher.match(fields))
                if (match.field > 1 || match.indicator->sources.empty()) std::abort();
        }
    }
    return 0;
}
