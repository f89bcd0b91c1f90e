#include "acquisition/dump.h"

#include <gtest/gtest.h>
#include <libdeflate.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "acquisition/dump_base.h"
#include "acquisition/open.h"
#include "base/text.h"
#include "fabricate/dump.h"
#include "support/harness.h"
#include "support/tar.h"

namespace bridle::test::dump_test {
namespace {

namespace fs = std::filesystem;
using fabricate::DumpFile;
using fabricate::DumpForm;

constexpr std::pair<DumpForm, const char*> kForms[] = {{DumpForm::folder, "dump"},
                                                       {DumpForm::tar, "dump.tar"},
                                                       {DumpForm::tar_gz, "dump.tar.gz"},
                                                       {DumpForm::zip, "dump.zip"}};
std::string gzipped(std::string_view bytes) {
    auto* packer = libdeflate_alloc_compressor(6);
    std::string out(libdeflate_gzip_compress_bound(packer, bytes.size()), '\0');
    out.resize(
        libdeflate_gzip_compress(packer, bytes.data(), bytes.size(), out.data(), out.size()));
    libdeflate_free_compressor(packer);
    return out;
}

std::string without_folders(const std::string& lines) {
    std::string out = "\n";
    for (std::string_view line : split(lines, '\n'))
        if (!line.empty() && !line.ends_with(" folder")) out += std::string(line) + "\n";
    return out;
}

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

    std::string put(const std::string& name, std::string_view bytes) {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
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
    for (auto [form, name] : kForms)
        EXPECT_EQ(without_folders(listed(make(form, name, kPhone))), R"(
/private/var link -> private/var
/private/var/mobile/A: another, in capitals
/private/var/mobile/a: first
/private/var/tmp/x y: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
)") << name;
}

TEST_F(Dumps, PutPartitionsSideBySideTogether) {
    for (auto [form, name] : kForms)
        EXPECT_EQ(without_folders(
                      listed(make(form, name,
                                  {{.path = "mnt1/System/Library/CoreServices/x", .content = "1"},
                                   {.path = "mnt1/usr/bin/x", .content = "2"},
                                   {.path = "mnt2/log/x", .content = "3"},
                                   {.path = "mnt2/mobile/Library/x", .content = "4"}}))),
                  R"(
/System/Library/CoreServices/x: 1
/private/var/log/x: 3
/private/var/mobile/Library/x: 4
/usr/bin/x: 2
)") << name;
}

TEST_F(Dumps, ListWhatAMacPutsBesideFilesButDoNotReadIt) {
    for (auto [form, name] : kForms)
        EXPECT_EQ(without_folders(
                      listed(make(form, name,
                                  {{.path = "__MACOSX/private/var/mobile/._a", .content = "1"},
                                   {.path = "private/var/mobile/._b", .content = "2"},
                                   {.path = "private/var/mobile/a", .content = "3"}}))),
                  R"(
/__MACOSX/private/var/mobile/._a other
/private/var/mobile/._b other
/private/var/mobile/a: 3
)") << name;
}

TEST_F(Dumps, SayWhereAPackedLinkLeads) {
    const std::string target(200, 'a');
    EXPECT_EQ(
        listed(make(
            DumpForm::zip, "x.zip",
            {{.path = "private/var/mobile/a", .type = DumpFile::Type::link, .target = target}})),
        "\n/private/var/mobile/a link -> " + target + "\n");
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

TEST_F(Dumps, SayThatAnArchiveIsCutBetweenMembers) {
    const std::string tar = member({"private/var/mobile/a", "1"});
    std::string damaged = gzipped(ended(member({"private/var/mobile/b", "2"})));
    damaged[0] ^= 1;  // the packed rest is taken for a remark behind the end
    for (const std::string& path : {put("x.tar", tar), put("x.tar.gz", gzipped(tar)),
                                    put("y.tar.gz", gzipped(tar) + damaged)})
        EXPECT_EQ(listed(path), R"(
/private/var/mobile/a: 1
problem: tar: the mark of the end is missing: either nobody wrote one, or the archive was cut off and members are missing, too
)");
}

TEST_F(Dumps, ReadFilesWithHoles) {
    const std::string name = "private/var/mobile/a";
    auto archive = [&](std::uint64_t size, const std::string& map) {
        std::string content = map;
        content.resize(512, '\0');
        return member({"x",
                       record("GNU.sparse.major", "1") + record("GNU.sparse.name", name) +
                           record("GNU.sparse.realsize", std::to_string(size)),
                       'x'}) +
               member({"x", content + "abcdefg"});
    };
    const std::string tar = archive(20, "2\n0\n4\n12\n3\n"), cut = tar.substr(0, 512 * 4 + 6);
    const std::string front = "\n/private/var/mobile/a: abcd" + std::string(8, '\0');
    for (auto pack : {+[](std::string_view bytes) { return std::string(bytes); }, &gzipped}) {
        const bool plain = pack("") == "";
        const std::string file = plain ? "x.tar" : "x.tar.gz";
        EXPECT_EQ(listed(put(file, pack(ended(tar)))), front + "efg" + std::string(5, '\0') + "\n");
        const std::string how = plain ? "failed: tar: the file ends within a member"
                                      : "problem: tar: the mark of the end is missing: either "
                                        "nobody wrote one, or the archive was cut off and members "
                                        "are missing, too";
        EXPECT_EQ(listed(put(file, pack(cut))),
                  front + "ef flaw: tar: the file ends within a member\n" + how + "\n");
        EXPECT_EQ(listed(put(file, pack(ended(archive(1, "2\n0\n4\n12\n3\n"))))),
                  "\n/private/var/mobile/a: tar: where the holes of the file are is not said as it "
                  "should be\n");
        EXPECT_EQ(listed(put(file, pack(ended(archive(std::uint64_t{1} << 49, "1\n0\n7\n"))))),
                  "\n/private/var/mobile/a: unpacks to far more than a phone's files do\n");
    }
}

TEST_F(Dumps, FindFilesThatAreWantedUnderTheirSecondNameOnly) {
    auto second = [](const std::string& name, const std::string& target) {
        return member({.name = "private/var/mobile/" + name, .kind = '1', .target = target});
    };
    const std::string tar = ended(member({"private/var/mobile/a", "text"}) +
                                  second("b", "private/var/mobile/a") + second("c", "gone"));
    for (const std::string& path : {put("x.tar", tar), put("x.tar.gz", gzipped(tar))}) {
        auto opened = open_dump(path, {.scratch = folder_.path()});
        ASSERT_TRUE(opened) << opened.error().what;
        std::vector<std::string> wanted;
        auto visit = [&](const Entry& entry) {
            if (entry.target.empty()) return false;
            wanted.emplace_back(entry.location);
            return true;
        };
        EXPECT_TRUE((*opened)->list(visit, [](const Error& error) { FAIL() << error.what; }));
        std::string out = "\n";
        for (const std::string& location : wanted) {
            auto file = (*opened)->open(location);
            auto bytes = file ? (*file)->read_all(100) : std::unexpected(file.error());
            out += location + ": " + (bytes ? std::string(as_text(*bytes)) : bytes.error().what) +
                   "\n";
        }
        EXPECT_EQ(out, R"(
private/var/mobile/b: text
private/var/mobile/c: a second name of gone, which was not found
)");
    }
}

TEST_F(Dumps, GiveSecondNamesTheSizeOfTheFile) {
    const std::string path = put(
        "x.tar", ended(member({"private/var/a", "text"}) +
                       member({.name = "private/var/b", .kind = '1', .target = "private/var/a"}) +
                       member({.name = "private/var/c", .kind = '1', .target = "gone"})));
    auto opened = open_dump(path, {.scratch = folder_.path()});
    ASSERT_TRUE(opened) << opened.error().what;
    std::string out;
    auto visit = [&](const Entry& entry) {
        if (!entry.target.empty())
            out += entry.attributes.size ? std::to_string(*entry.attributes.size) + " " : "? ";
        return true;
    };
    EXPECT_TRUE((*opened)->list(visit, [](const Error&) {}));
    EXPECT_EQ(out, "4 ? ");
}

TEST(Locations, AreNobodyElsesAndShort) {
    std::map<std::string, int> kept;
    for (int i = 0; i < 50'000; i++) kept.emplace(location_for("a", kept), i);
    EXPECT_EQ(kept.size(), 50'000u);
    EXPECT_EQ(kept.at("a"), 0);
    EXPECT_EQ(kept.at("a#50000"), 49'999);
    const std::string longest(1'000'000, 'n'), location = location_for(longest, kept);
    EXPECT_EQ(location, std::string(200, 'n'));
    kept.emplace(location, 0);
    EXPECT_EQ(location_for(longest, kept), location + "#2");
}

TEST_F(Dumps, SayAHundredTimesThatTheListingIsDamaged) {
    std::string bad = member({"b"}), archive = member({"private/var/mobile/a", "1"});
    bad[10] ^= 1;
    for (int i = 0; i < 150; i++) archive += bad + member({"private/var/mobile/a", "1"});
    auto opened = open_dump(put("x.tar", ended(archive)), {.scratch = folder_.path()});
    ASSERT_TRUE(opened) << opened.error().what;
    std::vector<std::string> problems;
    EXPECT_TRUE((*opened)->list([](const Entry&) { return false; },
                                [&](const Error& error) { problems.push_back(error.what); }));
    ASSERT_EQ(problems.size(), 101u);
    EXPECT_EQ(problems.front(), "tar: a header is damaged");
    EXPECT_EQ(without(problems.back(), {folder_.path()}),
              "/x.tar: 50 more entries have defects like these");
}

TEST_F(Dumps, UnpackADamagedMemberAsFarAsItGoes) {
    std::string content;
    for (int i = 0; i < 3'000; i++) content += std::to_string(i * 7919) + " ";
    std::string bytes = contents(
        make(DumpForm::zip, "dump.zip", {{.path = "private/var/mobile/a", .content = content}}));
    const std::string cut = bytes.substr(0, bytes.find("PK\1\2") / 2);
    bytes.replace(cut.size(), 100, 100, '\xFF');
    std::string all = listed(put("bad.zip", bytes));
    EXPECT_TRUE(all.starts_with("\n/private/var/mobile/a: 0 7919 15838 ")) << all;
    EXPECT_TRUE(all.contains(" flaw: ")) << all;
    all = listed(put("cut.zip", cut));
    EXPECT_TRUE(all.starts_with("\n/private/var/mobile/a: 0 7919 15838 ")) << all;
    EXPECT_TRUE(all.contains(" flaw: zip: the file ends within the member\n")) << all;
}

TEST_F(Dumps, SayThatAStoredMemberIsDamaged) {
    std::string bytes = contents(
        make(DumpForm::zip, "dump.zip", {{.path = "private/var/mobile/a", .content = "short"}}));
    bytes[bytes.find("short")] = 'S';
    EXPECT_EQ(listed(put("bad.zip", bytes)),
              "\n/private/var/mobile/a: Short flaw: zip: the checksum of the member does not fit "
              "its contents\n");
}

TEST_F(Dumps, SayThatAZippedMemberIsDamaged) {
    const std::string content(1000, 'a');
    std::string bytes = contents(
        make(DumpForm::zip, "dump.zip", {{.path = "private/var/mobile/a", .content = content}}));
    bytes[bytes.find("PK\1\2") + 16] ^= 1;  // its checksum
    std::ofstream(folder_ / "bad.zip", std::ios::binary) << bytes;
    EXPECT_EQ(listed(folder_ / "bad.zip"),
              "\n/private/var/mobile/a: " + content +
                  " flaw: zip: the checksum of the member does not fit its contents\n");
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
/phones: 3 acquisitions. Give one of them, or --each to examine them all:
  /phones/anna (a file-system dump)
  /phones/ben.zip (a file-system dump)
  /phones/notes.zip (an archive that cannot be read)
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

TEST_F(Dumps, SayThatNoneOfTheirFilesIsOneOfThePhonesData) {
    auto opened = open_dump(make(DumpForm::tar, "x.tar", {{.path = "home/x"}}), {});
    std::string problems;
    EXPECT_TRUE((*opened)->list([](const Entry&) { return false; },
                                [&](const Error& error) { problems += error.what; }));
    EXPECT_EQ(without(problems, {folder_.path()}),
              "/x.tar: none of the files lies below /private, where a phone keeps its data");
}

TEST_F(Dumps, AreReadUpToDamageThatComesBeforeAnyRoot) {
    const std::string bytes = gzipped(ended(member({"Library/x", "1"})));
    const std::string path = put("x.tar.gz", bytes.substr(0, bytes.size() - 9));
    auto opened = open_dump(path, {.scratch = folder_.path()});
    ASSERT_TRUE(opened) << opened.error().what;
    std::string paths;
    auto done = (*opened)->list(
        [&](const Entry& entry) {
            if (entry.path.starts_with("/")) paths += entry.path;
            return false;
        },
        [](const Error&) {});
    EXPECT_EQ(paths, "/Library/x");
    EXPECT_EQ(done.error().what, "gzip: the file ends before its contents do");
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
}  // namespace bridle::test::dump_test
