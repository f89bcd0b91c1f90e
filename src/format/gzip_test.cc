#include "format/gzip.h"

#include <gtest/gtest.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

#include "base/text.h"

namespace bridle::gzip_test {
namespace {

std::string packed(std::string_view text) {
    auto* packer = libdeflate_alloc_compressor(6);
    std::string out(libdeflate_gzip_compress_bound(packer, text.size()), '\0');
    out.resize(libdeflate_gzip_compress(packer, text.data(), text.size(), out.data(), out.size()));
    libdeflate_free_compressor(packer);
    return out;
}

// What comes out, and why no more does.
std::string unpacked(std::string_view file, std::size_t piece = 7, InflateLimit limit = {}) {
    MemoryFile bytes(as_bytes(file));
    GzipStream stream(bytes, limit);
    std::string out;
    std::vector<std::byte> into(piece);
    for (;;) {
        auto got = stream.read(into);
        if (!got) return out + "! " + got.error().what;
        out += as_text(Bytes(into).first(*got));
        if (*got == 0) return out;
    }
}

TEST(Gzip, UnpacksWhatWasPacked) {
    std::string text;
    for (int i = 0; i < 50'000; i++) text += std::to_string(i * 7919) + " ";
    for (std::size_t piece : {1u << 20, 4096u, 999u})
        EXPECT_TRUE(unpacked(packed(text), piece) == text) << piece;
    EXPECT_EQ(unpacked(packed("")), "");
}

TEST(Gzip, GoesOnWithTheNextMember) {
    EXPECT_EQ(unpacked(packed("one ") + packed("two ") + std::string(600, '\0') + packed("three")),
              "one two three");
}

TEST(Gzip, EndsWhereARemarkFollows) {
    EXPECT_EQ(unpacked(packed("all") + "no gzip at all"), "all");
}

TEST(Gzip, SaysThatItEndsEarly) {
    std::string file = packed(std::string(300, 'a') + "b");
    EXPECT_TRUE(unpacked(file.substr(0, file.size() - 4))
                    .ends_with("! gzip: the file ends before its contents do"));
    EXPECT_TRUE(
        unpacked(file.substr(0, 14)).ends_with("! gzip: the file ends before its contents do"));
    EXPECT_EQ(unpacked(""), "");
}

TEST(Gzip, SaysThatTheChecksumDoesNotFit) {
    std::string file = packed("some text");
    file[file.size() - 8] ^= 1;
    EXPECT_EQ(unpacked(file, 64), "some text! gzip: a checksum that does not fit");
}

TEST(Gzip, IsNoGzip) {
    EXPECT_EQ(unpacked("PK\3\4 and so on and on"), "! gzip: a header that is none");
}

TEST(Gzip, StopsABomb) {
    std::string bomb = packed(std::string(5'000'000, '\0'));
    EXPECT_LT(bomb.size(), 10'000u);
    EXPECT_TRUE(unpacked(bomb, 4096, {.ratio = 10, .spare = 1000})
                    .ends_with("! unpacks to far more than a phone's files do"));
}

TEST(Inflate, GivesWhatCameBeforeDamage) {
    auto* packer = libdeflate_alloc_compressor(6);
    std::string text, out(200'000, '\0');
    for (int i = 0; i < 20'000; i++) text += std::to_string(i) + " ";
    out.resize(libdeflate_deflate_compress(packer, text.data(), text.size(), out.data(), 200'000));
    libdeflate_free_compressor(packer);
    MemoryFile cut(as_bytes(out).first(out.size() / 2));
    DeflateStream stream(cut, 0, cut.size(), text.size());
    std::vector<std::byte> into(text.size());
    auto got = stream.read(into);
    ASSERT_TRUE(got);
    EXPECT_GT(*got, text.size() / 3);
    EXPECT_EQ(as_text(Bytes(into).first(*got)), std::string_view(text).substr(0, *got));
    EXPECT_EQ(stream.read(into).error().what, "deflate: the contents end too early");
}

TEST(Inflate, RefusesAnotherSizeThanThatSaid) {
    auto* packer = libdeflate_alloc_compressor(6);
    std::string text(1000, 'x'), out(2000, '\0');
    out.resize(libdeflate_deflate_compress(packer, text.data(), text.size(), out.data(), 2000));
    libdeflate_free_compressor(packer);
    std::vector<std::byte> exact(1000), more(1001), less(999);
    EXPECT_TRUE(inflate(as_bytes(out), exact));
    EXPECT_EQ(as_text(exact), text);
    EXPECT_EQ(inflate(as_bytes(out), more).error().what, "unpacks to 1,000 bytes instead of 1,001");
    EXPECT_EQ(inflate(as_bytes(out), less).error().what, "unpacks to more than 999 bytes");
    EXPECT_EQ(crc32(as_bytes("123456789")), 0xCBF43926u);
}

TEST(ReadAhead, GivesTheSameBytes) {
    std::string text;
    for (int i = 0; i < 700'000; i++) text += std::to_string(i);
    const std::string file = packed(text);
    MemoryFile bytes(as_bytes(file));
    ReadAhead stream(std::make_unique<GzipStream>(bytes));
    std::string out;
    std::vector<std::byte> into(100'000);
    auto first = stream.read(into);
    out = as_text(Bytes(into).first(*first));
    EXPECT_EQ(*stream.skip(1'500'000), 1'500'000u);
    auto second = stream.read(into);
    EXPECT_TRUE(out == text.substr(0, 100'000));
    EXPECT_TRUE(as_text(Bytes(into).first(*second)) == text.substr(1'600'000, 100'000));
    EXPECT_EQ(*stream.skip(UINT64_MAX), text.size() - 1'700'000);
}

}  // namespace
}  // namespace bridle::gzip_test
