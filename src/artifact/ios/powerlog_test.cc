#include <gtest/gtest.h>
#include <libdeflate.h>

#include "support/harness.h"

namespace bridle::test::powerlog_test {

TEST(Powerlog, ReadsEveryTableThatNamesAProcessOrAnApp) {
    EXPECT_EQ(parse("powerlog", database(R"sql(
        CREATE TABLE PLApplicationAgent_EventNone_AllApps (ID INTEGER PRIMARY KEY, timestamp REAL,
            AppName TEXT, AppExecutable TEXT, AppBundleId TEXT, AppBundleVersion TEXT,
            AppDeletedDate REAL);
        INSERT INTO PLApplicationAgent_EventNone_AllApps VALUES
            (1, 1600000000, 'Example', 'ExampleApp', 'com.example.app', '1.10', 1600000100);
        CREATE TABLE PLProcessNetworkAgent_EventInterval_UsageDiff (ID INTEGER PRIMARY KEY,
            timestamp REAL, timestampEnd REAL, BundleName TEXT, ProcessName TEXT, WifiIn REAL,
            CellOut INTEGER);
        INSERT INTO PLProcessNetworkAgent_EventInterval_UsageDiff VALUES
            (5, 1600000000, 1600000300.5, NULL, 'bh', 10.5, 3);
        CREATE TABLE PLBatteryAgent_EventBackward_Battery (ID INTEGER PRIMARY KEY, Level REAL);
        INSERT INTO PLBatteryAgent_EventBackward_Battery VALUES (1, 5);
        CREATE TABLE PLCameraAgent_EventForward_BackCamera (ID INTEGER PRIMARY KEY, timestamp REAL,
            BundleId TEXT, State INTEGER);
        INSERT INTO PLCameraAgent_EventForward_BackCamera VALUES (2, 1600000000, 'com.example.cam', 1);
    )sql")),
              R"(
plapplicationagent_eventnone_allapps:1 app_listed=2020-09-13T12:26:40Z app_deleted=2020-09-13T12:28:20Z process=ExampleApp process=com.example.app bundle=com.example.app AppName=Example AppBundleVersion=1.10
plcameraagent_eventforward_backcamera:2 camera_use=2020-09-13T12:26:40Z process=com.example.cam bundle=com.example.cam State=1
plprocessnetworkagent_eventinterval_usagediff:5 network_use=2020-09-13T12:26:40Z until=2020-09-13T12:31:40.500000Z process=bh WifiIn=10.5 CellOut=3
)");
}

TEST(Powerlog, CorrectsTheClockByTheNewestRowThatIsNotLater) {
    EXPECT_EQ(parse("powerlog", database(R"sql(
        CREATE TABLE PLStorageOperator_EventForward_TimeOffset (ID INTEGER PRIMARY KEY,
            timestamp REAL, system REAL);
        INSERT INTO PLStorageOperator_EventForward_TimeOffset VALUES (1, 200, 7), (2, 100, 1000);
        CREATE TABLE PLAudioAgent_EventPoint_AudioApp (ID INTEGER PRIMARY KEY, timestamp REAL,
            ApplicationName TEXT, PID INTEGER);
        INSERT INTO PLAudioAgent_EventPoint_AudioApp VALUES (1, 150, 'a', 1), (2, 200, 'b', 2),
            (3, 50, 'c', 3), (4, NULL, 'd', 4);
    )sql")),
              R"(
plaudioagent_eventpoint_audioapp:1 audio_use=1970-01-01T00:19:10Z process=a bundle=a PID=1
plaudioagent_eventpoint_audioapp:2 audio_use=1970-01-01T00:03:27Z process=b bundle=b PID=2
plaudioagent_eventpoint_audioapp:3 audio_use=1970-01-01T00:17:30Z process=c bundle=c PID=3
plaudioagent_eventpoint_audioapp:4 process=d bundle=d PID=4
)");
}

TEST(Powerlog, TakesTheTimeOfAnIntervalForItsValues) {
    EXPECT_EQ(parse("powerlog", database(R"sql(
        CREATE TABLE PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval (
            ID INTEGER PRIMARY KEY, timestamp REAL, timestampEnd REAL);
        INSERT INTO PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval VALUES
            (3, 1600000000, 1600000300);
        CREATE TABLE PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval_Dynamic (
            ID INTEGER PRIMARY KEY, FK_ID INTEGER, ProcessName TEXT, PID INTEGER, value REAL);
        INSERT INTO PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval_Dynamic VALUES
            (8, 3, 'bh', 77, 1.25), (9, 4, 'x', 78, 2.5);
    )sql")),
              R"(
plprocessmonitoragent_eventinterval_processmonitorinterval_dynamic:8 processor_use=2020-09-13T12:26:40Z until=2020-09-13T12:31:40Z process=bh FK_ID=3 PID=77 value=1.25
plprocessmonitoragent_eventinterval_processmonitorinterval_dynamic:9 process=x FK_ID=4 PID=78 value=2.5
)");
}

static std::string packed(const std::string& bytes) {
    auto* packer = libdeflate_alloc_compressor(6);
    std::string out(libdeflate_gzip_compress_bound(packer, bytes.size()), '\0');
    out.resize(
        libdeflate_gzip_compress(packer, bytes.data(), bytes.size(), out.data(), out.size()));
    libdeflate_free_compressor(packer);
    return out;
}

TEST(Powerlog, UnpacksAnArchiveOfOlderEntries) {
    EXPECT_EQ(parse("powerlog", packed(database(R"sql(
        CREATE TABLE PLAudioAgent_EventPoint_AudioApp (ID INTEGER PRIMARY KEY, timestamp REAL,
            ApplicationName TEXT);
        INSERT INTO PLAudioAgent_EventPoint_AudioApp VALUES (1, 1600000000, 'a');
    )sql"))),
              R"(
plaudioagent_eventpoint_audioapp:1 audio_use=2020-09-13T12:26:40Z process=a bundle=a
)");
}

TEST(Powerlog, ArchiveThatBreaksOffIsAProblem) {
    std::string archive = packed(database("CREATE TABLE PLx_y (ProcessName TEXT)"));
    archive.resize(archive.size() - 8);
    EXPECT_TRUE(parse("powerlog", archive).starts_with("\nproblem: gzip: "));
    EXPECT_TRUE(parse("powerlog", archive.substr(0, 12)).starts_with("\nproblem: gzip: "));
}

TEST(Powerlog, ColumnsThatAreTooManyAreSaidToBeAndThoseWithNamesAreRead) {
    std::string columns;
    for (int i = 1; i <= 61; i++) columns += ", c" + std::to_string(i) + " INTEGER";
    EXPECT_EQ(parse("powerlog", database("CREATE TABLE PLx_y (ID INTEGER PRIMARY KEY" + columns +
                                         ", ProcessName TEXT);"
                                         "INSERT INTO PLx_y (ID, ProcessName) VALUES (1, 'bh')")),
              R"(
problem: has 62 columns, of which 61 are read [plx_y]
plx_y:1 process=bh
)");
}

TEST(Powerlog, DatabaseWithoutSuchATableIsSaidToBe) {
    EXPECT_EQ(parse("powerlog", database("CREATE TABLE PLx_y (a INTEGER)")), R"(
problem: no table names a process or an app
)");
}

}  // namespace bridle::test::powerlog_test
