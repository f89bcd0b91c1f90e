#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::datausage_orphan_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,
        ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
    CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZTIMESTAMP REAL,
        ZWIFIIN FLOAT, ZWIFIOUT FLOAT, ZWWANIN FLOAT, ZWWANOUT FLOAT);
)sql";

TEST(DatausageOrphan, OneFindingForEachProcessHoweverManyRows) {
    EXPECT_EQ(judge("datausage_orphan", "datausage", database(std::string(kTables) + R"sql(
        INSERT INTO ZPROCESS VALUES (1, 600000000, 600000000, NULL, 'good');
        INSERT INTO ZLIVEUSAGE VALUES (1, 1, 600000000, 0, 0, 0, 0), (2, 9, 600000100, 0, 0, 5, 5),
            (3, 9, 600000050, 0, 0, 5, 5), (4, 9, 600000200, 0, 0, 5, 5), (5, 8, NULL, 0, 0, 5, 5);
    )sql")),
              R"(
high moderate ZLIVEUSAGE:5 - usage_of=8 process_id=8 rows=1
high moderate ZLIVEUSAGE:2 2020-01-06T10:40:50Z usage_of=9 process_id=9 rows=3
)");
}

TEST(DatausageOrphan, TrafficOfNobodyIsNoOrphan) {
    EXPECT_EQ(judge("datausage_orphan", "datausage", database(std::string(kTables) + R"sql(
        INSERT INTO ZPROCESS VALUES (1, 600000000, 600000000, NULL, 'good');
        INSERT INTO ZLIVEUSAGE VALUES (1, NULL, 600000000, 0, 0, 0, 0);
    )sql")),
              "\n");
}

TEST(DatausageOrphan, TableThatWasEmptiedIsATrace) {
    EXPECT_EQ(judge("datausage_orphan", "datausage", database(std::string(kTables) + R"sql(
        INSERT INTO ZLIVEUSAGE VALUES (1, 4, 600000000, 0, 0, 0, 0);
    )sql")),
              R"(
high moderate ZLIVEUSAGE:1 2020-01-06T10:40:00Z usage_of=4 process_id=4 rows=1
)");
}

TEST(DatausageOrphan, DamagedTableOfProcessesIsNoTrace) {
    std::string sql(kTables);
    for (int i = 1; i < 2000; i++)
        sql += "INSERT INTO ZPROCESS VALUES (" + std::to_string(i) + ", 1, 1, NULL, 'name');" +
               "INSERT INTO ZLIVEUSAGE VALUES (" + std::to_string(i) + ", " + std::to_string(i) +
               ", 1, 0, 0, 0, 0);";
    const std::string whole = database(sql);
    EXPECT_EQ(judge("datausage_orphan", "datausage", whole), "\n");
    // A leaf of the table that holds names, and nothing else is touched.
    std::string damaged = whole;
    const std::size_t page = damaged.rfind("name") / 4096 * 4096;
    damaged.replace(page, 4096, std::string(4096, '\xEE'));
    EXPECT_EQ(judge("datausage_orphan", "datausage", damaged), "\n");
    EXPECT_EQ(judge("datausage_orphan", "datausage", whole.substr(0, whole.size() - 8192)), "\n");
}

TEST(DatausageOrphan, MissingTableOfProcessesIsNoTrace) {
    EXPECT_EQ(judge("datausage_orphan", "datausage", database(R"sql(
        CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZTIMESTAMP REAL);
        INSERT INTO ZLIVEUSAGE VALUES (1, 4, 600000000);
    )sql")),
              "\n");
}

}  // namespace bridle::test::datausage_orphan_test
