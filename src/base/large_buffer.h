// Memory for a file that is read as a whole: not cleared first, in large pages
// where there are any (in small ones, getting the memory costs more than parsing what
// is in it), and with zeros behind it, for parsers that look past the end.

#pragma once

#include <cstdlib>
#include <memory>

#include "base/bytes.h"

namespace bridle {

class LargeBuffer {
public:
    static constexpr std::size_t kZerosBehind = 64;

    static Result<LargeBuffer> of_size(std::size_t size);  // Errc::limit: there is not so much
    static Result<LargeBuffer> copy(Bytes bytes);

    // As a range, which becomes Bytes wherever they are wanted.
    std::size_t size() const { return size_; }
    const std::byte* begin() const { return memory_.get(); }
    const std::byte* end() const { return memory_.get() + size_; }
    std::span<std::byte> writable() { return {memory_.get(), size_}; }
    void shrink(std::size_t size);

private:
    struct Free {
        void operator()(std::byte* memory) const { std::free(memory); }
    };
    std::unique_ptr<std::byte, Free> memory_;
    std::size_t size_ = 0;
};

}  // namespace bridle
