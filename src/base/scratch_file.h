// What does not fit into memory for a moment. The file has no name, so that
// nothing is left of it however the program ends.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"

namespace bridle {

class ScratchFile {
public:
    // On the file system of `folder`, which holds evidence already.
    static Result<ScratchFile> create(const std::string& folder);
    ScratchFile(ScratchFile&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)),
          size_(other.size_),
          folder_(std::move(other.folder_)) {}
    ~ScratchFile();

    std::uint64_t size() const { return size_; }
    Result<void> append(std::string_view bytes);
    Result<void> read_at(std::uint64_t offset,
                         std::span<std::byte> into) const;  // all of it, or fails

private:
    ScratchFile() = default;
    std::unexpected<Error> refused() const;
    int fd_ = -1;
    std::uint64_t size_ = 0;
    std::string folder_;
};

}  // namespace bridle
