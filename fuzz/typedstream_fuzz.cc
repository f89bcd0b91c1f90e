// Typed streams, through the reader of attributed texts.

#include "base/text.h"
#include "format/typedstream.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static bridle::AttributedTextReader reader;
    const bridle::AttributedText& text = reader.read(std::as_bytes(std::span(data, size)));
    if (!bridle::is_utf8(text.text)) __builtin_trap();
    for (const bridle::TextAttribute& each : text.attributes)
        if (!bridle::is_utf8(each.key) || !bridle::is_utf8(each.text)) __builtin_trap();
    return 0;
}
