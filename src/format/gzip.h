// gzip, read from the beginning to the end (RFC 1952), also of several members
// one behind the other; and raw deflate (RFC 1951), as zip archives hold it.

#pragma once

#include <memory>
#include <vector>

#include "base/byte_stream.h"

namespace bridle {

// What a packed file may grow to: far more than any phone packs, and an end to a bomb.
struct InflateLimit {
    std::uint64_t ratio = 100, spare = std::uint64_t{1} << 30;
    std::uint64_t of(std::uint64_t packed) const {
        return packed > (UINT64_MAX - spare) / ratio ? UINT64_MAX : packed * ratio + spare;
    }
};

bool looks_like_gzip(Bytes start);

// A flipped bit or an early end fails at its place; what came before was given out.
class GzipStream : public ByteStream {
public:
    // The file must outlive it.
    explicit GzipStream(const File& file, InflateLimit limit = {});
    ~GzipStream() override;
    Result<std::size_t> read(std::span<std::byte> into) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// What came before a failure was given out here, too.
class DeflateStream : public ByteStream {
public:
    // Of the file, `packed` bytes from `from` on, which become `size`, and no more are given.
    DeflateStream(const File& file, std::uint64_t from, std::uint64_t packed, std::uint64_t size);
    ~DeflateStream() override;
    Result<std::size_t> read(std::span<std::byte> into) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// All of it at once; fails unless it becomes `into.size()` bytes exactly.
Result<void> inflate(Bytes packed, std::span<std::byte> into);

// CRC-32 as gzip and zip have it, of bytes behind those whose it was.
std::uint32_t crc32(Bytes bytes, std::uint32_t before = 0);

}  // namespace bridle
