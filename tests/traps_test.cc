// Traps that other tools have fallen into, and that no other test stands beside.

#include <gtest/gtest.h>

#include "rule/rule.h"
#include "support/crashes.h"
#include "support/harness.h"
#include "support/indicators.h"

namespace bridle::test::traps_test {
namespace {

// What all rules say above info, by name.
std::string above_info(std::string_view artifact, std::string_view bytes) {
    std::string all;
    for (const Rule* rule : all_rules()) {
        const std::string said = judge(rule->name, artifact, bytes);
        for (const char* grave : {"\nlow", "\nmedium", "\nhigh", "\ncritical"})
            if (said.contains(grave)) all += std::string(rule->name) + said;
    }
    return all;
}

}  // namespace

// They are what researchers call an undisclosed trace, and stand on no phone.
TEST(Traps, NamesThatResearchersGaveAreNoTraces) {
    for (std::string_view name : {"BIGPRETZEL", "SMALLPRETZEL"})
        EXPECT_EQ(above_info("os_analytics_ad_daily",
                             xml_list("<dict><key>netUsageBaseline</key><dict><key>" +
                                      std::string(name) + "</key><array/></dict></dict>")),
                  "");
}

// iOS 26 begins the log anew at each start.
TEST(Traps, ShortLogOfShutdownsIsARemark) {
    EXPECT_EQ(above_info("shutdown_log", ""), "");
    EXPECT_EQ(above_info("shutdown_log",
                         "After 1.26s, these clients are still here:\n"
                         "\t\tremaining client pid: 155 (/usr/libexec/nfcd)\n"
                         "SIGTERM: [1676299041] All buses have been notified\n"),
              "");
}

TEST(Traps, NameOfAProcessIsAWholeComponent) {
    EXPECT_EQ(matches("[process:name = 'bh']", Kind::process, "bh/com.example.app"), "exact: bh");
    for (std::string_view name : {"com.example.bh", "bhd/com.example.app", "xbh", "bh2", "BH"})
        EXPECT_EQ(matches("[process:name = 'bh']", Kind::process, name), "") << name;
}

TEST(Traps, GapsInTheNumbersOfProcessesAreARemark) {
    EXPECT_EQ(above_info("datausage", database(R"sql(
        CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,
            ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
        CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZTIMESTAMP REAL,
            ZWIFIIN FLOAT, ZWIFIOUT FLOAT, ZWWANIN FLOAT, ZWWANOUT FLOAT);
        INSERT INTO ZPROCESS VALUES (1, 600000000, 600000000, NULL, 'a'),
            (4, 600000000, 600000000, NULL, 'b'), (900, 600000000, 600000000, NULL, 'c');
    )sql")),
              "");
}

TEST(Traps, DomainWithUpperCaseOrAPath) {
    EXPECT_EQ(matches("[domain-name:value = 'EVIL.Example.COM']", Kind::url,
                      "https://evil.example.com/x"),
              "exact: EVIL.Example.COM");
    EXPECT_EQ(matches("[domain-name:value = 'evil.example.com/land']", Kind::url,
                      "https://evil.example.com/land"),
              "exact: evil.example.com/land");
}

// It runs from the folder that Pegasus ran from, in two forms.
TEST(Traps, UpdaterOfAppleIsARemark) {
    const std::string staging = "/private/var/db/com.apple.xpc.roleaccountd.staging/";
    auto log = [](const std::string& client) {
        return "After 1s, these clients are still here:\nremaining client pid: 7 (" + client +
               ")\nSIGTERM: [1676299041]\n";
    };
    for (std::string_view updater :
         {"exec/16777220.10364.xpc/com.apple.MobileSoftwareUpdate.UpdateBrainService",
          "com.apple.NRD.UpdateBrainService.16777220.xpc/Contents/MacOS/"
          "com.apple.NRD.UpdateBrainService"}) {
        const std::string client = staging + std::string(updater);
        EXPECT_EQ(above_info("shutdown_log", log(client)), "");
        EXPECT_EQ(above_info("crash_reports", R"({"bug_type":"309"})"
                                              "\n"
                                              R"({"procPath":")" +
                                                  client + "\"}"),
                  "");
    }
    for (std::string_view spy :
         {"bh", "exec/1.xpc/bh", "com.apple.MobileSoftwareUpdate.UpdateBrainService",
          "x/com.apple.MobileSoftwareUpdate.UpdateBrainService",
          "exec/1.xpc/com.apple.MobileSoftwareUpdate.UpdateBrainService2",
          "exec/.xpc/com.apple.NRD.UpdateBrainService"}) {
        const std::string client = staging + std::string(spy);
        for (const char* rule : {"shutdown_from_staging", "process_from_unusual_place"})
            EXPECT_TRUE(judge(rule, "shutdown_log", log(client)).starts_with("\nhigh moderate "))
                << rule << " " << spy;
    }
}

// A dump and the archive of the system's logs in it hold the same log and the same reports.
TEST(Traps, WhatLiesInSeveralPlacesIsFoundOnce) {
    const std::string log = "remaining client pid: 7 (/private/var/tmp/x)\nSIGTERM: [1676299041]\n";
    const std::string said =
        judge("shutdown_from_staging", {{"shutdown_log", log, "/private/var/db/diagnostics/x"},
                                        {"shutdown_log", log, "/private/var/logs/Extra/x"}});
    EXPECT_EQ(said, judge("shutdown_from_staging", "shutdown_log", log));
    const Heard report = crashed(
        {.process = "wifid", .subtype = "EXC_ARM_DA_ALIGN at 0x201", .pc = "513", .incident = "I"});
    EXPECT_EQ(judge("crash_impossible_pc", {report, report}),
              judge("crash_impossible_pc", {report}));
}

}  // namespace bridle::test::traps_test
