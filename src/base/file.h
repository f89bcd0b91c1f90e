// Something that can be read at any offset: a file of the phone wherever it
// lies (plain on disk, encrypted in a backup, a member of an archive), or
// bytes in memory. A parser cannot tell which.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace bridle {

class File {
public:
    virtual ~File() = default;

    virtual std::uint64_t size() const = 0;

    // How many bytes were read: fewer than asked only at the end. May be
    // called by several threads at once.
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const = 0;

    // Everything, for what is small; refuses more than `limit` bytes.
    Result<std::vector<std::byte>> read_all(std::uint64_t limit) const;

    // The bytes as they lie in the acquisition (of an encrypted file: the
    // ciphertext), for the digest that another tool can check.
    virtual const File& as_stored() const { return *this; }

    // The SHA-256 of these bytes in hexadecimal, where somebody computes it anyway. May wait for
    // that.
    virtual std::optional<std::string> digest() const { return std::nullopt; }

    // False when whoever asked for it has gone: a long reading of it should end.
    virtual bool wanted() const { return true; }

    // What is wrong with it as a whole, as far as is known without reading it: it can be
    // read, but parts of it may be missing.
    virtual std::optional<Error> flaw() const { return std::nullopt; }
};

// Bytes in memory, for tests, fuzzing and what was unpacked already. A view.
class MemoryFile : public File {
public:
    explicit MemoryFile(Bytes bytes) : bytes_(bytes) {}
    std::uint64_t size() const override { return bytes_.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

private:
    Bytes bytes_;
};

}  // namespace bridle
