#include "format/zip.h"

#include <gtest/gtest.h>

#include "base/byte_stream.h"
#include "base/text.h"
#include "fabricate/dump.h"
#include "support/harness.h"

namespace bridle::test::zip_test {
namespace {

using fabricate::DumpFile;

class Zip : public testing::Test {
protected:
    // The bytes of an archive of these files.
    std::string made(std::initializer_list<DumpFile> files) {
        const std::string path = folder_ / "a" + std::to_string(++count_) + ".zip";
        auto writer = fabricate::dump_writer(fabricate::DumpForm::zip, path);
        for (DumpFile file : files) {
            file.time = Time(std::chrono::seconds(1'700'000'000));
            EXPECT_TRUE((*writer)->add(file));
        }
        EXPECT_TRUE((*writer)->finish());
        return contents(path);
    }

    // A line for each member with what it unpacks to, and one for each problem.
    static std::string listed(std::string_view archive) {
        return listed(MemoryFile(as_bytes(archive)));
    }
    static std::string listed(const File& file) {
        auto zip = ZipArchive::open(file);
        if (!zip) return "\nno archive: " + zip.error().what + "\n";
        std::string out = "\n";
        auto visit = [&](const ZipMember& member, std::uint64_t at) {
            out += printable(member.name) + (member.folder ? " folder" : "") +
                   (member.link ? " link" : "") + (member.encrypted ? " encrypted" : "");
            if (member.modified) out += " " + iso(*member.modified);
            EXPECT_EQ(zip->member_at(at)->name, member.name);
            auto content = zip->content_of(member);
            out += ": " + (content ? unpacked(file, member, content->at) : content.error().what);
            if (content && content->flaw) out += " (" + content->flaw->what + ")";
            out += "\n";
            return true;
        };
        auto done =
            zip->each(visit, [&](const Error& error) { out += "problem: " + error.what + "\n"; });
        return done ? out : out + "failed: " + done.error().what + "\n";
    }

private:
    static std::string unpacked(const File& file, const ZipMember& member, std::uint64_t at) {
        std::vector<std::byte> into(std::min<std::uint64_t>(member.size, 40));
        if (member.method == 0) {
            static_cast<void>(file.read_at(at, into));
        } else {
            DeflateStream stream(file, at, member.packed, member.size);
            if (auto got = stream.read(into); !got) return got.error().what;
        }
        return std::string(as_text(into));
    }
    TemporaryFolder folder_;
    int count_ = 0;
};

TEST_F(Zip, ListsStoredAndPackedMembers) {
    EXPECT_EQ(listed(made({{.path = "a", .content = "short"},
                           {.path = "b/c", .content = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
                           {.path = "d", .type = DumpFile::Type::folder},
                           {.path = "e", .type = DumpFile::Type::link, .target = "a"}})),
              R"(
a 2023-11-14T22:13:20Z: short
b/c 2023-11-14T22:13:20Z: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
d/ folder 2023-11-14T22:13:20Z: 
e link 2023-11-14T22:13:20Z: a
)");
}

TEST_F(Zip, CountsWhatStandsBeforeIt) {
    EXPECT_EQ(listed("#!/bin/sh\n" + made({{.path = "a", .content = "short"}})), R"(
a 2023-11-14T22:13:20Z: short
)");
}

TEST_F(Zip, FindsMembersWhenTheDirectoryIsMissing) {
    std::string archive = made({{.path = "a", .content = "one"}, {.path = "b", .content = "two"}});
    EXPECT_EQ(listed(archive.substr(0, archive.find("PK\1\2"))), R"(
problem: zip: the directory at the end is missing; members are found one behind the other
a 2023-11-14T22:13:20Z: one
b 2023-11-14T22:13:20Z: two
)");
}

TEST_F(Zip, KeepsMembersBeforeADamagedEntry) {
    std::string archive = made({{.path = "a", .content = "one"}, {.path = "b", .content = "two"}});
    archive[archive.rfind("PK\1\2")] = 'X';
    EXPECT_EQ(listed(archive), R"(
a 2023-11-14T22:13:20Z: one
problem: zip: the directory is damaged; 1 members behind the damage are not known
)");
}

TEST_F(Zip, SaysThatAMemberIsNotWhereTheDirectorySays) {
    std::string archive = made({{.path = "a", .content = "one"}});
    archive[0] = 'X';
    EXPECT_EQ(listed(archive), R"(
a 2023-11-14T22:13:20Z: zip: no member is where the directory says
)");
}

TEST_F(Zip, KnowsMembersThatAreEncrypted) {
    std::string archive = made({{.path = "a", .content = "one"}});
    archive[archive.find("PK\1\2") + 8] |= 1;
    EXPECT_TRUE(listed(archive).contains("a encrypted"));
}

TEST_F(Zip, SaysThatItEndsWithinAMember) {
    std::string archive = made({{.path = "a", .content = "one"}, {.path = "b", .content = "two"}});
    archive.resize(archive.find("PK\1\2") - 2);
    EXPECT_EQ(listed(archive),
              "\nproblem: zip: the directory at the end is missing; members are "
              "found one behind the other\na 2023-11-14T22:13:20Z: one\n"
              "b 2023-11-14T22:13:20Z: t" +
                  std::string(2, '\0') + " (zip: the file ends within the member)\n");
}

TEST_F(Zip, HasSlashesWhereWindowsWroteBackslashes) {
    std::string archive = made({{.path = "private\\var\\a", .content = "one"}});
    EXPECT_EQ(listed(archive), "\nprivate\\var\\a 2023-11-14T22:13:20Z: one\n");
    archive[archive.find("PK\1\2") + 5] = 0;  // made by MS-DOS and not by Unix
    EXPECT_EQ(listed(archive), "\nprivate/var/a 2023-11-14T22:13:20Z: one\n");
}

// With four gigabytes of zeros in the middle.
class FarApart : public File {
public:
    FarApart(std::string_view archive, std::size_t middle) : archive_(archive), middle_(middle) {}
    std::uint64_t size() const override { return archive_.size() + kGap; }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
        if (offset >= size()) return 0;
        into = into.first(std::min<std::uint64_t>(into.size(), size() - offset));
        for (std::size_t i = 0; i < into.size(); i++) {
            const std::uint64_t at = offset + i;
            const bool behind = at >= middle_ + kGap;
            into[i] = at >= middle_ && !behind
                          ? std::byte{0}
                          : static_cast<std::byte>(archive_[behind ? at - kGap : at]);
        }
        return into.size();
    }

private:
    static constexpr std::uint64_t kGap = std::uint64_t{1} << 32;
    std::string_view archive_;
    std::size_t middle_;
};

// As Apple writes them: no offset has more than 32 bits.
TEST_F(Zip, FindsMembersBehindFourGigabytesThatTheirOffsetsDoNotCount) {
    std::string archive = made({{.path = "a", .content = "one"}, {.path = "b", .content = "two"}});
    EXPECT_EQ(listed(FarApart(archive, archive.find("PK\3\4", 4))), R"(
a 2023-11-14T22:13:20Z: one
b 2023-11-14T22:13:20Z: two
)");
}

TEST_F(Zip, IsNoZip) {
    EXPECT_EQ(listed("nothing of the kind"), "\nno archive: no zip archive\n");
    EXPECT_EQ(listed(""), "\nno archive: no zip archive\n");
}

TEST_F(Zip, HasMoreMembersThanSixteenBitsCount) {
    const std::string path = "many";
    auto folder = TemporaryFolder();
    auto writer = fabricate::dump_writer(fabricate::DumpForm::zip, folder / "many.zip");
    for (int i = 0; i < 70'000; i++)
        ASSERT_TRUE((*writer)->add({.path = std::to_string(i), .content = "x"}));
    ASSERT_TRUE((*writer)->finish());
    std::string archive = contents(folder / "many.zip");
    MemoryFile file(as_bytes(archive));
    auto zip = ZipArchive::open(file);
    ASSERT_TRUE(zip);
    std::size_t count = 0;
    auto visit = [&](const ZipMember&, std::uint64_t) { return ++count > 0; };
    EXPECT_TRUE(zip->each(visit, [](const Error& error) { ADD_FAILURE() << error.what; }));
    EXPECT_EQ(count, 70'000u);
}

}  // namespace
}  // namespace bridle::test::zip_test
