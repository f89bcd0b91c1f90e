#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::homekit_unknown_sender_test {

static std::string homes() {
    return database(R"sql(
        CREATE TABLE ZMKFUSER (Z_PK INTEGER PRIMARY KEY, ZHANDLE TEXT, ZCREATIONDATE REAL);
        INSERT INTO ZMKFUSER VALUES (1, 'mailto:owner@mail.example', 700000000),
            (2, 'mailto:Friend@mail.example', 700000000), (3, 'mailto:x@stranger.example', 700000100),
            (4, 'mailto:X@stranger.example', 700000000), (5, 'tel:+12025550177', 700000000);
    )sql");
}

static std::string contacts() {
    return database(R"sql(
        CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First TEXT, Last TEXT);
        CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, value TEXT);
        INSERT INTO ABMultiValue VALUES (1, 1, 4, 'friend@mail.example');
    )sql");
}

static std::string accounts() {
    return xml_list("<dict><key>LoginAs</key><string>E:owner@mail.example</string></dict>");
}

TEST(HomekitUnknownSender, FindsAStrangerOnce) {
    const std::string people = contacts(), home = homes(), own = accounts();
    EXPECT_EQ(judge("homekit_unknown_sender", {{.artifact = "contacts", .bytes = people},
                                               {.artifact = "homekit", .bytes = home},
                                               {.artifact = "imessage_accounts", .bytes = own}}),
              R"(
low weak zmkfuser:3 2023-03-08T20:26:40Z address=x@stranger.example address=x@stranger.example records=2
)");
}

TEST(HomekitUnknownSender, SaysNothingWhenItDoesNotKnowTheOwner) {
    const std::string people = contacts(), home = homes();
    EXPECT_EQ(judge("homekit_unknown_sender", {{.artifact = "contacts", .bytes = people},
                                               {.artifact = "homekit", .bytes = home}}),
              "\n");
}

}  // namespace bridle::test::homekit_unknown_sender_test
