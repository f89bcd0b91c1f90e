#include "format/tar.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle {
namespace {

struct Header {
    std::string name;
    std::string content = {};
    char kind = '0';
    std::string size = {};  // as the field says it, if not the content's
    std::string target = {}, prefix = {};
};

std::string octal(std::uint64_t value, int digits) {
    std::string text(static_cast<std::size_t>(digits), '0');
    for (std::size_t i = text.size(); i-- > 0; value >>= 3)
        text[i] = static_cast<char>('0' + (value & 7));
    return text;
}

std::string member(const Header& header) {
    std::string block(512, '\0');
    block.replace(0, header.name.size(), header.name);
    block.replace(100, 7, "0100644");
    block.replace(108, 7, octal(501, 7));
    std::string size = header.size.empty() ? octal(header.content.size(), 11) : header.size;
    block.replace(124, size.size(), size);
    block.replace(136, 11, octal(1'700'000'000, 11));
    block.replace(148, 8, "        ");
    block[156] = header.kind;
    block.replace(157, header.target.size(), header.target);
    block.replace(257, 8,
                  std::string_view("ustar\0"
                                   "00",
                                   8));
    block.replace(345, header.prefix.size(), header.prefix);
    unsigned sum = 0;
    for (char c : block) sum += static_cast<unsigned char>(c);
    block.replace(148, 7, octal(sum, 6) + std::string(1, '\0'));
    block += header.content;
    block.resize((block.size() + 511) / 512 * 512, '\0');
    return block;
}

std::string ended(std::string archive) {
    return archive + std::string(1024, '\0');
}

// A line for each member and each problem.
std::string listed(std::string_view archive) {
    MemoryFile file(as_bytes(archive));
    FileStream stream(file);
    TarReader reader(stream);
    std::string out = "\n";
    auto problem = [&](const Error& error) { out += "problem: " + error.what + "\n"; };
    for (int i = 0; i < 100; i++) {
        auto next = reader.next(problem);
        if (!next) return out + "failed: " + next.error().what + "\n";
        if (!*next) return out;
        static constexpr const char* kTypes[] = {"file", "folder", "link", "hard link", "other"};
        out += printable((*next)->path) + " " + kTypes[static_cast<int>((*next)->type)];
        if (!(*next)->target.empty()) out += " -> " + (*next)->target;
        std::vector<std::byte> content(30);
        if (auto got = reader.read(content); got && *got)
            out += ": " + std::string(as_text(Bytes(content).first(*got)));
        if ((*next)->modified && iso(*(*next)->modified) != "2023-11-14T22:13:20Z")
            out += " " + iso(*(*next)->modified);
        out += (*next)->sparse ? " sparse\n" : "\n";
    }
    return out + "...";
}

TEST(Tar, ListsFilesFoldersAndLinks) {
    EXPECT_EQ(listed(ended(member({"private/", "", '5'}) + member({"private/a", "text"}) +
                           member({.name = "b", .kind = '2', .target = "../etc"}) +
                           member({.name = "c", .kind = '1', .target = "private/a"}) +
                           member({"fifo", "", '6'}) +
                           member({.name = "old", .content = "x", .prefix = "pre"}))),
              R"(
private/ folder
private/a file: text
b link -> ../etc
c hard link -> private/a
fifo other
pre/old file: x
)");
}

TEST(Tar, TakesLongNamesFromExtendedHeaders) {
    EXPECT_EQ(
        listed(ended(member({"x", "24 path=private/var/abc\n22 mtime=1600000000.25\n", 'x'}) +
                     member({"short", "1"}) + member({"@", std::string("gnu/long\0", 9), 'L'}) +
                     member({"short", "2"}) + member({"short", "3"}))),
        R"(
private/var/abc file: 1 2020-09-13T12:26:40.250000Z
gnu/long file: 2
short file: 3
)");
}

TEST(Tar, ReadsSizesOfMoreThanEightGigabytes) {
    std::string wide("\x80\0\0\0\0\0\0\0\0\0\0\4", 12);
    EXPECT_EQ(listed(ended(member({.name = "a", .content = "four", .size = wide}))), R"(
a file: four
)");
}

TEST(Tar, GoesOnBehindADamagedHeader) {
    std::string archive = member({"a", "1"}) + member({"b", "2"}) + member({"c", "3"});
    archive[1024 + 10] ^= 1;
    EXPECT_EQ(listed(ended(archive)), R"(
a file: 1
problem: tar: a header is damaged
c file: 3
)");
}

TEST(Tar, EndsWithinAMember) {
    EXPECT_EQ(listed(member({"a", "1"}) + member({"b", std::string(5000, 'x')}).substr(0, 1000)),
              R"(
a file: 1
b file: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
failed: tar: the file ends within a member
)");
}

TEST(Tar, RefusesImpossibleSizes) {
    std::string huge("\x80\0\0\0\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12), negative(12, '\xFF');
    EXPECT_EQ(listed(ended(member({.name = "a", .size = huge}) +
                           member({.name = "b", .size = negative}) + member({"c", "3"}))),
              R"(
problem: tar: a member of impossible size
problem: tar: a member of impossible size
c file: 3
)");
}

TEST(Tar, KnowsSparseFilesByBothForms) {
    EXPECT_EQ(listed(ended(member({"x", "22 GNU.sparse.major=1\n23 GNU.sparse.name=real\n", 'x'}) +
                           member({"a", "1"}) + member({"b", "22", 'S'}))),
              R"(
real file: 1 sparse
b file: 22 sparse
)");
}

TEST(Tar, IsToldByItsFirstBlock) {
    EXPECT_TRUE(looks_like_tar(as_bytes(member({"a", "1"}))));
    EXPECT_FALSE(looks_like_tar(as_bytes(std::string(512, '\0'))));
    EXPECT_FALSE(looks_like_tar(as_bytes(std::string(512, 'x'))));
    EXPECT_FALSE(looks_like_tar(as_bytes("short")));
}

}  // namespace
}  // namespace bridle
