#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::id_status_nul_test {

static std::string looked_up(std::string_view address) {
    return judge("id_status_nul", "id_status_cache",
                 "<plist version=\"1.0\"><dict><key>com.apple.madrid</key><dict><key>" +
                     std::string(address) +
                     "</key><dict><key>LookupDate</key><real>600000000</real>"
                     "<key>IDStatus</key><integer>1</integer></dict></dict></dict></plist>");
}

TEST(IdStatusNul, TwoInARow) {
    EXPECT_EQ(looked_up("mailto:a\\x00\\x00b@example.org"), R"(
high strong com.apple.madrid:0 2020-01-06T10:40:00Z address=mailto:a\x00\x00b@example.org
)");
}

TEST(IdStatusNul, OneOrNoneIsNothing) {
    EXPECT_EQ(looked_up("mailto:a\\x00b@example.org"), "\n");
    EXPECT_EQ(looked_up("tel:+15550100"), "\n");
}

}  // namespace bridle::test::id_status_nul_test
