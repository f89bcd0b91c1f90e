// Files and names that say for which site WebKit stored something.

#include "base/text.h"
#include "format/webkit_origin.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    const Bytes bytes = std::as_bytes(std::span(data, size));
    if (auto origin = parse_client_origin(bytes); origin && origin->client.scheme.empty())
        __builtin_trap();
    if (auto named = origin_of_name(as_text(bytes)); named && named->host.empty()) __builtin_trap();
    return 0;
}
