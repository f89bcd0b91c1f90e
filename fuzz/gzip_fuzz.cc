// Unpacking, as gzip and as raw deflate.

#include "base/text.h"
#include "format/gzip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    MemoryFile file(std::as_bytes(std::span(data, size)));
    GzipStream gzip(file, {.ratio = 100, .spare = 1 << 20});
    static_cast<void>(gzip.skip(UINT64_MAX));
    DeflateStream deflate(file, 0, size, 1 << 20);
    static_cast<void>(deflate.skip(UINT64_MAX));
    std::vector<std::byte> whole(4096);
    static_cast<void>(inflate(std::as_bytes(std::span(data, size)), whole));
    return 0;
}
