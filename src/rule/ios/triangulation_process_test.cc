#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::triangulation_process_test {

static std::string analytics(std::string_view process) {
    return judge("triangulation_process", "os_analytics_ad_daily",
                 xml_list("<dict><key>netUsageBaseline</key><dict><key>" + std::string(process) +
                          "</key><array><date>2022-09-12T17:06:21Z</date><real>1</real></array>"
                          "</dict></dict>"));
}

TEST(TriangulationProcess, InAnalyticsAndOnceForEachFile) {
    EXPECT_EQ(analytics("BackupAgent"), R"(
high strong netUsageBaseline:0 2022-09-12T17:06:21Z process=BackupAgent
)");
    EXPECT_EQ(judge("triangulation_process", "datausage", database(R"sql(
        CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,
            ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
        CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZTIMESTAMP REAL,
            ZWWANIN FLOAT, ZWWANOUT FLOAT);
        INSERT INTO ZPROCESS VALUES (1, 600000000, 600000100, NULL, 'BackupAgent');
        INSERT INTO ZLIVEUSAGE VALUES (1, 1, 600000050, 3, 4), (2, 1, 600000060, 3, 4);
    )sql")),
              R"(
high strong ZLIVEUSAGE:1 2020-01-06T10:40:00Z process=BackupAgent
)");
}

TEST(TriangulationProcess, ProgramsOfLongerNamesAreOthers) {
    for (std::string_view name : {"BackupAgent2", "com.apple.BackupAgent", "backupagent",
                                  "BackupAgent.x", "com.apple.BackupAgent2/x"})
        EXPECT_EQ(analytics(name), "\n") << name;
    EXPECT_NE(analytics("BackupAgent/com.example.app"), "\n");
}

}  // namespace bridle::test::triangulation_process_test
