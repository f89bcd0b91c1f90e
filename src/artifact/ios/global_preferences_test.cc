#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::global_preferences_test {

TEST(GlobalPreferences, ShowsEveryEntry) {
    EXPECT_EQ(parse("global_preferences", xml_list(R"(<dict><key>LDMGlobalEnabled</key><true/>
        <key>AppleLocale</key><string>en_US</string><key>AppleLanguages</key><array><string>en</string></array></dict>)")),
              R"(
LDMGlobalEnabled:0 entry=LDMGlobalEnabled value=true
AppleLocale:1 entry=AppleLocale value=en_US
AppleLanguages:2 entry=AppleLanguages value=1 item
)");
}

}  // namespace bridle::test::global_preferences_test
