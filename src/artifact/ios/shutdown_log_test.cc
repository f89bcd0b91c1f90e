#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::shutdown_log_test {

TEST(ShutdownLog, OneRecordForEachClientHoweverOftenItIsNamed) {
    EXPECT_EQ(parse("shutdown_log",
                    "After 1.26s, these clients are still here:\n"
                    "\t\tremaining client pid: 155 (/usr/libexec/nfcd/"
                    "EBFB3E7F-4CA4-3656-8E9C-8CCF5995C34A)\n"
                    "\t\tremaining client pid: 91 (/usr/libexec/locationd)\n"
                    "After 3.5s, these clients are still here:\n"
                    "\t\tremaining client pid: 155 (/usr/libexec/nfcd/"
                    "EBFB3E7F-4CA4-3656-8E9C-8CCF5995C34A)\n"
                    "SIGTERM: [1676299041] All buses have been notified\n"),
              R"(
byte:307 shutdown=2023-02-13T14:37:21Z delays=2 delay=3.5 sum_of_delays=4.76 clients=2 reason=All buses have been notified
byte:43 shutdown=2023-02-13T14:37:21Z client=/usr/libexec/nfcd process=nfcd binary_uuid=EBFB3E7F-4CA4-3656-8E9C-8CCF5995C34A pid=155 delay=3.5 times_delayed=2
byte:128 shutdown=2023-02-13T14:37:21Z client=/usr/libexec/locationd process=locationd pid=91 delay=1.26 times_delayed=1
log:0 shutdowns=1
)");
}

TEST(ShutdownLog, KeepsTheLastBlockOfALogThatBreaksOff) {  // W-55
    EXPECT_EQ(parse("shutdown_log",
                    "SIGTERM: x @1676299041 y\nAfter 2s, these clients are still here:\n"
                    "remaining client pid: 7 (/private/var/tmp/x"),
              R"(
byte:0 shutdown=2023-02-13T14:37:21Z delays=0 clients=0
byte:108 delays=1 delay=2 sum_of_delays=2 clients=1 breaks_off=true
byte:65 client=/private/var/tmp/x process=x pid=7 delay=2 times_delayed=1
log:0 shutdowns=2
)");
}

TEST(ShutdownLog, BytesThatAreNoTextCostNothing) {  // W-55
    EXPECT_EQ(parse("shutdown_log",
                    "\xff\xfe\nremaining client pid: 7 (/usr/libexec/\xff)\nSIGTERM: [1676299041]"),
              "\nbyte:44 shutdown=2023-02-13T14:37:21Z delays=0 clients=1\n"
              "byte:3 shutdown=2023-02-13T14:37:21Z client=/usr/libexec/\xef\xbf\xbd "
              "process=\xef\xbf\xbd pid=7 delay=0 times_delayed=0\n"
              "log:0 shutdowns=1\n");
}

TEST(ShutdownLog, PathMayHoldBrackets) {
    EXPECT_EQ(parse("shutdown_log",
                    "remaining client pid: 7 (/a (b)/c)\nremaining client pid: x\nSIGTERM: none\n"),
              R"(
byte:59 delays=0 clients=2
byte:0 client=/a (b)/c process=c pid=7 delay=0 times_delayed=0
byte:35 delay=0 times_delayed=0
log:0 shutdowns=1
)");
}

TEST(ShutdownLog, LogWithoutShutdownsIsARemarkAndWhatIsNoLogAProblem) {
    for (std::string_view empty : {"", "\n \n"})
        EXPECT_EQ(parse("shutdown_log", empty), R"(
remark: the log notes no shutdown
log:0 shutdowns=0
)");
    EXPECT_EQ(parse("shutdown_log", "hello\n"), R"(
problem: no line of a log of shutdowns
log:0 shutdowns=0
)");
}

TEST(ShutdownLog, ReadsALineForEachClientOfANotice) {
    EXPECT_EQ(parse("shutdown_log",
                    "After 0.5s, remaining client pid: 155 (/usr/libexec/nfcd)\n"
                    "After 0.5s, remaining client pid: 91 (/usr/libexec/locationd)\n"
                    "After 1s, remaining client pid: 155 (/usr/libexec/nfcd)\n"
                    "SIGTERM: [1676299041] x\n"),
              R"(
byte:176 shutdown=2023-02-13T14:37:21Z delays=2 delay=1 sum_of_delays=1.5 clients=2 reason=x
byte:0 shutdown=2023-02-13T14:37:21Z client=/usr/libexec/nfcd process=nfcd pid=155 delay=1 times_delayed=2
byte:58 shutdown=2023-02-13T14:37:21Z client=/usr/libexec/locationd process=locationd pid=91 delay=0.5 times_delayed=1
log:0 shutdowns=1
)");
}

TEST(ShutdownLog, ShutdownOfEndlessClientsIsLimited) {
    std::string log = "After 1s, these clients are still here:\n";
    for (int i = 0; i < 3000; i++)
        log += "remaining client pid: " + std::to_string(i) + " (/usr/libexec/x)\n";
    std::string said = parse("shutdown_log", log + "SIGTERM: [1676299041]\n");
    EXPECT_TRUE(said.contains("problem: more clients than a phone has at byte ")) << said.size();
    EXPECT_TRUE(said.contains(" clients=2000\n"));
}

}  // namespace bridle::test::shutdown_log_test
