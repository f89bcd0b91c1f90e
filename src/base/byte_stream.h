// Bytes that come one after the other and cannot be asked for again, such as
// those of a compressed archive; and the view of a file as one.

#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/file.h"

namespace bridle {

class ByteStream {
public:
    virtual ~ByteStream() = default;

    // How many were read: fewer than asked at the end, and before a failure, which the next
    // call tells.
    virtual Result<std::size_t> read(std::span<std::byte> into) = 0;

    // How many were passed over: fewer than asked only at the end.
    virtual Result<std::uint64_t> skip(std::uint64_t count);
};

// The file must outlive it. Skipping costs nothing.
class FileStream : public ByteStream {
public:
    explicit FileStream(const File& file, std::uint64_t from = 0) : file_(file), at_(from) {}
    Result<std::size_t> read(std::span<std::byte> into) override;
    Result<std::uint64_t> skip(std::uint64_t count) override;

private:
    Result<void> fill();
    static constexpr std::size_t kWindow = 64 << 10;
    const File& file_;
    std::uint64_t at_;
    std::vector<std::byte> window_;  // of the file, small reads come out of it
    std::uint64_t window_at_ = 0;
};

// Reads another stream in a thread of its own, a few megabytes ahead, so that
// who unpacks and who looks at what was unpacked work at the same time.
class ReadAhead : public ByteStream {
public:
    explicit ReadAhead(std::unique_ptr<ByteStream> from);
    ~ReadAhead() override;
    Result<std::size_t> read(std::span<std::byte> into) override;
    Result<std::uint64_t> skip(std::uint64_t count) override;

private:
    static constexpr std::size_t kBlock = 1 << 20;
    static constexpr std::size_t kBlocksAhead = 6;
    void run();
    // Blocks until there are bytes, and gives at most `most` of them; none at the end.
    Result<Bytes> some(std::uint64_t most);

    std::unique_ptr<ByteStream> from_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::vector<std::byte>> full_, empty_;
    std::vector<std::byte> current_;
    std::size_t at_ = 0;  // in current_
    bool ended_ = false, unwanted_ = false;
    std::optional<Error> failure_;
    std::jthread thread_;
};

// A part of a file as a file. The whole must outlive it.
class FileSlice : public File {
public:
    FileSlice(const File& whole, std::uint64_t from, std::uint64_t size)
        : whole_(whole), from_(from), size_(size) {}
    std::uint64_t size() const override { return size_; }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

private:
    const File& whole_;
    std::uint64_t from_, size_;
};

}  // namespace bridle
