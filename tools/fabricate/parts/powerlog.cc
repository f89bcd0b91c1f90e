// CurrentPowerlog.PLSQL: which process used the network, the processor and the camera, and a packed
// log of an earlier day. Only dumps have them.

#include <libdeflate.h>

#include "fabricate/part.h"
#include "fabricate/sqlite_builder.h"

namespace bridle::fabricate::powerlog {

static constexpr std::string_view kFolder =
    "/private/var/containers/Shared/SystemGroup/4D2A7C3E-55B0-4D8C-9C21-7E64B0F1A2D3/Library/"
    "BatteryLife/";

static constexpr std::string_view kSchema = R"sql(
CREATE TABLE PLStorageOperator_EventForward_TimeOffset (ID INTEGER PRIMARY KEY, timestamp REAL,
    system REAL);
CREATE TABLE PLApplicationAgent_EventNone_AllApps (ID INTEGER PRIMARY KEY, timestamp REAL,
    AppName TEXT, AppExecutable TEXT, AppBundleId TEXT, AppBundleVersion TEXT,
    AppDeletedDate REAL);
CREATE TABLE PLProcessNetworkAgent_EventInterval_UsageDiff (ID INTEGER PRIMARY KEY,
    timestamp REAL, timestampEnd REAL, BundleName TEXT, ProcessName TEXT, WifiIn REAL,
    WifiOut REAL, CellIn REAL, CellOut REAL);
CREATE TABLE PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval (ID INTEGER PRIMARY KEY,
    timestamp REAL, timestampEnd REAL);
CREATE TABLE PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval_Dynamic (
    ID INTEGER PRIMARY KEY, FK_ID INTEGER, ProcessName TEXT, PID INTEGER, value REAL);
CREATE TABLE PLCameraAgent_EventForward_BackCamera (ID INTEGER PRIMARY KEY, timestamp REAL,
    bundleId TEXT, State INTEGER);
CREATE TABLE PLBatteryAgent_EventBackward_Battery (ID INTEGER PRIMARY KEY, timestamp REAL,
    Level REAL);
)sql";

static double seconds(Time time) {
    return static_cast<double>(time.time_since_epoch().count()) / 1e6;
}

static std::string log_of(Time taken, const std::vector<std::string>& processes, int page_size) {
    SqliteBuilder database(page_size);
    database.run(kSchema);
    const double from = seconds(taken) - 86'400 * 2;
    Insert(database, "PLStorageOperator_EventForward_TimeOffset", "timestamp, system")(from, 3.5);
    Insert(database, "PLApplicationAgent_EventNone_AllApps",
           "timestamp, AppName, AppExecutable, AppBundleId, AppBundleVersion, AppDeletedDate")(
        from, "Weather", "Weather", "com.apple.weather", "1.0", 0.0);
    Insert(database, "PLCameraAgent_EventForward_BackCamera", "timestamp, bundleId, State")(
        from + 50, "com.apple.camera", 1);
    Insert(database, "PLBatteryAgent_EventBackward_Battery", "timestamp, Level")(from, 81.5);
    Insert interval(database, "PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval",
                    "ID, timestamp, timestampEnd");
    Insert value(database, "PLProcessMonitorAgent_EventInterval_ProcessMonitorInterval_Dynamic",
                 "FK_ID, ProcessName, PID, value");
    Insert network(database, "PLProcessNetworkAgent_EventInterval_UsageDiff",
                   "timestamp, timestampEnd, BundleName, ProcessName, WifiIn, CellOut");
    interval(1, from, from + 300);
    std::int64_t pid = 40;
    for (const std::string& process : processes) {
        pid++;
        value(1, process, pid, 0.25 * static_cast<double>(pid));
        network(from + 5, from + 300, nullptr, process, 2048.0, 512.0);
    }
    return database.bytes();
}

static std::string packed(const std::string& bytes) {
    auto* packer = libdeflate_alloc_compressor(6);
    std::string out(libdeflate_gzip_compress_bound(packer, bytes.size()), '\0');
    out.resize(
        libdeflate_gzip_compress(packer, bytes.data(), bytes.size(), out.data(), out.size()));
    libdeflate_free_compressor(packer);
    return out;
}

static void make(PartMaker& maker) {
    std::vector<std::string> processes = {"SpringBoard", "backboardd", "Weather", "apsd"};
    if (Bait* bait = maker.bait())
        if (auto name = bait->next(Sort::process)) {
            processes.push_back(*name);
            maker.plant(Sort::process, "powerlog", *name, *name);
        }
    const std::string folder(kFolder);
    maker.add_to_dumps(folder + "CurrentPowerlog.PLSQL",
                       log_of(maker.plan().taken, processes, 4096));
    const Time before = maker.plan().taken - std::chrono::hours(24 * 5);
    std::vector<std::string> earlier = {"SpringBoard", "backboardd"};
    if (Bait* bait = maker.bait())
        if (auto name = bait->next(Sort::process)) {
            earlier.push_back(*name);
            maker.plant(Sort::process, "powerlog", *name, *name);
        }
    maker.add_to_dumps(folder + "Archives/powerlog_2026-05-25_0A1B2C3D.PLSQL.gz",
                       packed(log_of(before, earlier, 4096)));
}

static Result<void> seeds(const SeedSink& write) {
    TRY(write("powerlog/small.db", log_of(kTaken, {"apsd"}, 512)));
    TRY(write("powerlog/packed.gz", packed(log_of(kTaken, {"apsd"}, 512))));
    SqliteBuilder odd(512);
    odd.run(
        "CREATE TABLE PLStorageOperator_EventForward_TimeOffset (timestamp TEXT, system BLOB);"
        "INSERT INTO PLStorageOperator_EventForward_TimeOffset VALUES ('x', x'00');"
        "CREATE TABLE PLx_Dynamic (FK_ID TEXT, ProcessName BLOB, timestamp TEXT);"
        "INSERT INTO PLx_Dynamic VALUES ('x', x'6268', 'never'), (1, 7, 1e300);"
        "CREATE TABLE PLx (ID TEXT, timestamp TEXT);");
    return write("powerlog/odd.db", odd.bytes());
}

extern constinit const PhonePart part = {.name = "powerlog", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::powerlog
