#include "acquisition/find.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "acquisition/open.h"
#include "support/backup_maker.h"
#include "support/harness.h"

namespace bridle::find_test {
namespace {

namespace fs = std::filesystem;
using test::BackupMaker;
using test::TemporaryFolder;

class FindAcquisitions : public testing::Test {
protected:
    BackupMaker backup(std::string_view below = "") {
        std::string path = folder_.path() + std::string(below);
        fs::create_directories(path);
        BackupMaker maker(path, BackupMaker::Kind::plain);
        maker.write();
        return maker;
    }
    void status(const BackupMaker& maker, std::string_view state) {
        maker.put("Status.plist", test::xml_list("<dict><key>SnapshotState</key><string>" +
                                                 std::string(state) + "</string></dict>"));
    }
    // The folder that is found, or why none is, with the test's folder as $.
    std::string found(std::string_view below = "") {
        Result<Candidate> found = find_acquisition(folder_.path() + std::string(below));
        std::string said = found ? found->path : found.error().what;
        for (std::size_t at; (at = said.find(folder_.path())) != said.npos;)
            said.replace(at, folder_.path().size(), "$");
        return said;
    }
    TemporaryFolder folder_;
};

constexpr std::string_view kWhatToGive =
    "Give the folder that holds Manifest.db and Info.plist, or the one right above it; or a dump "
    "of "
    "the file system: a folder, .tar, .tar.gz or .zip that holds private/var";

TEST_F(FindAcquisitions, FindsTheFolderItself) {
    backup();
    EXPECT_EQ(found(), "$");
    EXPECT_EQ(found("///"), "$");
}

TEST_F(FindAcquisitions, FindsTheOnlyOneBelow) {
    backup("/00008110-1E");
    fs::create_directories(folder_ / "other");
    EXPECT_EQ(found(), "$/00008110-1E");
}

TEST_F(FindAcquisitions, LooksNoDeeper) {
    backup("/MobileSync/Backup/00008110-1E");
    EXPECT_EQ(found("/MobileSync"),
              "$/MobileSync: no iPhone backup and no dump is here. " + std::string(kWhatToGive));
}

TEST_F(FindAcquisitions, FollowsNoLinksBelow) {
    backup("/here/1E");
    fs::create_directories(folder_ / "there");
    fs::create_directory_symlink(folder_ / "here/1E", folder_ / "there/1E");
    EXPECT_EQ(found("/there"),
              "$/there: no iPhone backup and no dump is here. " + std::string(kWhatToGive));
}

TEST_F(FindAcquisitions, NamesThemWhenThereAreSeveral) {
    backup("/b");
    backup("/a");
    status(backup("/c"), "new");
    EXPECT_EQ(found(), R"($: 3 iPhone backups. Give one of them, or --each to examine them all:
  $/a (Anna's iPhone, iOS 18.5, 2026-06-01)
  $/b (Anna's iPhone, iOS 18.5, 2026-06-01)
  $/c (Anna's iPhone, iOS 18.5, 2026-06-01, not examinable))");
    EXPECT_EQ(find_acquisitions(folder_.path())->size(), 3u);
}

TEST_F(FindAcquisitions, NamesNoMoreThanFitOnAScreen) {
    for (int i = 0; i < 25; i++) backup("/" + std::to_string(i));
    std::string said = found();
    EXPECT_EQ(std::ranges::count(said, '\n'), 21);
    EXPECT_TRUE(said.ends_with("\n  and more"));
}

TEST_F(FindAcquisitions, SaysThatThereIsNoSuchFolder) {
    EXPECT_EQ(found("/nowhere"), "$/nowhere: there is no such file or folder");
}

TEST_F(FindAcquisitions, SaysThatTheFolderIsEmpty) {
    EXPECT_EQ(found(), "$: an empty folder. " + std::string(kWhatToGive));
}

TEST_F(FindAcquisitions, SaysThatAFileWasGiven) {
    backup("/backup").put("notes.txt", "");
    BackupMaker(folder_.path(), BackupMaker::Kind::plain).put("notes.txt", "");
    EXPECT_EQ(found("/backup/Manifest.db"),
              "$/backup/Manifest.db: a file of a backup. Give the folder that it lies in");
    EXPECT_EQ(found("/notes.txt"),
              "$/notes.txt: a file, and neither an iPhone backup nor a dump. " +
                  std::string(kWhatToGive));
}

TEST_F(FindAcquisitions, SaysThatTheFolderCannotBeRead) {
    if (geteuid() == 0) GTEST_SKIP() << "skipped: root may read everything";
    backup("/closed/1E");
    fs::permissions(folder_ / "closed", fs::perms::none);
    EXPECT_EQ(found("/closed"),
              "$/closed: Permission denied. Allow this program to read the folder, or copy it to "
              "where it may");
    EXPECT_EQ(found(),
              "$/closed: Permission denied. Allow this program to read the folder, or copy it to "
              "where it may");
    backup("/open");
    EXPECT_EQ(found(),
              "$: 2 iPhone backups. Give one of them, or --each to examine them all:\n"
              "  $/closed (a folder that cannot be read)\n"
              "  $/open (a phone without name)");
    fs::permissions(folder_ / "closed", fs::perms::owner_all);
}

TEST_F(FindAcquisitions, SaysThatTheListIsMissing) {
    backup().remove("Manifest.db");
    EXPECT_EQ(found(),
              "$: an iPhone backup without Manifest.db, the list of its files. Copy the whole "
              "folder once more, or make the backup again");
}

TEST_F(FindAcquisitions, SaysThatItIsTooOld) {
    BackupMaker maker = backup();
    fs::rename(maker.path("Manifest.db"), maker.path("Manifest.mbdb"));
    EXPECT_EQ(found(),
              "$: a backup of iOS 9 or earlier, whose list of files (Manifest.mbdb) cannot be read "
              "yet");
}

TEST_F(FindAcquisitions, DoesWithoutInfoPlistOrManifestPlistButNotWithoutBoth) {
    BackupMaker maker = backup();
    maker.remove("Info.plist");
    EXPECT_EQ(found(), "$");
    maker.remove("Manifest.plist");
    EXPECT_EQ(
        found(),
        "$: a Manifest.db without Info.plist and Manifest.plist. Copy the whole folder of the "
        "backup, not only parts of it");
    maker.write();
    maker.remove("Manifest.plist");
    EXPECT_EQ(found(), "$");
}

constexpr std::string_view kAgain =
    ". Make the backup again, wait until Finder or iTunes says that it has ended, and examine that "
    "one";

TEST_F(FindAcquisitions, SaysThatFinderNeverFinished) {
    BackupMaker maker = backup();
    status(maker, "uploading");
    EXPECT_EQ(found(),
              "$: an unfinished backup: Status.plist says \"uploading\" and not \"finished\"" +
                  std::string(kAgain));
}

TEST_F(FindAcquisitions, SaysThatTheListIsStillBeingWritten) {
    BackupMaker maker = backup();
    maker.remove("Status.plist");
    fs::rename(maker.path("Manifest.db"), maker.path("Manifest.db.tmp"));
    EXPECT_EQ(found(),
              "$: an unfinished backup: its list is still Manifest.db.tmp" + std::string(kAgain));
}

TEST_F(FindAcquisitions, SaysThatTheFilesAreStillInTheSnapshot) {
    backup("/1E/Snapshot");
    EXPECT_EQ(found("/1E"),
              "$/1E: an unfinished backup: its files are still in the folder Snapshot" +
                  std::string(kAgain));
    fs::remove(folder_ / "1E/Snapshot/Status.plist");
    EXPECT_EQ(found("/1E/Snapshot"),
              "$/1E/Snapshot: an unfinished backup: this is its folder Snapshot, in which only a "
              "new one is made" +
                  std::string(kAgain));
}

TEST_F(FindAcquisitions, TakesAFinishedBackupWithTheLeftoversOfALaterOne) {
    BackupMaker maker = backup();
    maker.put("Snapshot/Manifest.db", "");
    maker.put("Manifest.db.tmp", "");
    auto nobody = []() -> Result<Secret> { return fail(Errc::password, "asked"); };
    std::unique_ptr<Acquisition> opened = open_acquisition(folder_.path(), nobody).value();
    std::string problems = "\n";
    ASSERT_TRUE(opened->list([](const Entry&) { return false; },
                             [&](const Error& error) { problems += error.what + "\n"; }));
    EXPECT_EQ(problems, R"(
Snapshot: left from a later backup that was never finished; it is not examined
Manifest.db.tmp: left from a later backup that was never finished; it is not examined
)");
}

TEST_F(FindAcquisitions, ShowsNoControlCharactersOfHostileNames) {
    fs::create_directories(folder_ / "a\x1b[2Jb");
    EXPECT_EQ(found("/a\x1b[2Jb"), "$/a [2Jb: an empty folder. " + std::string(kWhatToGive));
}

}  // namespace
}  // namespace bridle::find_test
