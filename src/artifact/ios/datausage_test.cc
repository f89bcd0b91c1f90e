#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::datausage_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,
        ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
    CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZTIMESTAMP REAL,
        ZWIFIIN FLOAT, ZWIFIOUT FLOAT, ZWWANIN FLOAT, ZWWANOUT FLOAT);
)sql";

TEST(Datausage, ReadsTrafficAndProcessesWithoutTraffic) {
    EXPECT_EQ(parse("datausage", database(std::string(kTables) + R"sql(
        INSERT INTO ZPROCESS VALUES (1, 600000000, 600000100, 'com.example.app', 'app/com.example.app'),
            (3, 600000000, 600000000, NULL, 'mDNSResponder');
        INSERT INTO ZLIVEUSAGE VALUES (7, 1, 600000050, 1, 2, 3, 4);
    )sql")),
              R"(
ZLIVEUSAGE:7 process=app/com.example.app bundle=com.example.app process_id=1 usage_of=1 first_used=2020-01-06T10:40:00Z last_used=2020-01-06T10:41:40Z usage=2020-01-06T10:40:50Z wifi_in=1 wifi_out=2 wwan_in=3 wwan_out=4
ZPROCESS:3 process=mDNSResponder process_id=3 first_used=2020-01-06T10:40:00Z last_used=2020-01-06T10:40:00Z
)");
}

TEST(Datausage, NullLinksHideNoProcess) {
    EXPECT_EQ(parse("datausage", database(std::string(kTables) + R"sql(
        INSERT INTO ZPROCESS VALUES (1, NULL, NULL, NULL, NULL), (2, 600000000, NULL, NULL, 'bh');
        INSERT INTO ZLIVEUSAGE VALUES (7, NULL, 600000050, 1, 2, 3, 4);
    )sql")),
              R"(
ZLIVEUSAGE:7 usage=2020-01-06T10:40:50Z wifi_in=1 wifi_out=2 wwan_in=3 wwan_out=4
ZPROCESS:1 process_id=1
ZPROCESS:2 process=bh process_id=2 first_used=2020-01-06T10:40:00Z
)");
}

TEST(Datausage, ReadsTheLayoutWithoutWifi) {
    EXPECT_EQ(parse("datausage", database(R"sql(
        CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,
            ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
        CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZTIMESTAMP REAL,
            ZWWANIN FLOAT, ZWWANOUT FLOAT);
        INSERT INTO ZLIVEUSAGE VALUES (7, 12, 600000050, 3, 4);
    )sql")),
              R"(
ZLIVEUSAGE:7 usage_of=12 process_is_gone=true usage=2020-01-06T10:40:50Z wwan_in=3 wwan_out=4
)");
}

TEST(Datausage, ReadsProcessesWithoutTheTableOfTraffic) {
    EXPECT_EQ(parse("datausage", database(R"sql(
        CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,
            ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
        INSERT INTO ZPROCESS VALUES (2, 600000000, NULL, NULL, 'bh');
    )sql")),
              R"(
problem: no table ZLIVEUSAGE [ZLIVEUSAGE]
ZPROCESS:2 process=bh process_id=2 first_used=2020-01-06T10:40:00Z
)");
}

}  // namespace bridle::test::datausage_test
