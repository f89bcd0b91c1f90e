#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::jailbreak_leftovers_test {

static std::string listed(std::initializer_list<std::string_view> paths) {
    std::string sql =
        "CREATE TABLE Files (fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER, file "
        "BLOB);";
    for (std::string_view path : paths) {
        const std::size_t hyphen = path.find(':');
        sql += "INSERT INTO Files VALUES ('', '" + std::string(path.substr(0, hyphen)) + "', '" +
               std::string(path.substr(hyphen + 1)) + "', 1, NULL);";
    }
    return judge("jailbreak_leftovers", "manifest", database(sql));
}

TEST(JailbreakLeftovers, FilesThatOnlySuchToolsUseAreOneFinding) {
    EXPECT_EQ(listed({"HomeDomain:Library/Preferences/com.saurik.Cydia.plist",
                      "HomeDomain:Library/Cydia/x", "AppDomain-xyz.willy.Zebra:Library/a"}),
              R"(
medium moderate Files:1 - path=/private/var/mobile/Library/Preferences/com.saurik.Cydia.plist tools=Cydia, Zebra files=3
)");
}

TEST(JailbreakLeftovers, WholeNamesAreComparedAndNotTheirBeginnings) {
    EXPECT_EQ(listed({"HomeDomain:Library/CydiaNews/x", "HomeDomain:Library/x/Cydia.app",
                      "AppDomain-com.opa334.Dopamine2:Documents/x"}),
              "\n");
}

}  // namespace bridle::test::jailbreak_leftovers_test
