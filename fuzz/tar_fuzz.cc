// Members of a tar, some of them read and some passed over.

#include "format/tar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    MemoryFile file(std::as_bytes(std::span(data, size)));
    FileStream stream(file);
    TarReader reader(stream);
    std::byte piece[700];
    for (;;) {
        auto member = reader.next([](const Error&) {});
        if (!member || !*member) return 0;
        if ((*member)->size % 2) static_cast<void>(reader.read(piece));
    }
}
