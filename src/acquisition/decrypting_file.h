// A file of an encrypted backup, decrypted where it is read: AES-256-CBC, the
// first block chained to zeros, PKCS#7 padding at the end. The plain text is
// nowhere but where the reader wants it.

#pragma once

#include "base/crypto.h"
#include "base/file.h"

namespace bridle {

class DecryptingFile : public File {
public:
    // `claimed` is the size according to the list of the backup. Where it
    // contradicts the padding the longer one holds, and flaw() says so.
    static Result<std::unique_ptr<File>> open(std::unique_ptr<File> stored, Secret key,
                                              std::optional<std::uint64_t> claimed = {});

    // With the padding, where there is any: for what knows its own size.
    static Result<std::unique_ptr<File>> open_whole(std::unique_ptr<File> stored, Secret key);

    std::uint64_t size() const override { return size_; }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;
    const File& as_stored() const override { return *stored_; }
    std::optional<Error> flaw() const override { return flaw_; }

private:
    DecryptingFile(std::unique_ptr<File> stored, Secret key)
        : stored_(std::move(stored)), key_(std::move(key)) {}

    Result<void> find_size(std::optional<std::uint64_t> claimed);
    Result<std::size_t> padding() const;
    Result<std::size_t> read_piece(std::uint64_t offset, std::span<std::byte> into) const;

    std::unique_ptr<File> stored_;
    Secret key_;
    std::uint64_t size_ = 0;
    std::optional<Error> flaw_;
};

}  // namespace bridle
