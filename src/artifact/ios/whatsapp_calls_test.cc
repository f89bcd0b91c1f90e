#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::whatsapp_calls_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE ZWAAGGREGATECALLEVENT (Z_PK INTEGER PRIMARY KEY, ZINCOMING INTEGER,
        ZMISSED INTEGER, ZVIDEO INTEGER, ZFIRSTDATE REAL);
    CREATE TABLE ZWACDCALLEVENT (Z_PK INTEGER PRIMARY KEY, Z1CALLEVENTS INTEGER, ZDATE REAL,
        ZDURATION REAL, ZOUTCOME INTEGER, ZCALLIDSTRING TEXT, ZGROUPJIDSTRING TEXT);
    CREATE TABLE ZWACDCALLEVENTPARTICIPANT (Z_PK INTEGER PRIMARY KEY, Z1PARTICIPANTS INTEGER,
        ZJIDSTRING TEXT, ZOUTCOME INTEGER);
)sql";

TEST(WhatsappCalls, NameEverybodyWhoTookPart) {
    EXPECT_EQ(parse("whatsapp_calls", database(std::string(kTables) + R"sql(
        INSERT INTO ZWAAGGREGATECALLEVENT VALUES (8, 1, 1, 0, 700000000);
        INSERT INTO ZWACDCALLEVENT VALUES (1, 8, 700000000, 0, 1, 'ID', '1-2@g.us');
        INSERT INTO ZWACDCALLEVENTPARTICIPANT VALUES (1, 8, '12025550100@s.whatsapp.net', 1),
            (2, 8, '7@lid', 0);
    )sql")),
              R"(
ZWACDCALLEVENT:1 call=2023-03-08T20:26:40Z direction=incoming missed=true video=false peer=12025550100@s.whatsapp.net peer=7@lid peer_outcome=1 peer_outcome=0 group=1-2@g.us duration=0 outcome=1 call_id=ID aggregate=8
)");
}

TEST(WhatsappCalls, LinesAndPeopleWhoseCallsAreGoneAreKept) {
    EXPECT_EQ(parse("whatsapp_calls", database(std::string(kTables) + R"sql(
        INSERT INTO ZWAAGGREGATECALLEVENT VALUES (8, 0, 0, 1, 700000000);
        INSERT INTO ZWACDCALLEVENTPARTICIPANT VALUES (1, 8, '12025550100@s.whatsapp.net', 1),
            (2, 5, '7@lid', 0);
    )sql")),
              R"(
ZWAAGGREGATECALLEVENT:8 record_type=aggregate call=2023-03-08T20:26:40Z direction=outgoing missed=false video=true peer=12025550100@s.whatsapp.net peer_outcome=1
ZWACDCALLEVENTPARTICIPANT:2 record_type=participant peer=7@lid outcome=0
)");
}

TEST(WhatsappCalls, WhoBelongsToNoCallIsNamedInNone) {
    EXPECT_EQ(parse("whatsapp_calls", database(std::string(kTables) + R"sql(
        INSERT INTO ZWACDCALLEVENT VALUES (1, NULL, 700000000, 0, 1, 'ID', NULL);
        INSERT INTO ZWACDCALLEVENTPARTICIPANT VALUES (1, NULL, '7@lid', 0);
    )sql")),
              R"(
ZWACDCALLEVENT:1 call=2023-03-08T20:26:40Z duration=0 outcome=1 call_id=ID
ZWACDCALLEVENTPARTICIPANT:1 record_type=participant peer=7@lid outcome=0
)");
}

TEST(WhatsappCalls, CallsThatOneMayStillJoinAreRead) {
    EXPECT_EQ(parse("whatsapp_calls", database(std::string(kTables) + R"sql(
        CREATE TABLE ZWAJOINABLECALLEVENT (Z_PK INTEGER PRIMARY KEY, ZFROMJIDSTRING TEXT, ZDATE REAL);
        INSERT INTO ZWAJOINABLECALLEVENT VALUES (2, '12025550100@s.whatsapp.net', 700000000);
    )sql")),
              R"(
ZWAJOINABLECALLEVENT:2 record_type=joinable call=2023-03-08T20:26:40Z peer=12025550100@s.whatsapp.net
)");
}

TEST(WhatsappCalls, ColumnsOfOtherNumbersAreFound) {
    EXPECT_EQ(parse("whatsapp_calls", database(R"sql(
        CREATE TABLE ZWAAGGREGATECALLEVENT (Z_PK INTEGER PRIMARY KEY, ZINCOMING INTEGER);
        CREATE TABLE ZWACDCALLEVENT (Z_PK INTEGER PRIMARY KEY, Z5CALLEVENTS INTEGER, ZDATE REAL);
        CREATE TABLE ZWACDCALLEVENTPARTICIPANT (Z_PK INTEGER PRIMARY KEY, Z5PARTICIPANTS INTEGER,
            ZJIDSTRING TEXT);
        INSERT INTO ZWAAGGREGATECALLEVENT VALUES (8, 1);
        INSERT INTO ZWACDCALLEVENT VALUES (1, 8, 700000000);
        INSERT INTO ZWACDCALLEVENTPARTICIPANT VALUES (1, 8, '7@lid');
    )sql")),
              R"(
ZWACDCALLEVENT:1 call=2023-03-08T20:26:40Z direction=incoming peer=7@lid aggregate=8
)");
}

}  // namespace bridle::test::whatsapp_calls_test
