#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::find_my_test {

TEST(FindMy, NamesThoseWhoShareTheirPlaceAndWhen) {
    EXPECT_EQ(parse("find_my", xml_list(R"xml(<dict>
        <key>followers</key><array><dict>
            <key>handle</key><string>alex@mail.example</string>
            <key>createTimestamp</key><integer>1678307200000</integer>
        </dict></array>
    </dict>)xml")),
              R"(
followers/0:0 record_type=mention address=alex@mail.example noted=2023-03-08T20:26:40Z
)");
}

TEST(FindMy, ReadsCachesThatAreJson) {
    EXPECT_EQ(parse("find_my", R"([{"handle": "mailto:alex@mail.example"}])"), R"(
byte:0 record_type=mention address=alex@mail.example
)");
}

TEST(FindMy, AddressesInListsWithinListsAreFound) {
    EXPECT_EQ(parse("find_my", xml_list(R"xml(<dict><key>pairs</key><array>
        <array><string>alex@mail.example</string><array><string>tel:+12025550100</string></array>
            <dict><key>who</key><string>bo@mail.example</string></dict></array>
        </array></dict>)xml")),
              R"(
:0 record_type=mention address=+12025550100 address=alex@mail.example
pairs/0/2:0 record_type=mention address=bo@mail.example
)");
}

TEST(FindMy, AListThatIsNoDictionaryIsReadToo) {
    EXPECT_EQ(
        parse("find_my", xml_list("<array><string>mailto:alex@mail.example</string></array>")), R"(
:0 record_type=mention address=alex@mail.example
)");
}

TEST(FindMy, SaysThatACacheIsEncrypted) {
    EXPECT_EQ(parse("find_my", xml_list(R"xml(<dict>
        <key>encryptedData</key><data>AAAA</data></dict>)xml")),
              R"(
remark: encrypted, with a key that is not in the acquisition
)");
}

}  // namespace bridle::test::find_my_test
