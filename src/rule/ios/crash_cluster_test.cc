#include <gtest/gtest.h>

#include "support/crashes.h"

namespace bridle::test::crash_cluster_test {

TEST(CrashCluster, ProgramsThatReadMessagesWithinMinutes) {
    EXPECT_EQ(judge("crash_cluster", {crashed({"imagent", "10:09:00"}),
                                      crashed({"MessagesBlastDoorService", "10:00:00"}),
                                      crashed({"imagent", "12:00:00"})}),
              R"(
medium weak report:0 2024-03-05T10:00:00Z process=MessagesBlastDoorService count=2 processes=MessagesBlastDoorService, imagent
info weak report:0 2024-03-05T12:00:00Z process=imagent count=1 processes=imagent
)");
}

TEST(CrashCluster, OneAloneIsARemark) {
    EXPECT_EQ(judge("crash_cluster", {crashed({"homed"})}), R"(
info weak report:0 2024-03-05T10:00:00Z process=homed count=1 processes=homed
)");
}

TEST(CrashCluster, PagesThatCrashOftenAreLow) {
    constexpr std::string_view kPage = "com.apple.WebKit.WebContent";
    EXPECT_TRUE(judge("crash_cluster", {crashed({kPage, "10:00:00"}), crashed({kPage, "10:01:00"})})
                    .starts_with("\ninfo weak "));
    EXPECT_TRUE(judge("crash_cluster", {crashed({kPage, "10:00:00"}), crashed({kPage, "10:01:00"}),
                                        crashed({kPage, "10:02:00"})})
                    .starts_with("\nlow weak "));
}

TEST(CrashCluster, TheSameReportInTwoPlacesIsOne) {
    const Crash crash = {.process = "imagent", .incident = "I-1"};
    EXPECT_TRUE(judge("crash_cluster", {crashed(crash), crashed(crash)}).contains(" count=1 "));
}

TEST(CrashCluster, OtherEndsAndOtherProgramsAreNone) {
    for (const Crash& crash :
         {Crash{.process = "imagent", .exception = "EXC_CRASH"},
          Crash{.process = "imagent", .exception = "EXC_RESOURCE"},
          Crash{.process = "imagent", .exception = "EXC_GUARD", .bug_type = "308"},
          Crash{.process = "SpringBoard"}, Crash{.process = "imagentx"}})
        EXPECT_EQ(judge("crash_cluster", {crashed(crash)}), "\n") << crash.process;
}

TEST(CrashCluster, FailureOfPointerAuthenticationCounts) {
    EXPECT_TRUE(
        judge("crash_cluster", {crashed({.process = "imagent",
                                         .exception = "EXC_BREAKPOINT",
                                         .subtype = "possible pointer authentication failure"})})
            .contains("imagent"));
}

TEST(CrashCluster, FailureThatOnlyTheProcessorNamesCounts) {
    std::string report = crash_report({.process = "imagent", .exception = "EXC_BREAKPOINT"});
    constexpr std::string_view kState = "\"threadState\":{";
    report.insert(report.find(kState) + kState.size(),
                  R"("esr":{"value":1,"description":" Pointer authentication trap IB"},)");
    EXPECT_TRUE(judge("crash_cluster", "crash_reports", report).contains("process=imagent"));
}

TEST(CrashCluster, PagesAreNoSecondReaderOfMessages) {
    constexpr std::string_view kPage = "com.apple.WebKit.WebContent";
    EXPECT_EQ(
        judge("crash_cluster", {crashed({"imagent", "10:00:00"}), crashed({kPage, "10:01:00"})}),
        R"(
info weak report:0 2024-03-05T10:00:00Z process=imagent count=2 processes=com.apple.WebKit.WebContent, imagent
)");
    EXPECT_TRUE(
        judge("crash_cluster", {crashed({"imagent", "10:00:00"}), crashed({kPage, "10:09:00"}),
                                crashed({"imagent", "10:18:00"})})
            .starts_with("\nlow weak "));
    EXPECT_TRUE(
        judge("crash_cluster", {crashed({"imagent", "10:00:00"}), crashed({kPage, "10:01:00"}),
                                crashed({"homed", "10:02:00"})})
            .starts_with("\nmedium weak "));
}

TEST(CrashCluster, WhatCrashedOnAWatchDidNotCrashHere) {
    Heard watch = crashed({"imagent"});
    watch.path = "/private/var/mobile/Library/Logs/CrashReporter/ProxiedDevice-0A1B/imagent.ips";
    EXPECT_EQ(judge("crash_cluster", {watch}), "\n");
}

TEST(CrashCluster, OfVeryManyTheNewestCount) {
    std::vector<std::string> times;
    for (int i = 5000; i >= 0; i--)
        times.push_back(
            iso(*from_iso("2024-03-05T00:00:00Z") + std::chrono::seconds(i)).substr(11, 8));
    std::vector<Heard> all;
    for (const std::string& time : times) all.push_back(crashed({"imagent", time}));
    EXPECT_EQ(judge("crash_cluster", std::move(all)), R"(
medium weak report:0 2024-03-05T00:00:01Z process=imagent count=5000 processes=imagent
)");
}

}  // namespace bridle::test::crash_cluster_test
