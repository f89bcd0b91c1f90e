#include "base/large_buffer.h"

#include <sys/mman.h>

#include <cstring>
#include <string>

#include "base/text.h"

namespace bridle {

Result<LargeBuffer> LargeBuffer::of_size(std::size_t size) {
    static constexpr std::size_t kPage = 2 << 20;
    const std::size_t needed = size + kZerosBehind;
    const bool large = needed >= kPage;
    const std::size_t whole = (needed + kPage - 1) / kPage * kPage;
    void* memory = large ? std::aligned_alloc(kPage, whole) : std::malloc(needed);
    if (!memory) return fail(Errc::limit, "not enough memory for " + grouped(size) + " bytes");
    if (large) madvise(memory, whole, MADV_HUGEPAGE);
    LargeBuffer buffer;
    buffer.memory_.reset(static_cast<std::byte*>(memory));
    buffer.shrink(size);
    return buffer;
}

Result<LargeBuffer> LargeBuffer::copy(Bytes bytes) {
    LargeBuffer buffer = TRY(of_size(bytes.size()));
    std::ranges::copy(bytes, buffer.writable().begin());
    return buffer;
}

void LargeBuffer::shrink(std::size_t size) {
    size_ = size;
    std::memset(memory_.get() + size_, 0, kZerosBehind);
}

}  // namespace bridle
