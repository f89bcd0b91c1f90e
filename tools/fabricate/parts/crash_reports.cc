// Crash reports, in JSON and in text, and a list of processes at a moment without memory. Only
// dumps have them.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/json.h"
#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/plist.h"

namespace bridle::fabricate::crash_reports {

static constexpr char kFolder[] = "/private/var/mobile/Library/Logs/CrashReporter/";

static std::string stamp(Time time) {
    return fmt::format("{:%Y-%m-%d %H:%M:%S}.00 +0000",
                       std::chrono::floor<std::chrono::seconds>(time));
}

struct Crash {
    std::string process, path;
    std::string exception = "EXC_CRASH", signal = "SIGABRT", subtype = "";
    std::uint64_t pc = 0x1a2b3c4d8;
    std::string symbol = "__abort";
};

static std::string metadata(std::string_view bug_type, std::string_view name, Time time,
                            std::string_view incident) {
    std::string line;
    JsonWriter json(line);
    json.begin_object()
        .text("app_name", name)
        .text("timestamp", stamp(time))
        .text("bug_type", bug_type)
        .text("os_version", "iPhone OS 18.2 (22C152)")
        .text("incident_id", incident)
        .text("name", name)
        .end_object();
    return line + "\n";
}

static void write_images(JsonWriter& json, const Crash& crash) {
    json.key("usedImages").begin_array();
    for (const std::string& path : {crash.path, std::string("/usr/lib/libobjc.A.dylib")})
        json.begin_object()
            .text("path", path)
            .text("name", path.substr(path.rfind('/') + 1))
            .end_object();
    json.end_array();
}

static std::string crash_report(const Crash& crash, Time time, Random& random) {
    const std::string incident = random.uuid();
    std::string body;
    JsonWriter json(body, 2);
    json.begin_object()
        .text("captureTime", stamp(time))
        .text("procLaunch", stamp(time - std::chrono::minutes(random.between(1, 500))))
        .text("procName", crash.process)
        .text("procPath", crash.path)
        .number("pid", random.between(40, 2000))
        .text("parentProc", "launchd")
        .number("parentPid", 1)
        .text("incident", incident);
    json.key("exception")
        .begin_object()
        .text("type", crash.exception)
        .text("signal", crash.signal)
        .text("subtype", crash.subtype)
        .text("codes", "0x0000000000000001, 0x0000000000000000")
        .end_object();
    json.number("faultingThread", 0).key("threads").begin_array().begin_object();
    json.key("threadState")
        .begin_object()
        .key("pc")
        .begin_object()
        .number("value", static_cast<std::int64_t>(crash.pc))
        .end_object()
        .end_object();
    json.key("frames").begin_array();
    json.begin_object()
        .number("imageIndex", 0)
        .number("imageOffset", random.between(4096, 90'000))
        .text("symbol", crash.symbol)
        .end_object();
    json.end_array().end_object().end_array();
    write_images(json, crash);
    json.end_object();
    return metadata("309", crash.process, time, incident) + body + "\n";
}

static std::string text_report(Time time) {
    return metadata("202", "photoanalysisd", time, "0A1B2C3D-0000-4000-8000-000000000202") +
           "Date/Time:        " + stamp(time) +
           "\nOS Version:       iPhone OS 18.2 (Build 22C152)\nCommand:          photoanalysisd\n"
           "Path:             /System/Library/PrivateFrameworks/x.framework/photoanalysisd\n"
           "Parent:           launchd [1]\nPID:              311\nEvent:            cpu usage\n";
}

static std::string memory_report(const std::vector<std::string>& processes, Time time) {
    std::string body;
    JsonWriter json(body, 2);
    json.begin_object().text("date", stamp(time)).key("processes").begin_array();
    std::int64_t pid = 30;
    for (const std::string& process : processes) {
        pid++;
        json.begin_object().text("name", process).number("pid", pid).number("rpages", pid * 9);
        json.key("states").begin_array().text("daemon").end_array().end_object();
    }
    json.end_array().end_object();
    return metadata("298", "JetsamEvent", time, "0A1B2C3D-0000-4000-8000-000000000298") + body;
}

static void add(PartMaker& maker, std::string_view name, Time time, std::string content) {
    maker.add_to_dumps(fmt::format("{}{}-{:%Y-%m-%d-%H%M%S}.ips", kFolder, name,
                                   std::chrono::floor<std::chrono::seconds>(time)),
                       std::move(content));
}

static const Crash kApp = {"Weather",
                           "/private/var/containers/Bundle/Application/"
                           "6F0C2B5E-4A57-4C1B-9E21-0D5B8A7C3F10/Weather.app/Weather"};

static Crash corrupted(std::string process, std::string symbol = "objc_msgSend") {
    return {.process = process,
            .path = "/System/Library/PrivateFrameworks/" + process,
            .exception = "EXC_BAD_ACCESS",
            .signal = "SIGSEGV",
            .subtype = "KERN_INVALID_ADDRESS at 0x0000000000000010",
            .symbol = std::move(symbol)};
}

// Somebody whom nobody knows, looked up while the messages were about to crash.
static void plant_lookup(PartMaker& maker, Time time) {
    static constexpr char kAddress[] = "mailto:k4t7@stranger.example";
    using Dictionary = Plist::Dictionary;
    maker.plant_rule("ids_lookup_before_crash", "id_status_cache", kAddress);
    maker.add_to_dumps(
        "/private/var/mobile/Library/IdentityServices/idstatuscache.plist",
        binary_plist(Dictionary{
            {"com.apple.madrid",
             Dictionary{
                 {kAddress, Dictionary{{"IDStatus", 1}, {"LookupDate", cocoa_seconds(time)}}}}}}));
}

static void plant(PartMaker& maker, Random& random) {
    const Time attack = maker.plan().taken - std::chrono::hours(24 * 7);
    auto crash = [&](const Crash& what, int minutes) {
        const Time time = attack + std::chrono::minutes(minutes);
        add(maker, what.process, time, crash_report(what, time, random));
    };
    plant_lookup(maker, attack + std::chrono::minutes(2));
    crash(corrupted("homed"), 0);
    crash(corrupted("MessagesBlastDoorService"), 4);
    crash(corrupted("imagent", "-[IMNicknameController handleUpdate:]"), 60);
    Crash jumped = corrupted("wifid");
    jumped.subtype = "EXC_ARM_DA_ALIGN at 0x0000000000000201";
    jumped.pc = 0x201;
    crash(jumped, 90);
    maker.plant_rule("homed_then_blastdoor", "crash_reports", "homed");
    maker.plant_rule("crash_cluster", "crash_reports", "homed");
    maker.plant_rule("crash_imagent_nickname", "crash_reports", "imagent");
    maker.plant_rule("crash_impossible_pc", "crash_reports", "0x201");
}

// A watch that belongs to the phone crashes without anything being the matter with the phone.
static void add_watch(PartMaker& maker, Time time, Random& random) {
    for (int minute : {0, 2}) {
        const Time crashed = time + std::chrono::minutes(minute);
        add(maker, "ProxiedDevice-0A1B2C3D/imagent", crashed,
            crash_report(corrupted("imagent"), crashed, random));
    }
}

static void make(PartMaker& maker) {
    Random random(maker.plan().seed, "crash reports");
    const Time taken = maker.plan().taken;
    const Time crashed = taken - std::chrono::hours(24 * 9), hot = taken - std::chrono::hours(50),
               full = taken - std::chrono::hours(30);
    add(maker, "Weather", crashed, crash_report(kApp, crashed, random));
    add(maker, "photoanalysisd.cpu_resource", hot, text_report(hot));
    Random of_watch(maker.plan().seed, "crashes of a watch");
    add_watch(maker, taken - std::chrono::hours(40), of_watch);
    std::vector<std::string> running = {"launchd", "SpringBoard", "backboardd", "Weather"};
    if (Bait* bait = maker.bait()) {
        plant(maker, random);
        if (auto name = bait->next(Sort::process)) {
            running.push_back(*name);
            maker.plant(Sort::process, "crash_reports", *name, *name);
        }
    }
    add(maker, "JetsamEvent", full, memory_report(running, full));
}

static Result<void> seeds(const SeedSink& write) {
    Random random(1, "crash reports");
    auto put = [&](std::string_view name, const std::string& bytes) -> Result<void> {
        TRY(write(fmt::format("crash_reports/{}.ips", name), bytes));
        return write(fmt::format("ips/{}.ips", name), bytes);
    };
    Crash crash = corrupted("imagent", "-[IMNickname x]");
    crash.path = "/private/var/tmp/imagent";
    TRY(put("json", crash_report(crash, kTaken, random)));
    TRY(put("memory", memory_report({"launchd", "bh"}, kTaken)));
    TRY(put("cpu", text_report(kTaken)));
    TRY(put("panic",
            metadata("210", "panic", kTaken, "I") +
                R"({"panicString":"panic(cpu 0): x\ny","date":"2026-05-30 10:00:00 +0000",)"
                R"("processByPid":{"0":{"pid":0,"procname":"kernel_task"},"1":7}})"));
    TRY(put("text", metadata("109", "imagent", kTaken, "I") +
                        "Process:  imagent [12]\nDate/Time: 2019-08-01 10:11:12.5 +0200\n"
                        "Exception Type:  EXC_BAD_ACCESS (SIGBUS)\nTriggered by Thread: 0\n\n"
                        "Thread 0 Crashed:\n0   libobjc.A.dylib  0x1a1b2c3d4 0x1a1b00000 + 8192\n"
                        "1   App  0x1a1b2c3d4 objc_msgSend + 16\n\nThread 0 crashed with ARM:\n"
                        "  x0: 0x0  pc: 0x201\n\nBinary Images:\n0x1 - 0x2 x arm64 <0> /a/b\n"));
    TRY(put("list", metadata("110", "panic", kTaken, "I") +
                        "<plist version=\"1.0\"><dict><key>description</key><string>panic"
                        "</string></dict></plist>"));
    return put("odd", metadata("309", "x", kTaken, "I") +
                          R"({"procName":1,"pid":"x","threads":{},"faultingThread":-1,)"
                          R"("usedImages":[1,{"path":2}],"exception":[],"asi":[1],)"
                          R"("processes":[1,{"name":2,"states":[3]}],"processByPid":[]})");
}

extern constinit const PhonePart part = {.name = "crash_reports", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::crash_reports
