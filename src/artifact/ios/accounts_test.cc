#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::accounts_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE ZACCOUNTTYPE (Z_PK INTEGER PRIMARY KEY, ZACCOUNTTYPEDESCRIPTION VARCHAR,
        ZIDENTIFIER VARCHAR);
    CREATE TABLE ZACCOUNT (Z_PK INTEGER PRIMARY KEY, ZACTIVE INTEGER, ZACCOUNTTYPE INTEGER,
        ZDATE TIMESTAMP, ZACCOUNTDESCRIPTION VARCHAR, ZIDENTIFIER VARCHAR,
        ZOWNINGBUNDLEID VARCHAR, ZUSERNAME VARCHAR);
    CREATE TABLE ZACCOUNTPROPERTY (Z_PK INTEGER PRIMARY KEY, ZOWNER INTEGER, ZKEY VARCHAR,
        ZVALUE BLOB);
    INSERT INTO ZACCOUNTTYPE VALUES (1, 'iCloud', 'com.apple.account.AppleAccount');
    INSERT INTO ZACCOUNT VALUES (1, 1, 1, 600000000, 'iCloud', 'ID', 'com.apple.Preferences',
        'ana@people.example'), (2, 0, 99, NULL, NULL, NULL, NULL, NULL);
)sql";

TEST(Accounts, SayWhoseAndSinceWhen) {
    EXPECT_EQ(parse("accounts", database(kTables)), R"(
ZACCOUNT:1 record_type=account type=com.apple.account.AppleAccount type_name=iCloud user=ana@people.example description=iCloud identifier=ID app=com.apple.Preferences active=true account_added=2020-01-06T10:40:00Z
ZACCOUNT:2 record_type=account active=false
)");
}

TEST(Accounts, ReadWhatEachIsSetToWithoutSecrets) {
    auto list = [](std::string_view value) { return "'" + xml_list(value) + "'"; };
    EXPECT_EQ(parse("accounts",
                    database(std::string(kTables) +
                             "INSERT INTO ZACCOUNTPROPERTY VALUES (1, 1, 'Hostname', " +
                             list("<string>imap.example</string>") + "), (2, 1, 'PortNumber', " +
                             list("<integer>993</integer>") + "), (3, 1, 'oauthToken', " +
                             list("<string>abc</string>") + "), (4, 7, 'EmailAddresses', " +
                             list("<array><string>a@b.example</string></array>") +
                             "), (5, 1, 'broken', x'FFFF'), (6, NULL, NULL, NULL)")),
              R"(
ZACCOUNT:1 record_type=account type=com.apple.account.AppleAccount type_name=iCloud user=ana@people.example description=iCloud identifier=ID app=com.apple.Preferences active=true account_added=2020-01-06T10:40:00Z
ZACCOUNT:2 record_type=account active=false
ZACCOUNTPROPERTY:1 record_type=property account=1 user=ana@people.example key=Hostname value=imap.example
ZACCOUNTPROPERTY:2 record_type=property account=1 user=ana@people.example key=PortNumber value=993
ZACCOUNTPROPERTY:3 record_type=property account=1 user=ana@people.example key=oauthToken
ZACCOUNTPROPERTY:4 record_type=property account=7 key=EmailAddresses value=a@b.example
problem: not a property list [ZVALUE of row 5]
ZACCOUNTPROPERTY:5 record_type=property account=1 user=ana@people.example key=broken
ZACCOUNTPROPERTY:6 record_type=property
)");
}

}  // namespace bridle::test::accounts_test
