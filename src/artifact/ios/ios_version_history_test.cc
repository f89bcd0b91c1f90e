#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::ios_version_history_test {

TEST(IosVersionHistory, ReadsTheFirstLine) {
    EXPECT_EQ(parse("ios_version_history",
                    R"j({"bug_type":"211","timestamp":"2020-09-13 14:26:40.25 +0200",)j"
                    R"j("os_version":"iPhone OS 14.3 (18C66)","incident_id":"1"})j"
                    "\nanything follows\n"),
              R"(
byte:0 version_in_use=2020-09-13T12:26:40.250000Z os_version=iPhone OS 14.3 (18C66) bug_type=211 incident_id=1
)");
}

TEST(IosVersionHistory, ReadsTimesWithoutAFraction) {
    EXPECT_EQ(parse("ios_version_history",
                    R"({"timestamp":"2020-09-13 05:26:40 -0700","os_version":"iPhone OS 14.0"})"),
              R"(
byte:0 version_in_use=2020-09-13T12:26:40Z os_version=iPhone OS 14.0
)");
}

TEST(IosVersionHistory, ReadsTimesInTheDigitsOfThePhonesLanguage) {
    EXPECT_EQ(
        parse("ios_version_history",
              R"({"timestamp":"٢٠٢٠-٠٩-١٣ ١٤:٢٦:٤٠.٢٥ +٠٢٠٠","os_version":"iPhone OS 14.0"})"),
        R"(
byte:0 version_in_use=2020-09-13T12:26:40.250000Z os_version=iPhone OS 14.0
)");
}

TEST(IosVersionHistory, BadTimeLeavesTheVersion) {
    EXPECT_EQ(
        parse("ios_version_history", R"({"timestamp":"yesterday","os_version":"iPhone OS 14.0"})"),
        R"(
problem: a time that is none [timestamp]
byte:0 os_version=iPhone OS 14.0
)");
}

TEST(IosVersionHistory, SaysThatALineIsAnother) {
    EXPECT_EQ(parse("ios_version_history", "{\"timestamp\":\n1}"), R"(
problem: the first line is no JSON object
)");
    EXPECT_EQ(parse("ios_version_history", "{\"other\":1}"), R"(
problem: the first line names neither time nor version
)");
    EXPECT_EQ(parse("ios_version_history", std::string(100'000, '{')), R"(
problem: a first line without end
)");
}

}  // namespace bridle::test::ios_version_history_test
