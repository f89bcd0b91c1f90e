#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::imessage_accounts_test {

TEST(ImessageAccounts, SayUnderWhichAddressesThePhoneIsReached) {
    EXPECT_EQ(parse("imessage_accounts", xml_list(R"xml(<dict>
        <key>Accounts</key><dict><key>ID</key><dict>
            <key>LoginAs</key><string>E:owner@mail.example</string>
            <key>Aliases</key><array>
                <dict><key>Alias</key><string>owner@mail.example</string></dict>
                <string>tel:+12025550100</string>
            </array>
            <key>VettedAliases</key><array><string>owner@mail.example</string></array>
            <key>ProfileID</key><string>D:1</string>
            <key>RegistrationDate</key><date>2024-01-02T03:04:05Z</date>
        </dict></dict>
    </dict>)xml")),
              R"(
Accounts/ID:0 record_type=account login=owner@mail.example alias=owner@mail.example alias=+12025550100 vetted_alias=owner@mail.example profile=D:1 account_dated=2024-01-02T03:04:05Z
)");
}

TEST(ImessageAccounts, ManyLongAliasesAreCut) {
    std::string aliases;
    for (int i = 0; i < 150; i++)
        aliases += "<string>" + std::to_string(i) + std::string(10'000, 'x') + "</string>";
    const std::string said = parse("imessage_accounts", xml_list("<dict><key>Aliases</key><array>" +
                                                                 aliases + "</array></dict>"));
    EXPECT_TRUE(said.contains("problem: more text than is read of one entry"));
    EXPECT_LT(said.size(), 1'100'000u);
}

TEST(ImessageAccounts, MentionAddressesUnderOtherKeys) {
    EXPECT_EQ(parse("imessage_accounts", xml_list(R"xml(<dict>
        <key>Peers</key><array><dict>
            <key>uri</key><string>mailto:alex@mail.example</string>
            <key>lastDate</key><real>700000000</real>
        </dict></array>
    </dict>)xml")),
              R"(
Peers/0:0 record_type=mention address=alex@mail.example noted=2023-03-08T20:26:40Z
)");
}

TEST(ImessageAccounts, DateBeyondAllTimeIsNone) {
    EXPECT_EQ(parse("imessage_accounts", xml_list(R"xml(<dict>
        <key>Peers</key><array><dict>
            <key>uri</key><string>mailto:alex@mail.example</string>
            <key>lastDate</key><real>9.6e257</real>
        </dict></array>
    </dict>)xml")),
              R"(
Peers/0:0 record_type=mention address=alex@mail.example
)");
}

TEST(ImessageAccounts, ListOfTheWrongTypesHasNoAccounts) {
    EXPECT_EQ(parse("imessage_accounts", xml_list(R"xml(<dict>
        <key>Aliases</key><integer>5</integer><key>LoginAs</key><array/></dict>)xml")),
              R"(
:0 record_type=account
)");
}

}  // namespace bridle::test::imessage_accounts_test
