// The list of files. It is ours, but who reads it need not trust it.

#include "format/file_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    MemoryFile file(std::as_bytes(std::span(data, size)));
    static_cast<void>(read_file_list(file, [](const ListedFile&) -> Result<void> { return {}; }));
    return 0;
}
