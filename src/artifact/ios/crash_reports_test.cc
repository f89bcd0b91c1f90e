#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::crash_reports_test {

TEST(CrashReports, ReadsACrashInJson) {
    EXPECT_EQ(
        parse(
            "crash_reports",
            R"json({"app_name":"imagent","timestamp":"2024-03-05 10:11:13.00 +0100","bug_type":"309","os_version":"iPhone OS 17.3 (21D50)","incident_id":"I-1","name":"imagent"}
{
  "captureTime" : "2024-03-05 10:11:12.5000 +0100",
  "procLaunch" : "2024-03-05 10:00:00.0000 +0100",
  "procName" : "imagent", "pid" : 412, "userID" : 501, "modelCode" : "iPhone14,5",
  "procPath" : "\/System\/Library\/PrivateFrameworks\/IMCore.framework\/imagent.app\/imagent",
  "parentProc" : "launchd", "parentPid" : 1, "coalitionName" : "com.apple.imagent",
  "incident" : "I-1", "codeSigningID" : "com.apple.imagent",
  "bundleInfo" : {"CFBundleIdentifier" : "com.apple.imagent"},
  "exception" : {"codes":"0x1, 0x201","type":"EXC_BAD_ACCESS","signal":"SIGSEGV","subtype":"KERN_INVALID_ADDRESS at 0x201"},
  "termination" : {"code":11,"namespace":"SIGNAL","indicator":"Segmentation fault: 11"},
  "asi" : {"libsystem_c.dylib":["abort() called"]},
  "faultingThread" : 1,
  "threads" : [{"id":1},{"id":2,"triggered":true,"threadState":{"pc":{"value":513}},
     "frames":[{"imageIndex":1,"imageOffset":8192,"symbol":"-[IMNickname x]"},{"imageIndex":0,"imageOffset":18446744073709551615},{"imageIndex":9}]}],
  "usedImages" : [{"path":"\/usr\/lib\/libobjc.A.dylib","name":"libobjc.A.dylib"},{"path":"\/private\/var\/tmp\/x.dylib","name":"x.dylib"}]
}
)json"),
        R"(
report:0 crash=2024-03-05T09:11:12.500000Z process=imagent bug_type=309 bug=crash process_path=/System/Library/PrivateFrameworks/IMCore.framework/imagent.app/imagent pid=412 parent=launchd parent_pid=1 user=501 coalition=com.apple.imagent bundle=com.apple.imagent launched=2024-03-05T09:00:00Z exception=EXC_BAD_ACCESS signal=SIGSEGV subtype=KERN_INVALID_ADDRESS at 0x201 codes=0x1, 0x201 termination=SIGNAL 11 Segmentation fault: 11 info=abort() called pc=0x201 faulting_thread=1 os_version=iPhone OS 17.3 (21D50) model=iPhone14,5 incident=I-1 signing_id=com.apple.imagent frames=x.dylib+0x2000 -[IMNickname x] frames=libobjc.A.dylib+0xffffffffffffffff frames=?+0x0 images=/private/var/tmp/x.dylib
)");
}

TEST(CrashReports, ReadsACrashInText) {
    EXPECT_EQ(
        parse(
            "crash_reports",
            R"txt({"bug_type":"109","timestamp":"2019-08-01 10:11:13.00 +0200","os_version":"iPhone OS 12.4 (16G77)","name":"imagent"}
Incident Identifier: I-2
Hardware Model:      iPhone9,3
Process:             imagent [123]
Path:                /System/Library/imagent
Identifier:          com.apple.imagent
Parent Process:      launchd [1]

Date/Time:           2019-08-01 10:11:12.5 +0200
Launch Time:         2019-08-01 09:00:00.0 +0200
OS Version:          iPhone OS 12.4 (16G77)

Exception Type:  EXC_BAD_ACCESS (SIGBUS)
Exception Subtype: EXC_ARM_DA_ALIGN at 0x0000000000000201
Termination Signal: Bus error: 10
Triggered by Thread:  2

Application Specific Information:
some words

Thread 0 name:  Dispatch queue: com.apple.main-thread
Thread 0:
0   libsystem_kernel.dylib        	0x00000001a1 0x1a0000000 + 9

Thread 2 Crashed:
0   libobjc.A.dylib               	0x00000001a1b2c3d4 0x1a1b00000 + 8192
1   My App                        	0x00000001a1b2c3d4 objc_msgSend + 16

Thread 2 crashed with ARM Thread State (64-bit):
    x0: 0x0000000000000000   x1: 0x0000000000000001
    sp: 0x000000016f   pc: 0x0000000000000201 cpsr: 0x60000000

Binary Images:
0x100 - 0x1ff imagent arm64  <0a1b> /System/Library/imagent
0x200 - ??? ??? arm64  <0a1c> /private/var/db/x/y
)txt"),
        R"(
report:0 crash=2019-08-01T08:11:12.500000Z process=imagent bug_type=109 bug=crash process_path=/System/Library/imagent pid=123 parent=launchd parent_pid=1 bundle=com.apple.imagent launched=2019-08-01T07:00:00Z exception=EXC_BAD_ACCESS signal=SIGBUS subtype=EXC_ARM_DA_ALIGN at 0x0000000000000201 termination=Bus error: 10 info=some words pc=0x201 faulting_thread=2 os_version=iPhone OS 12.4 (16G77) model=iPhone9,3 incident=I-2 frames=libobjc.A.dylib+0x2000 frames=My App objc_msgSend + 16 images=/private/var/db/x/y
)");
}

TEST(CrashReports, ReadsAReportAboutTheProcessor) {
    EXPECT_EQ(parse("crash_reports",
                    R"txt({"bug_type":"202","timestamp":"2021-02-01 10:00:01 +0000","name":"bh"}
Date/Time:        2021-02-01 10:00:00 +0000
OS Version:       iPhone OS 14.3 (Build 18C66)
Command:          bh
Path:             /private/var/db/com.apple.xpc.roleaccountd.staging/bh
Parent:           launchd [1]
PID:              77
Event:            cpu usage
)txt"),
              R"(
report:0 crash=2021-02-01T10:00:00Z process=bh bug_type=202 bug=too much CPU process_path=/private/var/db/com.apple.xpc.roleaccountd.staging/bh pid=77 parent=launchd parent_pid=1 info=cpu usage os_version=iPhone OS 14.3 (Build 18C66)
)");
}

TEST(CrashReports, ListsTheProcessesOfAReportAboutMemory) {
    EXPECT_EQ(
        parse("crash_reports",
              R"json({"bug_type":"298","timestamp":"2021-02-01 10:00:00 +0000","name":"JetsamEvent"}
{"date":"2021-02-01 10:00:00.5 +0000","processes":[{"name":"bh","pid":7,"uuid":"U","rpages":9,"lifetimeMax":10,"cpuTime":1.5,"coalition":3,"age":4,"states":["active","daemon"],"reason":"per-process-limit"},{"pid":"x"}]})json"),
        R"(
report:0 crash=2021-02-01T10:00:00.500000Z process=JetsamEvent bug_type=298 bug=memory pressure
processes:0 running=2021-02-01T10:00:00.500000Z process=bh pid=7 binary_uuid=U coalition=3 pages=9 most_pages=10 cpu_seconds=1.5 age=4 states=active, daemon reason=per-process-limit
processes:1 running=2021-02-01T10:00:00.500000Z
)");
}

TEST(CrashReports, ListsTheProcessesOfAPanic) {
    EXPECT_EQ(
        parse("crash_reports", R"json({"bug_type":"210","timestamp":"2021-02-01 10:00:00 +0000"}
{"product":"iPhone9,3","date":"2021-02-01 09:59:59.00 +0000","incident":"I","panicString":"panic(cpu 1 caller 0xfffffff): message\nDebugger message: panic\n","processByPid":{"0":{"pid":0,"procname":"kernel_task"},"9":{"pid":9,"procname":"bh"}}})json"),
        R"(
report:0 crash=2021-02-01T09:59:59Z bug_type=210 bug=kernel panic panic=panic(cpu 1 caller 0xfffffff): message model=iPhone9,3 incident=I
processByPid:0 running=2021-02-01T09:59:59Z process=kernel_task pid=0
processByPid:1 running=2021-02-01T09:59:59Z process=bh pid=9
)");
}

TEST(CrashReports, ReadsAPanicInAPropertyList) {
    EXPECT_EQ(parse("crash_reports", R"({"bug_type":"110","name":"panic"}
)" + xml_list("<dict><key>date</key><date>2015-02-01T10:00:00Z</date><key>description"
              "</key><string>panic(cpu 0): a\nb</string></dict>")),
              R"(
report:0 crash=2015-02-01T10:00:00Z process=panic bug_type=110 bug=kernel panic panic=panic(cpu 0): a
)");
}

TEST(CrashReports, ReadsWhatTheProcessorSaidOfTheFault) {
    EXPECT_EQ(parse("crash_reports",
                    R"json({"bug_type":"309","timestamp":"2024-03-05 10:11:13.00 +0100"}
{"faultingThread":0,"threads":[{"threadState":{"pc":{"value":16},"esr":{"value":1,"description":" Pointer authentication trap IB"}}}]})json"),
              R"(
report:0 crash=2024-03-05T09:11:13Z bug_type=309 bug=crash fault=Pointer authentication trap IB pc=0x10 faulting_thread=0
)");
}

TEST(CrashReports, ReadsNamesWithNumbersAndDigitsOfThePhonesLanguageInText) {
    EXPECT_EQ(parse("crash_reports", R"txt({"bug_type":"109","name":"imagent"}
Process:     imagent [12]
Coalition:   com.apple.imagent [508]
Responsible: imagent [12]
Date/Time:   ٢٠١٩-٠٨-٠١ ١٠:١١:١٢.٥ +٠٢٠٠

Thread 0 crashed with ARM Thread State (64-bit):
   far: 0x0  esr: 0x72000000  Pointer authentication trap IB

Binary Images:
0x1 - 0x2 JavaScriptCore arm64 <0a> /System/Library/Frameworks/JavaScriptCore.framework/JavaScriptCore
)txt"),
              R"(
report:0 crash=2019-08-01T08:11:12.500000Z process=imagent bug_type=109 bug=crash pid=12 responsible=imagent coalition=com.apple.imagent fault=Pointer authentication trap IB loads_javascript=true
)");
}

TEST(CrashReports, TimeThatIsNotUnderstoodIsSaid) {
    EXPECT_EQ(parse("crash_reports", "{\"bug_type\":\"309\",\"timestamp\":\"yesterday\"}\n"), R"(
problem: a time that is not understood: yesterday [report]
report:0 bug_type=309 bug=crash
)");
    EXPECT_EQ(parse("crash_reports",
                    "{\"bug_type\":\"309\",\"timestamp\":\"2024-03-05 10:11:13.00 +0100\"}\n"
                    "{\"captureTime\":\"yesterday\"}"),
              R"(
remark: a time that is not understood: yesterday [report]
report:0 crash=2024-03-05T09:11:13Z bug_type=309 bug=crash
)");
}

TEST(CrashReports, SayThatAReportIsOfAWatch) {
    const std::string_view report = "{\"bug_type\":\"309\",\"name\":\"x\"}\n";
    const MemoryFile file(as_bytes(report));
    EXPECT_EQ(parse(*find_artifact("crash_reports"),
                    Input{file, nullptr, "/a/CrashReporter/ProxiedDevice-0A1B/x.ips"}),
              R"(
report:0 process=x bug_type=309 bug=crash device=paired
)");
}

TEST(CrashReports, NumberThatIsNotKnownIsNoError) {
    EXPECT_EQ(parse("crash_reports", "{\"bug_type\":\"98765\",\"name\":\"x\"}\n"), R"(
report:0 process=x bug_type=98765
)");
}

TEST(CrashReports, BrokenBodyKeepsTheMetadata) {
    std::string said =
        parse("crash_reports",
              "{\"bug_type\":\"309\",\"name\":\"imagent\",\"timestamp\":\"2024-03-05 "
              "10:11:13.00 +0100\"}\n{\"pid\": 1, \"threads\": [");
    EXPECT_TRUE(said.starts_with("\nproblem: the body is not JSON: ")) << said;
    EXPECT_TRUE(said.ends_with(
        "\nreport:0 crash=2024-03-05T09:11:13Z process=imagent bug_type=309 bug=crash\n"))
        << said;
}

TEST(CrashReports, ListWithoutEndIsLimited) {
    std::string body = "{\"processes\":[{\"name\":\"x\"}";
    for (int i = 0; i < 25'000; i++) body += ",{\"name\":\"x\"}";
    std::string said = parse("crash_reports", "{\"bug_type\":\"298\"}\n" + body + "]}");
    EXPECT_TRUE(said.ends_with("problem: more processes than a phone can run\n"));
}

TEST(CrashReports, WhatIsNoReportIsSaidToBeNone) {
    EXPECT_EQ(parse("crash_reports", "hello"), R"(
problem: no line of JSON that says what the report is
)");
}

}  // namespace bridle::test::crash_reports_test
