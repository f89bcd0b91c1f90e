#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::system_version_test {

TEST(SystemVersion, SaysNameVersionAndBuild) {
    EXPECT_EQ(parse("system_version", xml_list(R"(<dict>
        <key>ProductName</key><string>iPhone OS</string>
        <key>ProductVersion</key><string>16.3</string>
        <key>ProductBuildVersion</key><string>20D47</string></dict>)")),
              R"(
version:0 product_name=iPhone OS product_version=16.3 build_version=20D47
)");
}

TEST(SystemVersion, ListWithoutAVersionIsSaidToBe) {
    EXPECT_EQ(parse("system_version",
                    xml_list("<dict><key>ProductVersion</key><integer>16</integer>"
                             "<key>ProductBuildVersion</key><string>20D47</string></dict>")),
              R"(
problem: names no version [ProductVersion]
version:0 build_version=20D47
)");
}

}  // namespace bridle::test::system_version_test
