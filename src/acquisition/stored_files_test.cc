#include "acquisition/stored_files.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/text.h"
#include "support/backup_maker.h"
#include "support/harness.h"

namespace bridle::stored_files_test {
namespace {

constexpr std::string_view kSms = "3d0d7e5fb2ce288813306e4d4636395e047a3d28";

TEST(FileIds, AreFortyLowerCaseDigits) {
    EXPECT_EQ(hex(file_id(kSms).value()), kSms);
    for (std::string_view bad :
         {"", "3d0d7e5f", "3D0D7E5FB2CE288813306E4D4636395E047A3D28",
          "3d0d7e5fb2ce288813306e4d4636395e047a3d2", "../../../../../../etc/passwd",
          "3d0d7e5fb2ce288813306e4d4636395e047a3d288", "3d/d7e5fb2ce288813306e4d4636395e047a3d28"})
        EXPECT_FALSE(file_id(bad)) << bad;
}

TEST(FileIds, TellWhatEveryPhoneHas) {
    std::optional<KnownFile> sms = known_file(*file_id(kSms));
    ASSERT_TRUE(sms);
    EXPECT_EQ(sms->domain + " " + sms->path, "HomeDomain Library/SMS/sms.db");
    std::optional<KnownFile> log = known_file(*file_id("cd47480f213dba9bc38ee792775d17e3f5a73a59"));
    ASSERT_TRUE(log);
    EXPECT_EQ(log->path, "Library/SMS/sms.db-wal");
    EXPECT_FALSE(known_file(*file_id("0000000000000000000000000000000000000000")));
}

TEST(StoredFiles, AreThoseUnderTheFoldersOfTheirFirstByte) {
    test::TemporaryFolder folder;
    test::BackupMaker backup(folder.path(), test::BackupMaker::Kind::plain);
    std::string other(40, 'f');
    backup.put("3d/" + std::string(kSms), "");
    backup.put("ff/" + other, "");
    backup.put("00/" + other, "in the wrong folder");
    backup.put("ff/Thumbs.db", "");
    backup.put(other, "not in a folder");
    StoredFiles files(folder.path());
    EXPECT_EQ(files.unclaimed(), (std::vector{*file_id(kSms), *file_id(other)}));
    files.claim(*file_id(other));
    files.claim(*file_id(std::string(40, '0')));
    EXPECT_EQ(files.unclaimed(), std::vector{*file_id(kSms)});
}

TEST(StoredFiles, FollowNoLinks) {
    test::TemporaryFolder folder;
    test::BackupMaker backup(folder.path(), test::BackupMaker::Kind::plain);
    backup.put("there/" + std::string(kSms), "");
    std::filesystem::create_directory_symlink(folder / "there", folder / "3d");
    EXPECT_TRUE(StoredFiles(folder.path()).unclaimed().empty());
}

}  // namespace
}  // namespace bridle::stored_files_test
