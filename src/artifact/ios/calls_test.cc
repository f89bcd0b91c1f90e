#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::calls_test {

TEST(Calls, ReadsBothDirectionsAndTheirPeers) {
    EXPECT_EQ(parse("calls", database(R"sql(
        CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZDATE TIMESTAMP, ZDURATION FLOAT,
            ZADDRESS VARCHAR, ZORIGINATED INTEGER, ZANSWERED INTEGER, ZSERVICE_PROVIDER VARCHAR,
            ZLOCATION VARCHAR);
        INSERT INTO ZCALLRECORD VALUES
            (1, 636000000, 61.5, '+15550100', 1, 0, 'com.apple.Telephony', 'Springfield'),
            (2, 636000100.25, 0, 'caller@example.org', 0, 1, 'com.apple.FaceTime', NULL);
    )sql")),
              R"(
ZCALLRECORD:1 call=2021-02-26T02:40:00Z direction=outgoing peer=+15550100 duration=61.5 answered=false location=Springfield provider=com.apple.Telephony
ZCALLRECORD:2 call=2021-02-26T02:41:40.250000Z direction=incoming peer=caller@example.org duration=0 answered=true provider=com.apple.FaceTime
)");
}

TEST(Calls, ReadsAddressesThatOldSystemsKeepAsBlobs) {
    EXPECT_EQ(parse("calls", database(R"sql(
        CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZDATE REAL, ZDURATION REAL, ZADDRESS BLOB);
        INSERT INTO ZCALLRECORD VALUES (1, 636000000, 5, CAST('+15550100' AS BLOB));
    )sql")),
              R"(
ZCALLRECORD:1 call=2021-02-26T02:40:00Z peer=+15550100 duration=5
)");
}

TEST(Calls, NamesThoseWhoTookPartInGroupCalls) {
    EXPECT_EQ(parse("calls", database(R"sql(
        CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZDATE REAL, ZDURATION REAL, ZADDRESS TEXT);
        CREATE TABLE ZHANDLE (Z_PK INTEGER PRIMARY KEY, ZVALUE VARCHAR, ZNORMALIZEDVALUE VARCHAR);
        INSERT INTO ZHANDLE VALUES (4, '(555) 0101', '+15550101');
    )sql")),
              R"(
ZHANDLE:4 record_type=participant peer=(555) 0101 normalized=+15550101
)");
}

TEST(Calls, ACallNamesItsParticipantsWhateverTheNumbersOfTheTables) {  // W-61
    EXPECT_EQ(parse("calls", database(R"sql(
        CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZDATE REAL, ZDURATION REAL, ZADDRESS TEXT,
            ZLOCALADDRESS TEXT, ZDISCONNECTED_CAUSE INTEGER);
        CREATE TABLE ZHANDLE (Z_PK INTEGER PRIMARY KEY, ZVALUE VARCHAR, ZNORMALIZEDVALUE VARCHAR);
        CREATE TABLE Z_3REMOTEPARTICIPANTHANDLES (Z_3REMOTEPARTICIPANTCALLS INTEGER,
            Z_8REMOTEPARTICIPANTHANDLES INTEGER);
        INSERT INTO ZHANDLE VALUES (4, '(555) 0101', '+15550101'), (5, 'bo@mail.example', NULL),
            (6, '+15550102', NULL);
        INSERT INTO ZCALLRECORD VALUES (1, 636000000, 5, NULL, '+15550100', 6);
        INSERT INTO Z_3REMOTEPARTICIPANTHANDLES VALUES (1, 4), (1, 5);
    )sql")),
              R"(
ZCALLRECORD:1 call=2021-02-26T02:40:00Z duration=5 own_address=+15550100 disconnected_cause=6 participant=(555) 0101 participant=bo@mail.example participant_normalized=+15550101
ZHANDLE:6 record_type=participant peer=+15550102
)");
}

TEST(Calls, AParticipantAsLongAsABookIsCut) {
    EXPECT_EQ(parse("calls", database(R"sql(
        CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZDATE REAL, ZDURATION REAL, ZADDRESS TEXT);
        CREATE TABLE ZHANDLE (Z_PK INTEGER PRIMARY KEY, ZVALUE VARCHAR);
        INSERT INTO ZHANDLE VALUES (4, ')sql" +
                                      std::string(10'000, 'x') + "')")),
              "\nZHANDLE:4 record_type=participant peer=" + std::string(256, 'x') + "\n");
}

TEST(Calls, ReadsTheTableOfOldSystems) {
    EXPECT_EQ(parse("calls", database(R"sql(
        CREATE TABLE call (ROWID INTEGER PRIMARY KEY, address TEXT, date INTEGER, duration INTEGER,
            flags INTEGER, name TEXT, country_code TEXT, network_code TEXT, read INTEGER);
        INSERT INTO call VALUES (1, '+15550100', 1614307200, 61, 5, NULL, '310', '00', 1),
            (2, '+15550101', 1614307300, 0, 4, 'Alex', '310', '00', 0);
    )sql")),
              R"(
call:1 call=2021-02-26T02:40:00Z direction=outgoing peer=+15550100 duration=61 flags=5 country=310 network=00 read=true
call:2 call=2021-02-26T02:41:40Z direction=incoming peer=+15550101 name=Alex duration=0 flags=4 country=310 network=00 read=false
)");
}

TEST(Calls, SaysThatTheTableIsMissing) {
    EXPECT_EQ(parse("calls", database("CREATE TABLE other (x)")), R"(
problem: no table ZCALLRECORD [ZCALLRECORD]
)");
}

}  // namespace bridle::test::calls_test
