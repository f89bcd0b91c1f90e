#include <gtest/gtest.h>

#include "support/crashes.h"

namespace bridle::test::homed_then_blastdoor_test {

static std::string both(std::string_view homed, std::initializer_list<std::string_view> others) {
    std::vector<Heard> all;
    for (std::string_view time : others) all.push_back(crashed({"MessagesBlastDoorService", time}));
    if (all.size() == 1) return judge("homed_then_blastdoor", {all[0], crashed({"homed", homed})});
    return judge("homed_then_blastdoor", {all.at(0), all.at(1), crashed({"homed", homed})});
}

TEST(HomedThenBlastdoor, FirstTheOneThenTheOther) {
    EXPECT_EQ(both("10:00:00", {"10:03:20"}), R"(
medium weak report:0 2024-03-05T10:00:00Z process=homed seconds=200
)");
}

TEST(HomedThenBlastdoor, OneFindingHoweverOftenTheSecondCrashes) {
    EXPECT_EQ(both("10:00:00", {"10:03:20", "10:04:00"}), R"(
medium weak report:0 2024-03-05T10:00:00Z process=homed seconds=200
)");
}

TEST(HomedThenBlastdoor, TheOtherOrderAndLongAfterIsNone) {
    EXPECT_EQ(both("10:00:00", {"09:59:00"}), "\n");
    EXPECT_EQ(both("10:00:00", {"10:30:00"}), "\n");
}

TEST(HomedThenBlastdoor, CrashesOfAnotherKindAreLow) {
    const Crash homed = {.process = "homed", .exception = "EXC_CRASH"};
    Crash other = {
        .process = "MessagesBlastDoorService", .time = "10:01:00", .exception = "EXC_CRASH"};
    EXPECT_EQ(judge("homed_then_blastdoor", {crashed(homed), crashed(other)}), R"(
low weak report:0 2024-03-05T10:00:00Z process=homed seconds=60
)");
    other.exception = "EXC_BAD_ACCESS";
    EXPECT_EQ(judge("homed_then_blastdoor", {crashed(homed), crashed(other)}), R"(
medium weak report:0 2024-03-05T10:00:00Z process=homed seconds=60
)");
}

}  // namespace bridle::test::homed_then_blastdoor_test
