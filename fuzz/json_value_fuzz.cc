// JSON: what is taken has one canonical form, which is taken again as the same value.

#include <cstdlib>

#include "base/text.h"
#include "format/json_value.h"

using namespace bridle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    auto value = Json::parse(input);
    if (!value) {
        if (value.error().what.empty()) std::abort();
        return 0;
    }
    std::string canonical = value->canonical();
    for (const std::string& text : {canonical, value->dump(), value->dump(2)}) {
        auto again = Json::parse(text);
        if (!again || *again != *value || again->canonical() != canonical) std::abort();
    }
    value->at(input);
    for (const auto& [key, member] : value->members())
        if (value->at(pointer_step(key)) != &member) std::abort();
    return 0;
}
