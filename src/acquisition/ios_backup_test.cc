#include "acquisition/ios_backup.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "acquisition/open.h"
#include "base/host_file.h"
#include "base/text.h"
#include "support/backup_maker.h"
#include "support/harness.h"

namespace bridle::ios_backup_test {
namespace {

namespace fs = std::filesystem;
using test::BackupMaker;
using test::TemporaryFolder;
using Kind = BackupMaker::Kind;

constexpr std::string_view kSms = "Library/SMS/sms.db";

PasswordSource password(std::string_view text) {
    return [text]() -> Result<Secret> { return Secret(text); };
}

PasswordSource nobody_is_asked() {
    return []() -> Result<Secret> {
        ADD_FAILURE() << "the password was asked for";
        return fail(Errc::password, "asked");
    };
}

PasswordSource password_of(Kind kind) {
    return kind == Kind::plain ? nobody_is_asked() : password(BackupMaker::kPassword);
}

std::string refusal(const std::string& folder, const PasswordSource& ask) {
    Result<std::unique_ptr<Acquisition>> opened = open_ios_backup(folder, ask);
    if (opened) return "opened";
    std::string what = opened.error().what;
    if (what.starts_with(folder + ": ")) what = what.substr(folder.size() + 2);
    return (opened.error().code == Errc::password ? "password: " : "") + what;
}

// A line for every entry and every problem.
std::string listing(const Acquisition& acquisition) {
    std::set<std::string> lines;
    auto visit = [&](const Entry& entry) {
        const char* type = entry.type == Entry::Type::file     ? ""
                           : entry.type == Entry::Type::folder ? " folder"
                                                               : " link";
        std::string line = std::string(entry.path) + " at " + std::string(entry.location) + type;
        EXPECT_TRUE(lines.insert(line).second) << "listed twice: " << line;
        return false;
    };
    auto problem = [&](const Error& error) { lines.insert("problem: " + error.what); };
    if (auto done = acquisition.list(visit, problem); !done)
        lines.insert("failed: " + done.error().what);
    std::string text = "\n";
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

std::string read(const Acquisition& acquisition, std::string_view location) {
    Result<std::unique_ptr<File>> file = acquisition.open(location);
    if (!file) return "cannot open: " + file.error().what;
    Result<std::vector<std::byte>> bytes = (*file)->read_all(1 << 20);
    if (!bytes) return "cannot read: " + bytes.error().what;
    std::string flaw = (*file)->flaw() ? " [" + (*file)->flaw()->what + "]" : "";
    return std::string(as_text(*bytes)) + flaw;
}

class EveryKind : public testing::TestWithParam<Kind> {
protected:
    TemporaryFolder folder_;
    BackupMaker maker_{folder_.path(), GetParam()};
    std::unique_ptr<Acquisition> open() {
        return open_ios_backup(folder_.path(), password_of(GetParam())).value();
    }
};

std::string name_of(const testing::TestParamInfo<Kind>& kind) {
    static constexpr const char* kNames[] = {"Plain", "Encrypted", "EncryptedBefore10_2"};
    return kNames[static_cast<int>(kind.param)];
}
INSTANTIATE_TEST_SUITE_P(IosBackup, EveryKind,
                         testing::Values(Kind::plain, Kind::encrypted, Kind::encrypted_before),
                         name_of);

TEST_P(EveryKind, GivesItsFilesUnderTheirDevicePaths) {
    std::string sms = maker_.add("HomeDomain", kSms, "messages");
    std::string tab = maker_.add("AppDomain-org.example", "Documents/a", "tab");
    maker_.write();
    std::unique_ptr<Acquisition> backup = open();
    EXPECT_EQ(listing(*backup), R"(
/private/var/mobile/Containers/Data/Application/org.example/Documents/a at )" +
                                    tab.substr(0, 2) + "/" + tab + R"(
/private/var/mobile/Library/SMS/sms.db at 3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28
acquisition:/Info.plist at Info.plist
acquisition:/Manifest.db at Manifest.db
acquisition:/Manifest.plist at Manifest.plist
acquisition:/Status.plist at Status.plist
)");
    EXPECT_EQ(read(*backup, "3d/" + sms), "messages");
    EXPECT_EQ(read(*backup, sms), "messages");
    EXPECT_EQ(read(*backup, tab), "tab");
}

TEST_P(EveryKind, ShowsItsListDecrypted) {
    maker_.write();
    EXPECT_EQ(read(*open(), "Manifest.db").substr(0, 15), "SQLite format 3");
}

TEST_P(EveryKind, DescribesThePhone) {
    maker_.write();
    std::unique_ptr<Acquisition> backup = open();
    const Device& device = backup->device();
    EXPECT_EQ(device.name, "Anna's iPhone");
    EXPECT_EQ(device.product, "iPhone14,5");
    EXPECT_EQ(device.version, GetParam() == Kind::encrypted_before ? "10.1.1" : "18.5");
    EXPECT_EQ(device.build, "22F76");
    EXPECT_EQ(device.serial, "F0000");
    EXPECT_EQ(device.unique_id, "00008110-1E");
    EXPECT_EQ(iso(device.taken.value()), "2026-06-01T10:11:12Z");
    EXPECT_EQ(device.encrypted, GetParam() != Kind::plain);
    EXPECT_EQ(backup->kind(), "iPhone backup");
    EXPECT_EQ(backup->root(), folder_.path());
}

TEST_P(EveryKind, LeavesNothingInTheFolder) {
    maker_.add("HomeDomain", kSms, "messages");
    maker_.write();
    auto names = [&] {
        std::set<std::string> all;
        for (const auto& entry : fs::recursive_directory_iterator(folder_.path()))
            all.insert(entry.path().string());
        return all;
    };
    std::set<std::string> before = names();
    std::unique_ptr<Acquisition> backup = open();
    listing(*backup);
    read(*backup, "3d0d7e5fb2ce288813306e4d4636395e047a3d28");
    EXPECT_EQ(names(), before);
}

TEST_P(EveryKind, MissesTheFilesThatAreOnlyListed) {
    std::string id = maker_.add("HomeDomain", kSms, "messages");
    maker_.write();
    fs::remove(maker_.path_of_id(id));
    Result<std::unique_ptr<File>> file = open()->open(id);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, Errc::io);
    EXPECT_EQ(file.error().what, maker_.path_of_id(id) + ": No such file or directory");
}

TEST_P(EveryKind, FollowsNoLinks) {
    std::string id = maker_.add("HomeDomain", kSms, "messages");
    maker_.write();
    fs::remove(maker_.path_of_id(id));
    fs::create_symlink("/etc/passwd", maker_.path_of_id(id));
    EXPECT_EQ(read(*open(), id),
              "cannot open: " + maker_.path_of_id(id) + ": a link, which is not followed");
    fs::remove_all(maker_.path("3d"));
    fs::create_directory_symlink("/etc", maker_.path("3d"));
    EXPECT_EQ(read(*open(), id), "cannot open: " + maker_.path_of_id(id) + ": Not a directory");
}

TEST_P(EveryKind, OpensNothingButItsFiles) {
    maker_.write();
    std::unique_ptr<Acquisition> backup = open();
    for (const char* location : {"", "/", "../../etc/passwd", "3d/../Info.plist",
                                 "3D0D7E5FB2CE288813306E4D4636395E047A3D28"})
        EXPECT_EQ(read(*backup, location),
                  "cannot open: " + std::string(location) + ": not a file of this backup");
}

TEST_P(EveryKind, SaysWhatIsWrongWithEntriesThatCannotBe) {
    maker_.sql("INSERT INTO Files VALUES ('../../etc/passwd', 'HomeDomain', 'a', 1, NULL)");
    maker_.sql("INSERT INTO Files VALUES ('id', 'HomeDomain', '../../b', 1, NULL)");
    maker_.sql("INSERT INTO Files VALUES (NULL, 'HomeDomain', CAST(x'63ff' AS TEXT), 2, NULL)");
    maker_.sql("INSERT INTO Files VALUES (printf('%040d', 7), NULL, NULL, 4, NULL)");
    maker_.write();
    EXPECT_EQ(listing(*open()), R"(
/private/var/mobile/..�/..�/b at 
/private/var/mobile/a at 
/private/var/mobile/c� at  folder
/unknown-domain/? at  link
acquisition:/Info.plist at Info.plist
acquisition:/Manifest.db at Manifest.db
acquisition:/Manifest.plist at Manifest.plist
acquisition:/Status.plist at Status.plist
problem: Manifest.db: file  of HomeDomain has an id that cannot be one
problem: Manifest.db: file  of HomeDomain is not UTF-8
problem: Manifest.db: file ../../etc/passwd of HomeDomain has an id that cannot be one
problem: Manifest.db: file 0000000000000000000000000000000000000007 of  has no domain
problem: Manifest.db: file id of HomeDomain climbs with . or ..
problem: Manifest.db: file id of HomeDomain has an id that cannot be one
)");
}

TEST_P(EveryKind, CountsDefectsThatAreTooManyToName) {
    maker_.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<1000) "
        "INSERT INTO Files SELECT i, 'HomeDomain', 'x'||i, 1, NULL FROM n");
    maker_.write();
    std::size_t problems = 0;
    std::string last;
    auto problem = [&](const Error& error) { problems++, last = error.what; };
    ASSERT_TRUE(open()->list([](const Entry&) { return false; }, problem));
    EXPECT_EQ(problems, 101u);
    EXPECT_EQ(last, "Manifest.db: 900 more entries have defects like these");
}

TEST_P(EveryKind, ListsWithoutColumnsThatAreMissing) {
    maker_.sql("ALTER TABLE Files RENAME COLUMN flags TO f");
    maker_.add("HomeDomain", "a", "contents");
    maker_.write();
    EXPECT_NE(listing(*open()).find("problem: Manifest.db has no column Files.flags\n"),
              std::string::npos);
}

TEST_P(EveryKind, RefusesAListThatIsNoneOfFiles) {
    maker_.sql("ALTER TABLE Files RENAME TO Fils");
    maker_.write();
    EXPECT_EQ(refusal(folder_.path(), password_of(GetParam())),
              "Manifest.db, the list of the files, cannot be read: it has no table Files, so it "
              "lists nothing");
}

TEST_P(EveryKind, ReadsFilesFromSeveralThreads) {
    std::vector<std::string> ids;
    for (int i = 0; i < 20; i++)
        ids.push_back(maker_.add("HomeDomain", std::to_string(i),
                                 std::string(100'000, static_cast<char>('a' + i))));
    maker_.write();
    std::unique_ptr<Acquisition> backup = open();
    std::atomic<int> right = 0;
    auto work = [&] {
        for (std::size_t i = 0; i < ids.size(); i++)
            right += read(*backup, ids[i]) == std::string(100'000, static_cast<char>('a' + i));
        listing(*backup);
    };
    {
        std::jthread one(work), two(work), three(work);
    }
    EXPECT_EQ(right, 60);
}

// Of a list that was cut, the rows that are left are found without its index.
TEST_P(EveryKind, ReadsWhatATruncatedListStillNames) {
    for (int i = 0; i < 300; i++)
        maker_.add("HomeDomain", "path/" + std::to_string(i), std::to_string(i));
    maker_.write();
    std::string list = maker_.path("Manifest.db");
    fs::resize_file(list, fs::file_size(list) / 2 / 4096 * 4096);
    std::unique_ptr<Acquisition> backup = open();
    std::size_t found = 0, problems = 0;
    auto visit = [&](const Entry& entry) {
        constexpr std::string_view kFolder = "/private/var/mobile/path/";
        if (!entry.path.starts_with(kFolder)) return false;
        EXPECT_EQ(read(*backup, entry.location), entry.path.substr(kFolder.size()));
        found++;
        return true;
    };
    bool listed = bool(backup->list(visit, [&](const Error&) { problems++; }));
    EXPECT_GT(found, 50u);
    EXPECT_LT(found, 300u);
    EXPECT_TRUE(!listed || problems > 0);
}

TEST_P(EveryKind, NoticesFilesThatAreNotInItsList) {
    std::string sms = maker_.add("HomeDomain", kSms, "messages");
    std::string other = maker_.add("HomeDomain", "other", "contents");
    maker_.sql("DELETE FROM Files");
    maker_.write();
    maker_.put("ff/readme.txt", "not a file of the backup");
    EXPECT_EQ(listing(*open()), R"(
/private/var/mobile/Library/SMS/sms.db at 3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28
/unlisted/)" + other + " at " + other.substr(0, 2) +
                                    "/" + other + R"(
acquisition:/Info.plist at Info.plist
acquisition:/Manifest.db at Manifest.db
acquisition:/Manifest.plist at Manifest.plist
acquisition:/Status.plist at Status.plist
problem: one file in the folder is not in Manifest.db, so what it is is unknown
)");
    EXPECT_EQ(read(*open(), sms), GetParam() == Kind::plain
                                      ? "messages"
                                      : "cannot open: Manifest.db does not list this file");
}

TEST_P(EveryKind, HidesNoFileBehindItsList) {
    std::string sms = maker_.add("HomeDomain", kSms, "messages");
    std::string tcc = maker_.add("HomeDomain", "Library/TCC/TCC.db", "permissions");
    maker_.sql("UPDATE Files SET flags = 2 WHERE fileID = '" + sms + "'");
    maker_.sql("UPDATE Files SET relativePath = 'x/y' WHERE fileID = '" + tcc + "'");
    maker_.write();
    std::string listed = listing(*open());
    EXPECT_TRUE(listed.contains("/private/var/mobile/Library/SMS/sms.db at 3d/" + sms)) << listed;
    EXPECT_TRUE(listed.contains("/private/var/mobile/Library/TCC/TCC.db at 64/" + tcc)) << listed;
    EXPECT_TRUE(listed.contains("has the id of another file")) << listed;
}

class IosBackupEncrypted : public testing::Test {
protected:
    TemporaryFolder folder_;
    BackupMaker maker_{folder_.path(), Kind::encrypted};
    std::string refusal_of(std::string_view text = BackupMaker::kPassword) {
        return refusal(folder_.path(), password(text));
    }
    std::unique_ptr<Acquisition> open() {
        return open_ios_backup(folder_.path(), password(BackupMaker::kPassword)).value();
    }
};

TEST_F(IosBackupEncrypted, TellsAnotherPasswordFromDamage) {
    maker_.write();
    EXPECT_EQ(refusal_of("something else"), "password: wrong password");
}

TEST_F(IosBackupEncrypted, PassesOnThatThereIsNoPassword) {
    maker_.write();
    auto none = []() -> Result<Secret> { return fail(Errc::password, "no password was given"); };
    EXPECT_EQ(refusal(folder_.path(), none), "password: no password was given");
}

TEST_F(IosBackupEncrypted, SaysThatItsKeyBagIsDamaged) {
    maker_.key_bag.resize(40);
    maker_.write();
    EXPECT_EQ(refusal_of(), "the key bag is damaged: it has no salt (SALT)");
}

TEST_F(IosBackupEncrypted, SaysThatItsKeyBagIsMissing) {
    maker_.key_bag.clear();
    maker_.write();
    EXPECT_EQ(refusal_of(), "the backup is encrypted, and Manifest.plist has no key bag");
}

TEST_F(IosBackupEncrypted, SaysThatTheKeyOfItsListIsMissingOrDamaged) {
    std::string key = std::exchange(maker_.manifest_key, "");
    maker_.write();
    EXPECT_EQ(refusal_of(),
              "Manifest.db is damaged, or encrypted with a key that should be in Manifest.plist "
              "and is not");
    maker_.manifest_key = key;
    maker_.manifest_key[20] ^= 1;
    maker_.write();
    EXPECT_EQ(refusal_of(),
              "the key of Manifest.db is damaged: the key does not unwrap: another key, or damage");
    maker_.manifest_key = key;
    maker_.manifest_key[0] = 9;
    maker_.write();
    EXPECT_EQ(refusal_of(), "the key of Manifest.db is damaged: the key bag has no key of class 9");
}

TEST_F(IosBackupEncrypted, SaysThatManifestPlistIsMissing) {
    maker_.write();
    maker_.remove("Manifest.plist");
    EXPECT_EQ(refusal(folder_.path(), nobody_is_asked()),
              "Manifest.db is damaged, or encrypted with a key that should be in Manifest.plist "
              "and is not");
}

TEST_F(IosBackupEncrypted, SaysThatItsListIsDamaged) {
    maker_.write();
    std::string list = test::contents(maker_.path("Manifest.db"));
    list[5] ^= 1;
    maker_.put("Manifest.db", list);
    EXPECT_EQ(refusal_of(),
              "Manifest.db, the list of the files, cannot be read: not an SQLite database, or "
              "damaged in its first page");
}

TEST_F(IosBackupEncrypted, KeepsTheLongerOfTwoSizesAndSaysSo) {
    std::string cut = maker_.add("HomeDomain", "cut", "contents", 3);
    std::string more = maker_.add("HomeDomain", "more", std::string(16, 'x'), 40);
    std::string whole = maker_.add("HomeDomain", "whole", std::string(32, 'x'));
    maker_.write();
    std::unique_ptr<Acquisition> backup = open();
    EXPECT_EQ(read(*backup, cut),
              "contents [the file is longer than it should be: 8 bytes, 3 according to the list of "
              "the backup]");
    EXPECT_EQ(read(*backup, more).substr(0, 16), std::string(16, 'x'));
    EXPECT_EQ(
        read(*backup, more).substr(32),
        " [the end of the file is missing: 16 bytes, 40 according to the list of the backup]");
    EXPECT_EQ(read(*backup, whole), std::string(32, 'x'));
}

TEST_P(EveryKind, GivesAnEmptyFileForNothingStored) {
    std::string id = maker_.add("HomeDomain", "empty", "");
    maker_.write();
    fs::resize_file(maker_.path_of_id(id), 0);
    EXPECT_EQ(read(*open(), id), "");
    fs::remove(maker_.path_of_id(id));
    EXPECT_EQ(read(*open(), id), "");
}

TEST_F(IosBackupEncrypted, ShowsTheStoredBytesToo) {
    std::string id = maker_.add("HomeDomain", kSms, "messages");
    maker_.write();
    std::unique_ptr<File> file = open()->open(id).value();
    std::vector<std::byte> stored = file->as_stored().read_all(1000).value();
    EXPECT_EQ(as_text(stored), test::contents(maker_.path_of_id(id)));
    EXPECT_NE(as_text(stored), "messages");
}

TEST_F(IosBackupEncrypted, GivesFilesWithoutKeyAsTheyAre) {
    std::string id = maker_.add("HomeDomain", kSms, "messages");
    maker_.sql("UPDATE Files SET file = replace(CAST(file AS TEXT), 'EncryptionKey', 'No')");
    maker_.write();
    maker_.put("3d/" + id, "plain");
    EXPECT_EQ(read(*open(), id), "plain");
}

TEST_F(IosBackupEncrypted, SaysWhyAFileCannotBeDecrypted) {
    std::string a = maker_.add("HomeDomain", "a", "a"), b = maker_.add("HomeDomain", "b", "b");
    std::string c = maker_.add("HomeDomain", "c", "c"), d = maker_.add("HomeDomain", "d", "d");
    std::string where = " WHERE relativePath = ";
    maker_.sql("DELETE FROM Files" + where + "'a'");
    maker_.sql("UPDATE Files SET file = x'00'" + where + "'b'");
    maker_.sql("UPDATE Files SET file = replace(CAST(file AS TEXT), '<data>', '<data>AAAA')" +
               where + "'c'");
    maker_.sql("UPDATE Files SET file = replace(CAST(file AS TEXT), '<data>AwAAA', '<data>AwAAB')" +
               where + "'d'");
    maker_.write();
    std::unique_ptr<Acquisition> backup = open();
    EXPECT_EQ(read(*backup, a), "cannot open: Manifest.db does not list this file");
    EXPECT_NE(read(*backup, b).find("cannot open: "), std::string::npos);
    EXPECT_EQ(read(*backup, c), "cannot open: a file key of 47 bytes");
    EXPECT_EQ(read(*backup, d), "d") << "the class in the key counts for less than the file's";
}

TEST_F(IosBackupEncrypted, TakesTheClassOfTheKeyWhenThatOfTheFileIsWrong) {
    std::string id = maker_.add("HomeDomain", kSms, "messages");
    maker_.sql("UPDATE Files SET file = replace(CAST(file AS TEXT), '<integer>3<', '<integer>9<')");
    maker_.write();
    EXPECT_EQ(read(*open(), id), "messages");
}

// Tools that decrypt leave the property lists as they were.
TEST_F(IosBackupEncrypted, NeedsNoPasswordOnceAnotherToolHasDecryptedIt) {
    TemporaryFolder plain_folder;
    BackupMaker plain(plain_folder.path(), Kind::plain);
    plain.says_encrypted = maker_.says_encrypted;
    plain.key_bag = maker_.key_bag;
    plain.manifest_key = maker_.manifest_key;
    std::string id = plain.add("HomeDomain", kSms, "messages");
    plain.write();
    std::unique_ptr<Acquisition> backup =
        open_ios_backup(plain_folder.path(), nobody_is_asked()).value();
    EXPECT_EQ(read(*backup, id), "messages");
    EXPECT_FALSE(backup->device().encrypted);
}

TEST_F(IosBackupEncrypted, KnowsFilesThatAreStillEncryptedBesideADecryptedList) {
    std::string id = maker_.add("HomeDomain", kSms, "messages");
    maker_.write();
    std::string list = read(*open(), "Manifest.db");
    maker_.put("Manifest.db", list);
    EXPECT_EQ(refusal_of("something else"), "password: wrong password");
    EXPECT_EQ(read(*open(), id), "messages");
    EXPECT_TRUE(open()->device().encrypted);
}

TEST_F(IosBackupEncrypted, DoesNotBlameThePasswordAloneWhenTheKeyBagIsDamaged) {
    maker_.key_bag.replace(maker_.key_bag.find("DPSL"), 4, "XXXX");
    maker_.write();
    EXPECT_EQ(refusal_of(),
              "password: wrong password, or the key bag in Manifest.plist is damaged");
}

TEST_F(IosBackupEncrypted, OpensAlthoughManifestPlistDoesNotSayThatItIs) {
    maker_.says_encrypted = "<false/>";
    std::string id = maker_.add("HomeDomain", kSms, "messages");
    maker_.write();
    EXPECT_EQ(read(*open(), id), "messages");
    EXPECT_TRUE(open()->device().encrypted);
}

TEST_F(IosBackupEncrypted, DerivesTwiceWhenTheVersionIsWrong) {
    maker_.version = "9.3";
    maker_.write();
    EXPECT_EQ(refusal_of(), "opened");
    EXPECT_EQ(refusal_of("something else"), "password: wrong password");
}

TEST(IosBackup, ReadsTheLogOfItsList) {
    TemporaryFolder folder;
    BackupMaker maker(folder.path(), Kind::plain);
    maker.write();
    auto made = test::database_with_log(
        "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, "
        "flags INTEGER, file BLOB)",
        "INSERT INTO Files VALUES (printf('%040d', 7), 'HomeDomain', 'late', 1, NULL)");
    maker.put("00/0000000000000000000000000000000000000007", "contents");
    maker.put("Manifest.db", made.file);
    maker.put("Manifest.db-wal", made.log);
    EXPECT_EQ(listing(*open_ios_backup(folder.path(), nobody_is_asked()).value()), R"(
/private/var/mobile/late at 00/0000000000000000000000000000000000000007
acquisition:/Info.plist at Info.plist
acquisition:/Manifest.db at Manifest.db
acquisition:/Manifest.db-wal at Manifest.db-wal
acquisition:/Manifest.plist at Manifest.plist
acquisition:/Status.plist at Status.plist
)");
}

TEST(IosBackup, SaysThatItsListIsEmptyOrNone) {
    TemporaryFolder folder;
    BackupMaker maker(folder.path(), Kind::plain);
    maker.write();
    maker.put("Manifest.db", "");
    EXPECT_EQ(refusal(folder.path(), nobody_is_asked()),
              "Manifest.db, the list of the files, is empty");
    maker.put("Manifest.db", "SQLite");
    EXPECT_EQ(refusal(folder.path(), nobody_is_asked()),
              "Manifest.db is damaged, or encrypted with a key that should be in Manifest.plist "
              "and is not");
}

TEST(IosBackup, OpensAlthoughPropertyListsAreDamaged) {
    TemporaryFolder folder;
    BackupMaker maker(folder.path(), Kind::plain);
    maker.write();
    maker.put("Info.plist", "");
    maker.put("Status.plist", "garbage");
    std::string lines = listing(*open_ios_backup(folder.path(), nobody_is_asked()).value());
    EXPECT_NE(lines.find("problem: Info.plist: "), std::string::npos) << lines;
    EXPECT_NE(lines.find("problem: Status.plist: "), std::string::npos) << lines;
}

class IosBackupOfSharedData : public testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(ios_)) GTEST_SKIP() << "skipped: no shared data";
    }
    std::string ios_ = std::string(BRIDLE_SHARED_DATA) + "/data/ios";
};

TEST_F(IosBackupOfSharedData, IsTheSameEncryptedAndPlain) {
    auto plain = open_acquisition(ios_ + "/small-backup", nobody_is_asked()).value();
    auto sealed =
        open_acquisition(ios_ + "/small-backup-encrypted", password("bridle-test")).value();
    EXPECT_EQ(listing(*plain), listing(*sealed));
    std::size_t compared = 0;
    auto compare_one = [&](const Entry& entry) {
        if (entry.path.starts_with(kOwnFiles) || entry.type != Entry::Type::file) return;
        Result<std::unique_ptr<File>> a = plain->open(entry.location);
        Result<std::unique_ptr<File>> b = sealed->open(entry.location);
        ASSERT_EQ(a.has_value(), b.has_value()) << entry.path;
        if (!a) return;
        EXPECT_TRUE((*a)->read_all(1 << 30).value() == (*b)->read_all(1 << 30).value())
            << entry.path;
        EXPECT_FALSE((*b)->flaw()) << entry.path << ": " << (*b)->flaw()->what;
        compared++;
    };
    auto compare = [&](const Entry& entry) {
        compare_one(entry);
        return true;
    };
    ASSERT_TRUE(plain->list(compare, [](const Error& error) { ADD_FAILURE() << error.what; }));
    EXPECT_EQ(compared, 24u);
    EXPECT_TRUE(sealed->device().encrypted);
}

TEST_F(IosBackupOfSharedData, KnowsAWrongPassword) {
    EXPECT_EQ(refusal(ios_ + "/small-backup-encrypted", password("bridle-tesT")),
              "password: wrong password");
}

TEST_F(IosBackupOfSharedData, ListsThePartialBackupOfARealPhone) {
    auto backup = open_acquisition(ios_ + "/backup", nobody_is_asked()).value();
    std::size_t files = 0, folders = 0, links = 0, there = 0;
    auto count = [&](const Entry& entry) {
        if (entry.path.starts_with(kOwnFiles)) return false;
        (entry.type == Entry::Type::file     ? files
         : entry.type == Entry::Type::folder ? folders
                                             : links)++;
        EXPECT_FALSE(entry.path.starts_with("/unknown-domain")) << entry.path;
        auto file = backup->open(entry.location);
        if (entry.type == Entry::Type::file && file && (*file)->size() > 0) there++;
        return true;
    };
    ASSERT_TRUE(backup->list(count, [](const Error& error) { ADD_FAILURE() << error.what; }));
    EXPECT_EQ(files, 1090u) << "one of them is not in the list";
    EXPECT_EQ(folders, 2618u);
    EXPECT_EQ(links, 14u);
    EXPECT_EQ(there, 11u);
    EXPECT_EQ(backup->device().version, "14.3");
}

}  // namespace
}  // namespace bridle::ios_backup_test
