#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test {

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

TEST(Calls, SaysThatTheTableIsMissing) {
    EXPECT_EQ(parse("calls", database("CREATE TABLE other (x)")), R"(
problem: no table ZCALLRECORD [ZCALLRECORD]
)");
}

}  // namespace bridle::test
