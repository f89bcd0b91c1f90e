// shutdown.log: who was still running when the phone shut down. Only dumps have it.

#include <fmt/format.h>

#include "fabricate/part.h"

namespace bridle::fabricate::shutdown_log {

static constexpr char kFile[] = "/private/var/db/diagnostics/shutdown.log";
static constexpr std::string_view kStaging = "/private/var/db/com.apple.xpc.roleaccountd.staging/";

static std::int64_t unix_seconds(Time time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

// One shutdown of some programs, which were all there at so many notices.
static std::string shutdown(const std::vector<std::string>& clients, int notices, Time time,
                            Random& random) {
    std::string log;
    std::vector<std::string> lines;
    for (const std::string& client : clients)
        lines.push_back(fmt::format("\t\tremaining client pid: {} ({}/{})\n",
                                    random.between(40, 900), client, random.uuid()));
    for (int notice = 1; notice <= notices; notice++) {
        log += fmt::format("After {}.{}s, these clients are still here:\n", notice * 2,
                           random.between(10, 99));
        for (const std::string& line : lines) log += line;
    }
    return log + fmt::format("SIGTERM: [{}] All buses have been notified\n", unix_seconds(time));
}

static std::string ordinary(Time taken, Random& random) {
    std::string log;
    for (int days : {200, 120, 61, 30})
        log += shutdown({"/usr/libexec/nfcd", "/usr/sbin/mediaserverd"}, days == 61 ? 2 : 1,
                        taken - std::chrono::hours(24 * days), random);
    return log;
}

static void make(PartMaker& maker) {
    Random random(maker.plan().seed, "shutdown log");
    const Time taken = maker.plan().taken;
    std::string log = ordinary(taken, random);
    if (Bait* bait = maker.bait()) {
        const std::string name = bait->next(Sort::process).value_or("helperd");
        const std::string client = std::string(kStaging) + name;
        log +=
            shutdown({client, "/usr/libexec/nfcd"}, 4, taken - std::chrono::hours(24 * 6), random);
        // Out of its order, as what somebody has written into the log.
        log += shutdown({"/usr/libexec/nfcd"}, 1, taken - std::chrono::hours(24 * 9), random);
        maker.plant(Sort::process, "shutdown_log", name, client);
        maker.plant_rule("shutdown_log_short", "shutdown_log", "backward");
        maker.plant_rule("shutdown_from_staging", "shutdown_log", client);
        maker.plant_rule("sticky_shutdown", "shutdown_log", client);
    }
    maker.add_to_dumps(kFile, std::move(log));
}

static Result<void> seeds(const SeedSink& write) {
    Random random(1, "shutdown log");
    std::string log = ordinary(kTaken, random);
    TRY(write("shutdown_log/ordinary.log", log));
    return write(
        "shutdown_log/odd.log",
        "remaining client pid: x (\nAfter nans, these\nremaining client pid: 7 (/a (b)/"
        "c)\nSIGTERM: [x]\nAfter 0.1s, remaining client pid: 7 (/a)\nAfter 0.1s, remaining "
        "client pid: 8 (/b)\nSIGTERM: bus @1676299041 \xff\nAfter 1e400s,\nAfter 3s\r\n"
        "remaining client pid: 9 (/private/var/tmp/x/00000000-0000-4000-8000-"
        "00000000000A)\nremaining client pid: 9");
}

extern constinit const PhonePart part = {.name = "shutdown_log", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::shutdown_log
