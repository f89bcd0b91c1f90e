// What an examination of an encrypted backup leaves behind: no key, and nothing of what it
// decrypted but the records of the case. W-35

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/host_file.h"
#include "base/text.h"
#include "fabricate/backup.h"
#include "format/key_bag.h"
#include "format/plist.h"
#include "support/harness.h"
#include "support/program.h"

namespace bridle::test::secrets_test {
namespace {

constexpr std::string_view kPassword = "correct horse 71";

// Of the list of files, as Manifest.plist has it wrapped behind four bytes with its class.
Secret key_of_list(const std::string& backup) {
    const auto bytes = read_file(backup + "/Manifest.plist", 1 << 20).value();
    Plist list;
    EXPECT_TRUE(list.read(bytes));
    const KeyBag bag = KeyBag::parse(list.root()["BackupKeyBag"].data()).value();
    const ClassKeys keys = bag.unlock(Secret(kPassword), KeyBag::Derivation::twice).value();
    const Bytes wrapped = list.root()["ManifestKey"].data();
    return keys.unwrap(static_cast<std::uint32_t>(wrapped[0]), wrapped.subspan(4)).value();
}

// All bytes of all files below, and their names.
std::string everything_in(const std::string& folder) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        all +=
            entry.path().string() + "\n" + (entry.is_regular_file() ? contents(entry.path()) : "");
    return all;
}

TEST(Secrets, NeitherAKeyNorADecryptedFileIsLeft) {
    TemporaryFolder folder, used;
    const std::string backup = folder / "backup";
    ASSERT_TRUE(fabricate::write_backup(
        {.encryption = fabricate::PasswordPlan{.password = std::string(kPassword)}}, backup));
    std::ofstream(folder / "password") << kPassword << "\n";
    const Ran ran =
        bridle({"check", backup, "-o", used / "case", "--password-file", folder / "password"},
               {.environment = {"BRIDLE_INDICATORS=" + (used / "none"), "TMPDIR=" + used.path()}});
    ASSERT_EQ(ran.code, 10) << ran.err;
    const std::string left = everything_in(used.path()) + ran.out + ran.err;
    const Secret key = key_of_list(backup);
    EXPECT_EQ(key.size(), 32u);
    for (const std::string& secret :
         {std::string(kPassword), std::string(as_text(key.bytes())), hex(key.bytes()),
          std::string("CREATE TABLE message "), std::string("CREATE TABLE Files")})
        EXPECT_FALSE(left.contains(secret)) << hex(as_bytes(secret));
    EXPECT_TRUE(left.contains("datausage_orphan"));  // it did decrypt
}

}  // namespace
}  // namespace bridle::test::secrets_test
