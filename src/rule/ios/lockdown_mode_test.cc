#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::lockdown_mode_test {

static std::string preferences(std::string_view entry) {
    return judge("lockdown_mode", "global_preferences",
                 "<plist version=\"1.0\"><dict>" + std::string(entry) + "</dict></plist>");
}

TEST(LockdownMode, OnAndOff) {
    EXPECT_EQ(preferences("<key>LDMGlobalEnabled</key><true/>"), R"(
info strong LDMGlobalEnabled:0 - entry=on state=on
)");
    EXPECT_EQ(preferences("<key>LDMGlobalEnabled</key><false/>"), R"(
info strong LDMGlobalEnabled:0 - entry=off state=off
)");
    EXPECT_EQ(preferences("<key>LDMGlobalEnabled</key><integer>1</integer>"), R"(
info strong LDMGlobalEnabled:0 - entry=on state=on
)");
}

TEST(LockdownMode, NotRecordedIsNothingToSay) {
    EXPECT_EQ(preferences("<key>AppleLocale</key><string>en</string>"), "\n");
}

}  // namespace bridle::test::lockdown_mode_test
