#include "acquisition/dump.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "acquisition/open.h"
#include "base/text.h"
#include "fabricate/dump.h"
#include "support/harness.h"

namespace bridle::test {
namespace {

namespace fs = std::filesystem;
using fabricate::DumpFile;
using fabricate::DumpForm;

constexpr std::pair<DumpForm, const char*> kForms[] = {{DumpForm::folder, "dump"},
                                                       {DumpForm::tar, "dump.tar"},
                                                       {DumpForm::tar_gz, "dump.tar.gz"},
                                                       {DumpForm::zip, "dump.zip"}};
const std::vector<DumpFile> kPhone = {
    {.path = "private/var/mobile", .type = DumpFile::Type::folder, .mode = 0755},
    {.path = "private/var/mobile/a", .content = "first"},
    {.path = "private/var/mobile/A", .content = "another, in capitals"},
    {.path = "private/var/tmp/x y",
     .content = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     .mode = 0755},
    {.path = "var", .type = DumpFile::Type::link, .target = "private/var"},
};

class Dumps : public testing::Test {
protected:
    std::string make(DumpForm form, const std::string& name, const std::vector<DumpFile>& files) {
        auto writer = fabricate::dump_writer(form, folder_ / name);
        for (DumpFile file : files) {
            file.time = Time(std::chrono::seconds(1'700'000'000));
            EXPECT_TRUE((*writer)->add(file));
        }
        EXPECT_TRUE((*writer)->finish());
        return folder_ / name;
    }

    // A line for each entry, with the contents of files, and for each problem; sorted.
    std::string listed(const std::string& path) {
        auto opened = open_acquisition(path, []() -> Result<Secret> { return Secret(); });
        if (!opened) return without("\n" + opened.error().what + "\n", {folder_.path()});
        std::set<std::string> lines;
        std::vector<std::pair<std::string, std::string>> files;
        auto visit = [&](const Entry& entry) {
            static constexpr const char* kTypes[] = {"", " folder", " link", " other"};
            std::string line = std::string(entry.path) + kTypes[static_cast<int>(entry.type)];
            if (!entry.target.empty()) line += " -> " + std::string(entry.target);
            if (entry.type == Entry::Type::file)
                files.emplace_back(line, entry.location);
            else
                lines.insert(line);
            return true;
        };
        auto done = (*opened)->list(
            visit, [&](const Error& error) { lines.insert("problem: " + error.what); });
        if (!done) lines.insert("failed: " + done.error().what);
        for (const auto& [line, location] : files) {
            if (line.starts_with(kOwnFiles)) continue;
            auto file = (*opened)->open(location);
            auto bytes = file ? (*file)->read_all(1 << 20) : std::unexpected(file.error());
            lines.insert(line + ": " + (bytes ? std::string(as_text(*bytes)) : bytes.error().what) +
                         (file && (*file)->flaw() ? " flaw: " + (*file)->flaw()->what : ""));
        }
        std::string out = "\n";
        for (const std::string& line : lines) out += line + "\n";
        return without(out, {folder_.path()});
    }

    TemporaryFolder folder_;
};

TEST_F(Dumps, HoldTheSameInEveryForm) {
    for (auto [form, name] : kForms) {
        std::string files;
        const std::string all = listed(make(form, name, kPhone));
        for (std::string_view line : split(all, '\n'))
            if (!line.ends_with(" folder")) files += std::string(line) + "\n";
        EXPECT_EQ(files, R"(
/private/var link -> private/var
/private/var/mobile/A: another, in capitals
/private/var/mobile/a: first
/private/var/tmp/x y: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

)") << name;
    }
}

TEST_F(Dumps, AreNotFollowedOutOfTheFolder) {
    make(DumpForm::folder, "dump", kPhone);
    std::ofstream(folder_ / "secret") << "of this machine";
    fs::create_symlink(folder_ / "secret", folder_ / "dump/private/var/mobile/link");
    fs::create_directory_symlink(folder_.path(), folder_ / "dump/private/var/out");
    mkfifo((folder_ / "dump/private/var/mobile/pipe").c_str(), 0600);
    std::string all = listed(folder_ / "dump");
    EXPECT_TRUE(all.contains("/private/var/mobile/link link"));
    EXPECT_TRUE(all.contains("/private/var/out link"));
    EXPECT_TRUE(all.contains("/private/var/mobile/pipe other"));
    EXPECT_FALSE(all.contains("of this machine"));
    EXPECT_FALSE(all.contains("/private/var/out/"));
}

TEST_F(Dumps, MakeHostileNamesHarmless) {
    const std::string longest = "private/var/" + std::string(9000, 'n');
    for (auto form : {DumpForm::tar_gz, DumpForm::zip}) {
        std::string name = form == DumpForm::zip ? "x.zip" : "x.tar.gz";
        EXPECT_EQ(listed(make(form, name,
                              {{.path = "private/var/mobile/a", .content = "1"},
                               {.path = "/private/var/mobile/absolute", .content = "2"},
                               {.path = "private/var/../../up", .content = "3"},
                               {.path = std::string("private/var/bad\xFF"), .content = "4"},
                               {.path = "private/var/mobile/a", .content = "again"}})),
                  "\n/private/var/..\uFFFD/..\uFFFD/up: 3\n/private/var/bad\uFFFD: 4\n"
                  "/private/var/mobile/a: 1\n/private/var/mobile/a: again\n"
                  "/private/var/mobile/absolute: 2\n"
                  "problem: private/var/../../up: the name climbs with . or ..\n"
                  "problem: private/var/bad\uFFFD: the name is not UTF-8\n")
            << name;
    }
    std::string all = listed(
        make(DumpForm::zip, "long.zip", {{.path = "private/var/mobile/a"}, {.path = longest}}));
    EXPECT_TRUE(all.contains("the name is longer than a path can be"));
    EXPECT_LT(all.size(), 10'000u);
}

TEST_F(Dumps, KeepNamesThatAreNotUtf8InAFolder) {
    make(DumpForm::folder, "dump", kPhone);
    std::ofstream(folder_ /
                  "dump/private/var/mobile/od\xFF"
                  "d")
        << "content";
    EXPECT_TRUE(listed(folder_ / "dump").contains("/private/var/mobile/od\uFFFDd: content\n"));
}

TEST_F(Dumps, KeepWhatCameBeforeDamage) {
    std::string path = make(DumpForm::tar_gz, "dump.tar.gz", kPhone), bytes = contents(path);
    std::ofstream(folder_ / "cut.tar.gz", std::ios::binary) << bytes.substr(0, bytes.size() - 60);
    std::string all = listed(folder_ / "cut.tar.gz");
    EXPECT_TRUE(all.contains("/private/var/mobile/a: first\n")) << all;
    EXPECT_TRUE(all.contains("failed: gzip: ")) << all;
    std::string tar = contents(make(DumpForm::tar, "dump.tar", kPhone));
    std::ofstream(folder_ / "cut.tar", std::ios::binary) << tar.substr(0, 512 * 6 + 20);
    all = listed(folder_ / "cut.tar");
    EXPECT_TRUE(
        all.contains("/private/var/tmp/x y: aaaaaaaaaaaaaaaaaaaa flaw: tar: the file ends "
                     "within a member\n"))
        << all;
}

TEST_F(Dumps, SayThatAZippedMemberIsDamaged) {
    const std::string content(1000, 'a');
    std::string bytes = contents(
        make(DumpForm::zip, "dump.zip", {{.path = "private/var/mobile/a", .content = content}}));
    bytes[bytes.find("PK\1\2") + 16] ^= 1;  // its checksum
    std::ofstream(folder_ / "bad.zip", std::ios::binary) << bytes;
    EXPECT_EQ(
        listed(folder_ / "bad.zip"),
        "\n/private/var/mobile/a: zip: the checksum of the member does not fit its contents\n");
}

TEST_F(Dumps, ReadOnlyTheFirstOfTwoFileSystems) {
    std::string all = listed(make(DumpForm::tar, "two.tar",
                                  {{.path = "anna/private/var/mobile/a", .content = "1"},
                                   {.path = "ben/private/var/mobile/b", .content = "2"}}));
    EXPECT_EQ(all, R"(
/private/var/mobile/a: 1
problem: /two.tar: a second file system begins at ben/; only the first, at anna/, was read
)");
}

TEST_F(Dumps, AreListedWhenThereAreSeveral) {
    fs::create_directory(folder_ / "phones");
    make(DumpForm::folder, "phones/anna", kPhone);
    make(DumpForm::zip, "phones/ben.zip", kPhone);
    std::ofstream(folder_ / "phones/notes.zip") << "no archive";
    EXPECT_EQ(listed(folder_ / "phones"), R"(
/phones: 2 acquisitions. Give one of them, or --each to examine them all:
  /phones/anna (a file-system dump)
  /phones/ben.zip (a file-system dump)
)");
}

TEST_F(Dumps, SayThatAnArchiveHoldsNoPhone) {
    EXPECT_EQ(listed(make(DumpForm::tar_gz, "other.tar.gz", {{.path = "home/x", .content = "1"}})),
              "\n/other.tar.gz: an archive in which nothing looks like the file system of an "
              "iPhone. With --as filesystem it is read all the same\n");
}

TEST_F(Dumps, AreTakenAtTheirWordWhenSomebodySaysSo) {
    const std::string path = make(DumpForm::folder, "part", {{.path = "Library/SMS/sms.db"}});
    auto candidate = find_acquisition(path, AcquisitionKind::filesystem);
    ASSERT_TRUE(candidate);
    auto opened = open_acquisition(*candidate, {.password = {}});
    std::string found;
    EXPECT_TRUE((*opened)->list(
        [&](const Entry& entry) {
            if (entry.type == Entry::Type::file) found = entry.path;
            return false;
        },
        [](const Error&) {}));
    EXPECT_EQ(found, "/Library/SMS/sms.db");
}

TEST_F(Dumps, StopABomb) {
    const std::string zeros(4 << 20, '\0');
    const std::vector<DumpFile> files = {{.path = "private/var/mobile/a", .content = "1"},
                                         {.path = "private/var/mobile/zeros", .content = zeros},
                                         {.path = "private/var/mobile/z", .content = "2"}};
    for (auto form : {DumpForm::tar_gz, DumpForm::zip}) {
        const std::string path =
            make(form, form == DumpForm::zip ? "bomb.zip" : "bomb.tar.gz", files);
        ASSERT_LT(fs::file_size(path), 100u << 10);
        auto opened =
            open_dump(path, {.scratch = folder_.path(), .limit = {.ratio = 10, .spare = 1 << 20}});
        ASSERT_TRUE(opened) << opened.error().what;
        std::vector<std::string> locations;
        auto visit = [&](const Entry& entry) {
            locations.emplace_back(entry.location);
            return true;
        };
        auto done = (*opened)->list(visit, [](const Error&) {});
        std::string why = done ? "" : done.error().what;
        for (const std::string& location : locations)
            if (auto file = (*opened)->open(location); file && location.ends_with("/zeros"))
                if (auto bytes = (*file)->read_all(1 << 30); !bytes) why += bytes.error().what;
        EXPECT_TRUE(why.ends_with("unpacks to far more than a phone's files do")) << why;
    }
}

}  // namespace
}  // namespace bridle::test
