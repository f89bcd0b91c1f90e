#include "acquisition/decrypting_file.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/backup_crypto.h"

namespace bridle::decrypting_file_test {
namespace {

const std::string kKey(32, 'k');

// Long enough for several pieces, and no two blocks alike.
std::string sample(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; i++) text += std::to_string(i * 2654435761) + ";";
    return text.substr(0, size);
}

std::unique_ptr<File> decrypting(const std::string& stored,
                                 std::optional<std::uint64_t> claimed = {}) {
    return DecryptingFile::open(std::make_unique<MemoryFile>(as_bytes(stored)),
                                Secret(std::string_view(kKey)), claimed)
        .value();
}

std::string read(const File& file, std::uint64_t offset, std::size_t size) {
    std::vector<std::byte> into(size);
    into.resize(file.read_at(offset, into).value());
    return std::string(as_text(into));
}

// How long the file is and what is wrong with it.
std::string judged(const std::string& stored, std::optional<std::uint64_t> claimed = {}) {
    std::unique_ptr<File> file = decrypting(stored, claimed);
    std::string flaw = file->flaw() ? ": " + file->flaw()->what : "";
    return std::to_string(file->size()) + flaw;
}

TEST(DecryptingFile, ReadsAnyPartOfTheFile) {
    std::string text = sample(200'000), stored = test::encrypt_padded(kKey, text);
    std::unique_ptr<File> file = decrypting(stored);
    ASSERT_EQ(file->size(), text.size());
    for (std::size_t offset :
         {0u, 1u, 15u, 16u, 17u, 4096u, 65520u, 65535u, 65536u, 131'071u, 199'999u})
        for (std::size_t size : {0u, 1u, 15u, 16u, 17u, 100u, 4096u, 65536u, 70'000u, 300'000u})
            EXPECT_EQ(read(*file, offset, size), text.substr(offset, size))
                << offset << " " << size;
}

TEST(DecryptingFile, ReadsNothingBehindTheEnd) {
    std::unique_ptr<File> file = decrypting(test::encrypt_padded(kKey, "abc"));
    EXPECT_EQ(read(*file, 3, 10), "");
    EXPECT_EQ(read(*file, 1'000'000, 10), "");
    EXPECT_EQ(read(*file, UINT64_MAX, 10), "");
}

TEST(DecryptingFile, ShowsTheEncryptedBytesToo) {
    std::string stored = test::encrypt_padded(kKey, "abc");
    EXPECT_EQ(read(decrypting(stored)->as_stored(), 0, 100), stored);
}

TEST(DecryptingFile, FindsItsSizeInThePadding) {
    for (std::size_t size : {1u, 15u, 16u, 17u, 32u, 65536u, 65537u})
        EXPECT_EQ(judged(test::encrypt_padded(kKey, sample(size)), size), std::to_string(size));
}

TEST(DecryptingFile, IsEmptyWhenNothingIsStored) {
    EXPECT_EQ(judged(""), "0");
    EXPECT_EQ(judged("", 0), "0");
    EXPECT_EQ(judged(test::encrypt_padded(kKey, ""), 0), "0");
}

TEST(DecryptingFile, KeepsAllBlocksWhenThePaddingIsNone) {
    EXPECT_EQ(judged(test::encrypt_cbc(kKey, sample(64))), "64");
}

TEST(DecryptingFile, TakesTheListsWordForPaddingOfAnotherKind) {
    std::string padded = sample(50) + std::string(14, '\0');
    EXPECT_EQ(judged(test::encrypt_cbc(kKey, padded), 50), "50");
}

TEST(DecryptingFile, KeepsTheLongerOfTwoSizes) {
    std::string stored = test::encrypt_padded(kKey, sample(60));
    EXPECT_EQ(judged(stored, 20),
              "60: the file is longer than it should be: 60 bytes, 20 according to the list of the "
              "backup");
    EXPECT_EQ(
        judged(stored, 62),
        "62: the end of the file is missing: 60 bytes, 62 according to the list of the backup");
    EXPECT_EQ(judged(stored, 4000),
              "64: the end of the file is missing: 60 bytes, 4,000 according to the list of the "
              "backup");
    EXPECT_EQ(judged("", 4000),
              "0: the end of the file is missing: 0 bytes, 4,000 according to the list of the "
              "backup");
}

TEST(DecryptingFile, ReadsTheWholeBlocksOfATruncatedFile) {
    std::string stored = test::encrypt_padded(kKey, sample(60)).substr(0, 40);
    EXPECT_EQ(judged(stored), "32: the encrypted file ends within a block");
    EXPECT_EQ(read(*decrypting(stored), 0, 100), sample(32));
    EXPECT_EQ(judged("short"), "0: the encrypted file ends within a block");
}

}  // namespace
}  // namespace bridle::decrypting_file_test
