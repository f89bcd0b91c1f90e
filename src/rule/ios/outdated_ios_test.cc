#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::outdated_ios_test {

static std::string version(std::string_view text) {
    return judge("outdated_ios", "backup_info",
                 "<plist version=\"1.0\"><dict><key>Product Version</key><string>" +
                     std::string(text) + "</string></dict></plist>");
}

TEST(OutdatedIos, NamesTheNewestOfItsLine) {
    EXPECT_EQ(version("16.3"), R"(
info strong Info.plist:0 - product_version=16.3 version=16.3 newest=26.6.1 newest_of_line=16.7.16
)");
}

TEST(OutdatedIos, LineWithoutUpdatesIsOutdatedAtItsEndToo) {
    EXPECT_EQ(version("14.8.1"), R"(
info strong Info.plist:0 - product_version=14.8.1 version=14.8.1 newest=26.6.1 newest_of_line=
)");
}

TEST(OutdatedIos, NewestOfALineAndNewerThanTheListAreNot) {
    EXPECT_EQ(version("15.8.8"), "\n");
    EXPECT_EQ(version("26.6.1"), "\n");
    EXPECT_EQ(version("38.2"), "\n");
}

TEST(OutdatedIos, NumbersAreComparedAsNumbers) {
    EXPECT_EQ(version("18.7.9"), R"(
info strong Info.plist:0 - product_version=18.7.9 version=18.7.9 newest=26.6.1 newest_of_line=18.7.10
)");
    EXPECT_EQ(version("not a version"), "\n");
}

TEST(OutdatedIos, DumpSaysItTwiceAndTheSystemsOwnListCounts) {
    auto list = [](std::string_view text) {
        return xml_list("<dict><key>ProductVersion</key><string>" + std::string(text) +
                        "</string></dict>");
    };
    EXPECT_EQ(judge("outdated_ios",
                    {{"system_version", list("16.3"), "/System/Library/CoreServices/x.plist"},
                     {"system_version", list("16.2"), "/private/var/installd/x.plist"}}),
              R"(
info strong version:0 - product_version=16.3 version=16.3 newest=26.6.1 newest_of_line=16.7.16
)");
    EXPECT_EQ(judge("outdated_ios", {{"system_version", list("26.6.1"), "/System/x.plist"},
                                     {"system_version", list("16.2"), "/private/x.plist"}}),
              "\n");
}

}  // namespace bridle::test::outdated_ios_test
