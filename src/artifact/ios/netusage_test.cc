#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::netusage_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,
        ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
    CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZTIMESTAMP REAL,
        ZWIFIIN FLOAT, ZWIFIOUT FLOAT, ZWIREDIN FLOAT, ZWIREDOUT FLOAT, ZWWANIN FLOAT,
        ZWWANOUT FLOAT, ZXIN FLOAT, ZXOUT FLOAT, ZALLFLOWS FLOAT);
)sql";

TEST(Netusage, ReadsTrafficOfEveryNetwork) {
    EXPECT_EQ(parse("netusage", database(std::string(kTables) + R"sql(
        INSERT INTO ZPROCESS VALUES (1, 600000000, 600000100, NULL, 'configd');
        INSERT INTO ZLIVEUSAGE VALUES (7, 1, 600000050, 1, 2, 5, 6, 3, 4, 7, 8, 9),
            (8, 3, 600000060, 1, 2, 0, 0, 3, 4, 0, 0, 1);
    )sql")),
              R"(
ZLIVEUSAGE:7 process=configd process_id=1 usage_of=1 first_used=2020-01-06T10:40:00Z last_used=2020-01-06T10:41:40Z usage=2020-01-06T10:40:50Z wifi_in=1 wifi_out=2 wwan_in=3 wwan_out=4 wired_in=5 wired_out=6 other_in=7 other_out=8 connections=9
ZLIVEUSAGE:8 usage_of=3 process_is_gone=true usage=2020-01-06T10:41:00Z wifi_in=1 wifi_out=2 wwan_in=3 wwan_out=4 wired_in=0 wired_out=0 other_in=0 other_out=0 connections=1
)");
}

TEST(Netusage, ReadsNetworksAndWhatApsAskedFor) {
    EXPECT_EQ(parse("netusage", database(std::string(kTables) + R"sql(
        INSERT INTO ZPROCESS VALUES (2, NULL, NULL, 'com.example.app', 'app');
        CREATE TABLE ZNETWORKATTACHMENT (Z_PK INTEGER PRIMARY KEY, ZKIND INTEGER,
            ZISHOTSPOT INTEGER, ZISKNOWNGOOD INTEGER, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,
            ZOVERALLSTAYMEAN REAL, ZIDENTIFIER VARCHAR, ZSERVICE VARCHAR);
        INSERT INTO ZNETWORKATTACHMENT VALUES (4, 1, 0, 1, 600000000, 600000100, 1.5,
            'Home-02:00:5e:10:00:01', NULL);
        CREATE TABLE ZLIVEROUTEPERF (Z_PK INTEGER PRIMARY KEY, ZKIND INTEGER,
            ZHASNETWORKATTACHMENT INTEGER, ZBYTESIN REAL, ZCAPTIVITYREDIRECTS REAL,
            ZCERTERRORS REAL, ZTIMESTAMP REAL);
        INSERT INTO ZLIVEROUTEPERF VALUES (5, 1, 4, 100, 2, 3, 600000000);
        CREATE TABLE ZAPPDOMAINUSAGE (Z_PK INTEGER PRIMARY KEY, ZHITS INTEGER, ZHASAPP INTEGER,
            ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL, ZDOMAIN VARCHAR, ZDOMAINOWNER VARCHAR);
        INSERT INTO ZAPPDOMAINUSAGE VALUES (6, 9, 2, 600000000, 600000100, 'ads.example', 'Ads');
        CREATE TABLE ZDIAGNOSTICCASESTORAGE (Z_PK INTEGER PRIMARY KEY, ZTIMESTAMP REAL,
            ZCASEDETECTEDPROCESS VARCHAR, ZCASETYPE VARCHAR);
        INSERT INTO ZDIAGNOSTICCASESTORAGE VALUES (7, 600000000, 'strange', 'excessive');
    )sql")),
              R"(
ZPROCESS:2 process=app bundle=com.example.app process_id=2
ZNETWORKATTACHMENT:4 network=Home-02:00:5e:10:00:01 network_kind=1 hotspot=false known_good=true mean_stay_seconds=1.5 first_attached=2020-01-06T10:40:00Z last_attached=2020-01-06T10:41:40Z
ZLIVEROUTEPERF:5 network=Home-02:00:5e:10:00:01 network_kind=1 bytes_in=100 login_page_redirects=2 certificate_errors=3 network_used=2020-01-06T10:40:00Z
ZAPPDOMAINUSAGE:6 domain=ads.example domain_owner=Ads asked_by=app bundle=com.example.app hits=9 first_asked=2020-01-06T10:40:00Z last_asked=2020-01-06T10:41:40Z
ZDIAGNOSTICCASESTORAGE:7 case=excessive detected=strange case_opened=2020-01-06T10:40:00Z
)");
}

TEST(Netusage, LosesNoNetworksWithoutTheTablesOfProcesses) {
    EXPECT_EQ(parse("netusage", database(R"sql(
        CREATE TABLE ZNETWORKATTACHMENT (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL,
            ZTIMESTAMP REAL, ZIDENTIFIER VARCHAR);
        INSERT INTO ZNETWORKATTACHMENT VALUES (4, NULL, NULL, 'Carrier-1');
    )sql")),
              R"(
problem: not in this file: table ZPROCESS [table ZPROCESS]
problem: no table ZLIVEUSAGE [ZLIVEUSAGE]
problem: no table ZPROCESS [ZPROCESS]
ZNETWORKATTACHMENT:4 network=Carrier-1
)");
}

}  // namespace bridle::test::netusage_test
