#include "acquisition/decrypting_file.h"

#include <array>

#include "base/text.h"

namespace bridle {

static constexpr std::size_t kDecryptedAtOnce = 64 << 10;

Result<std::unique_ptr<File>> DecryptingFile::open(std::unique_ptr<File> stored, Secret key,
                                                   std::optional<std::uint64_t> claimed) {
    std::unique_ptr<DecryptingFile> file(new DecryptingFile(std::move(stored), std::move(key)));
    TRY(file->find_size(claimed));
    return file;
}

Result<std::unique_ptr<File>> DecryptingFile::open_whole(std::unique_ptr<File> stored, Secret key) {
    std::unique_ptr<DecryptingFile> file(new DecryptingFile(std::move(stored), std::move(key)));
    file->size_ = file->stored_->size() / kAesBlock * kAesBlock;
    return file;
}

Result<void> DecryptingFile::find_size(std::optional<std::uint64_t> claimed) {
    std::uint64_t stored = stored_->size(), blocks = stored / kAesBlock * kAesBlock;
    size_ = blocks;
    auto padded = TRY(padding());
    size_ -= padded;
    if (blocks != stored)
        flaw_ = Error{Errc::truncated, "the encrypted file ends within a block", stored};
    if (!claimed || *claimed == size_) return {};
    // Padded with anything, as some tools do: then only the list knows the size.
    if (padded == 0 && *claimed < blocks && blocks - *claimed < kAesBlock) {
        size_ = *claimed;
        return {};
    }
    std::string sizes =
        grouped(size_) + " bytes, " + grouped(*claimed) + " according to the list of the backup";
    if (*claimed > size_)
        flaw_ = Error{Errc::truncated, "the end of the file is missing: " + sizes, size_};
    else
        flaw_ = Error{Errc::corrupt, "the file is longer than it should be: " + sizes, *claimed};
    size_ = std::max(size_, std::min(*claimed, blocks));
    return {};
}

// How many bytes of the last block are padding; 0 when they cannot be.
Result<std::size_t> DecryptingFile::padding() const {
    if (size_ == 0) return 0;
    std::byte block[kAesBlock];
    auto got = TRY(read_piece(size_ - kAesBlock, block));
    auto count = std::to_integer<std::size_t>(block[kAesBlock - 1]);
    if (got < kAesBlock || count == 0 || count > kAesBlock) return 0;
    Bytes tail = Bytes(block).last(count);
    bool uniform = std::ranges::all_of(tail, [&](std::byte each) { return each == tail.back(); });
    return uniform ? count : 0;
}

Result<std::size_t> DecryptingFile::read_at(std::uint64_t offset, std::span<std::byte> into) const {
    std::size_t done = 0;
    while (done < into.size() && offset < size_ - done) {
        auto got = TRY(read_piece(offset + done, into.subspan(done)));
        if (got == 0) break;
        done += got;
    }
    return done;
}

// Reads the blocks around what is wanted, and the one before them, to which
// the first is chained.
Result<std::size_t> DecryptingFile::read_piece(std::uint64_t offset,
                                               std::span<std::byte> into) const {
    std::array<std::byte, kAesBlock + kDecryptedAtOnce> buffer;
    std::uint64_t first = offset / kAesBlock * kAesBlock;
    std::size_t skip = offset - first;
    std::size_t wanted =
        std::min({std::uint64_t{into.size()}, size_ - offset, kDecryptedAtOnce - skip});
    std::size_t blocks = (skip + wanted + kAesBlock - 1) / kAesBlock * kAesBlock;

    std::span<std::byte> chain = std::span(buffer).first(kAesBlock);
    std::span<std::byte> text = std::span(buffer).subspan(kAesBlock, blocks);
    std::size_t got = 0;
    if (first == 0) {
        std::ranges::fill(chain, std::byte{0});
        got = TRY(stored_->read_at(0, text));
    } else {
        got = TRY(stored_->read_at(first - kAesBlock, std::span(buffer).first(kAesBlock + blocks)));
        got -= std::min(got, kAesBlock);
    }
    text = text.first(got / kAesBlock * kAesBlock);
    if (text.size() <= skip) return 0;  // it has become shorter since it was opened

    TRY(aes256_cbc_decrypt(key_.bytes(), chain, text, text));
    std::size_t size = std::min(wanted, text.size() - skip);
    std::ranges::copy(text.subspan(skip, size), into.begin());
    return size;
}

}  // namespace bridle
