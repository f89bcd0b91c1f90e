#include <gtest/gtest.h>

#include "support/crashes.h"

namespace bridle::test::crash_imagent_nickname_test {

TEST(CrashImagentNickname, CrashWhileANicknameWasHandled) {
    const Crash crash = {.process = "imagent", .frame = "-[IMNicknameController x]"};
    EXPECT_EQ(judge("crash_imagent_nickname", {crashed(crash), crashed(crash)}), R"(
medium weak report:0 2024-03-05T10:00:00Z frames=?+0x0 -[IMNicknameController x] version=
)");
}

TEST(CrashImagentNickname, OtherCrashesAndOtherProgramsAreNone) {
    EXPECT_EQ(judge("crash_imagent_nickname", {crashed({.process = "imagent"})}), "\n");
    EXPECT_EQ(judge("crash_imagent_nickname",
                    {crashed({.process = "Contacts", .frame = "-[IMNickname x]"})}),
              "\n");
    EXPECT_EQ(
        judge("crash_imagent_nickname",
              {crashed({.process = "imagent", .frame = "-[IMNickname x]", .bug_type = "308"})}),
        "\n");
}

}  // namespace bridle::test::crash_imagent_nickname_test
