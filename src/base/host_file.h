// Files of the machine we run on, as opposed to files of the phone.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "base/large_buffer.h"

namespace bridle {

// Open for reading, and never for anything else. Closed on destruction.
// Reads may come from several threads at once.
class HostFile : public File {
public:
    // Refuses what is not a regular file (a pipe would block, a device never ends).
    static Result<HostFile> open(const std::string& path);
    // For names out of the evidence: a path of plain names below `folder`, none
    // of them a link, which could lead anywhere on this machine.
    static Result<HostFile> open_within(const std::string& folder, std::string_view relative);
    HostFile(HostFile&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)), size_(other.size_), path_(std::move(other.path_)) {}
    HostFile& operator=(HostFile&& other) noexcept;
    ~HostFile() override;

    std::uint64_t size() const override { return size_; }
    const std::string& path() const { return path_; }

    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

private:
    HostFile() = default;
    static Result<HostFile> from(int fd, std::string path);
    int fd_ = -1;
    std::uint64_t size_ = 0;
    std::string path_;
};

// All of a file, unless it is larger than `limit` bytes.
Result<LargeBuffer> read_file(const std::string& path, std::uint64_t limit);
Result<std::string> read_text_file(const std::string& path, std::uint64_t limit);

// A file we make. Fails, saying why and where, when the disk is full; what
// destruction finds unclosed is closed without a word, so call close().
class OutputFile {
public:
    static Result<OutputFile> create(const std::string& path);  // fails if it exists
    OutputFile(OutputFile&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)),
          path_(std::move(other.path_)),
          buffer_(std::move(other.buffer_)) {}
    ~OutputFile();

    Result<void> write(std::string_view text);
    Result<void> write_at(std::uint64_t offset, std::string_view text);  // over what was written
    Result<void> close();

private:
    OutputFile() = default;
    Result<void> flush();
    Result<void> write_now(std::string_view text);
    int fd_ = -1;
    std::string path_;
    std::string buffer_;
};

Result<void> write_file(const std::string& path, std::string_view contents);

// What was written to a file, or which files a folder has, survives a loss of power from now on.
Result<void> sync_to_disk(const std::string& path);

// Why the last system call failed, in words: "No space left on device".
std::string reason_of_errno();

}  // namespace bridle
