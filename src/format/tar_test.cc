#include "format/tar.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/tar.h"

namespace bridle::test::tar_test {
namespace {

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
        if ((*next)->unreadable) out += "! " + (*next)->unreadable->what;
        if ((*next)->pieces) out += "; " + grouped((*next)->size) + " bytes:";
        for (const auto& piece : (*next)->pieces.value_or(std::vector<TarMember::Piece>()))
            out += " " + grouped(piece.at) + "+" + grouped(piece.size);
        out += "\n";
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

TEST(Tar, SearchesOnThroughTheZerosBehindADamagedHeader) {
    std::string archive = member({"a", std::string(2048, '\0')}) + member({"b", "2"});
    archive[10] ^= 1;
    EXPECT_EQ(listed(ended(archive)), R"(
problem: tar: a header is damaged
b file: 2
)");
    std::string huge("\x80\0\0\0\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12);
    EXPECT_EQ(listed(ended(member({"a", std::string(2048, '\0'), '0', huge}) + member({"b", "2"}))),
              R"(
problem: tar: a member of impossible size
b file: 2
)");
}

TEST(Tar, SaysThatTheEndIsMissing) {
    const std::string whole = member({"a", "1"});
    for (const std::string& cut : {whole, whole + std::string(512, '\0')})
        EXPECT_EQ(listed(cut), R"(
a file: 1
problem: tar: the mark of the end is missing: either nobody wrote one, or the archive was cut off and members are missing, too
)");
    EXPECT_EQ(listed(whole + member({"b", "2"}).substr(0, 100)), R"(
a file: 1
problem: tar: the file ends within a header
)");
}

TEST(Tar, ReadsOnBehindTheEnd) {
    const std::string first = ended(member({"a", "1"})) + std::string(5120, '\0');
    EXPECT_EQ(listed(first + ended(member({"b", "2"}))), R"(
a file: 1
problem: tar: another archive follows behind the end, and is read, too
b file: 2
)");
    EXPECT_EQ(listed(first + std::string(700, 'x')), R"(
a file: 1
problem: tar: what follows behind the end is no member
)");
}

TEST(Tar, DoesNotGiveTheNameOfADamagedMemberToTheNext) {
    const std::string named = member({"x", record("path", "private/var/abc"), 'x'});
    std::string bad = member({"short", "1"});
    bad[10] ^= 1;
    EXPECT_EQ(listed(ended(named + bad + member({"next", "2"}))), R"(
problem: tar: a header is damaged
next file: 2
)");
    std::string negative(12, '\xFF');
    EXPECT_EQ(
        listed(ended(named + member({.name = "short", .size = negative}) + member({"next", "2"}))),
        R"(
problem: tar: a member of impossible size
next file: 2
)");
}

TEST(Tar, PassesOverTheContentOfFoldersAndSecondNames) {
    EXPECT_EQ(
        listed(ended(member({"inc/", "YaYb", 'D'}) + member({"x", record("comment", "x"), 'x'}) +
                     member({.name = "link", .content = "same", .kind = '1', .target = "a"}) +
                     member({.name = "old", .kind = '1', .size = octal(4, 11), .target = "a"}) +
                     member({"b", "2"}))),
        R"(
inc/ folder: YaYb
link file -> a: same
old hard link -> a
b file: 2
)");
}

// "abcd" at the beginning and "efg" at 4096, in a file of 5000 bytes.
std::string sparse(const std::string& records, const std::string& map = {}) {
    std::string content = map;
    content.resize((map.size() + 511) / 512 * 512, '\0');
    return ended(member({"x", records, 'x'}) + member({"file", content + "abcdefg"}));
}
const std::string kInContent = record("GNU.sparse.major", "1") + record("GNU.sparse.minor", "0") +
                               record("GNU.sparse.name", "real") +
                               record("GNU.sparse.realsize", "5000");

TEST(Tar, KnowsWhereTheHolesOfAFileAre) {
    EXPECT_EQ(listed(sparse(kInContent, "2\n0\n4\n4096\n3\n")), R"(
real file: abcdefg; 5,000 bytes: 0+4 4,096+3
)");
    EXPECT_EQ(listed(sparse(record("GNU.sparse.size", "5000") + record("GNU.sparse.name", "real") +
                            record("GNU.sparse.numblocks", "3") +
                            record("GNU.sparse.map", "0,4,4096,3,5000,0"))),
              R"(
real file: abcdefg; 5,000 bytes: 0+4 4,096+3
)");
    EXPECT_EQ(
        listed(sparse(record("GNU.sparse.size", "5000") + record("GNU.sparse.numblocks", "2") +
                      record("GNU.sparse.offset", "0") + record("GNU.sparse.numbytes", "4") +
                      record("GNU.sparse.offset", "4096") + record("GNU.sparse.numbytes", "3"))),
        R"(
file file: abcdefg; 5,000 bytes: 0+4 4,096+3
)");
}

// The old form has four pieces in the header, and more in the block behind it.
TEST(Tar, KnowsWhereTheHolesAreByTheOldForm) {
    const std::string zero(1, '\0');
    auto number = [&](std::uint64_t value) { return octal(value, 11) + zero; };
    std::string in_header(41, '\0'), behind;
    for (std::uint64_t at : {0, 512, 1024, 1536}) in_header += number(at) + number(1);
    in_header += "\1" + number(5000);
    behind = number(4096) + number(3) + number(5000) + number(0);
    behind.resize(512, '\0');
    EXPECT_EQ(listed(ended(member({.name = "a",
                                   .content = behind + "abcdefg",
                                   .kind = 'S',
                                   .size = octal(7, 11),
                                   .prefix = in_header}) +
                           member({"b", "2"}))),
              R"(
a file: abcdefg; 5,000 bytes: 0+1 512+1 1,024+1 1,536+1 4,096+3
b file: 2
)");
}

TEST(Tar, SaysThatTheHolesOfAFileContradictIt) {
    const std::string defect = "! tar: where the holes of the file are is not said as it should be";
    for (const char* map :
         {"2\n0\n4\n2\n3\n", "2\n0\n4\n4096\n4\n", "2\n0\n4\n4998\n3\n", "1\n0\n4\n", "x\n0\n"})
        EXPECT_EQ(listed(sparse(kInContent, map)), "\nreal file: abcdefg" + defect + "\n") << map;
    EXPECT_EQ(listed(sparse(kInContent, "2\n0\n4\n")), "\nreal file" + defect + "\n");
    EXPECT_EQ(listed(sparse(record("GNU.sparse.size", "5000"))),
              "\nfile file: abcdefg" + defect + "\n");
}

TEST(Tar, IsToldByItsFirstBlock) {
    EXPECT_TRUE(looks_like_tar(as_bytes(member({"a", "1"}))));
    EXPECT_FALSE(looks_like_tar(as_bytes(std::string(512, '\0'))));
    EXPECT_FALSE(looks_like_tar(as_bytes(std::string(512, 'x'))));
    EXPECT_FALSE(looks_like_tar(as_bytes("short")));
}

}  // namespace
}  // namespace bridle::test::tar_test
