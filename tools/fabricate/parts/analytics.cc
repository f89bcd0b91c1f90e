// Analytics of the keychain, and the first lines of the journals that say which version ran.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/plist.h"
#include "fabricate/sqlite_builder.h"

namespace bridle::fabricate::analytics {

using Dictionary = Plist::Dictionary;

static constexpr std::string_view kSchema = R"sql(
CREATE TABLE hard_failures (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL, data BLOB);
CREATE TABLE soft_failures (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL, data BLOB);
CREATE TABLE all_events (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL, data BLOB);
CREATE TABLE success_count (event_type STRING PRIMARY KEY, success_count INTEGER,
    hard_failure_count INTEGER, soft_failure_count INTEGER);
)sql";

namespace {

class Events {
public:
    explicit Events(Time taken, int page_size = 4096) : taken_(taken), database_(page_size) {
        database_.run(kSchema);
    }
    void add(const std::string& table, Dictionary event) {
        event.emplace_back("build", "23A341");
        const std::string data = binary_plist(event);
        Insert(database_, table, "timestamp, data")(
            static_cast<double>(unix_seconds(taken_) - 5000 * ++count_), Blob{data});
    }
    SqliteBuilder& database() { return database_; }
    std::string bytes() { return database_.bytes(); }

private:
    Time taken_;
    SqliteBuilder database_;
    int count_ = 0;
};

void fill(Events& events) {
    events.add("hard_failures", {{"eventType", "EscrowFetch"},
                                 {"errorCode", -25300},
                                 {"errorDomain", "NSOSStatusErrorDomain"}});
    events.add("soft_failures", {{"eventType", "TLSFailure"},
                                 {"process", "apsd"},
                                 {"hosts", Plist::Array{"push.example"}},
                                 {"fatal", false}});
    events.add("all_events", {{"eventType", "Startup"}, {"duration", 0.25}});
}

}  // namespace

static std::string journal(std::string_view time, std::string_view version) {
    return R"({"bug_type":"211","timestamp":")" + std::string(time) + R"(","os_version":")" +
           std::string(version) + R"(","incident_id":"0B1C2D3E-4F50-4617-8293-A4B5C6D7E8F9"})" +
           "\n{\"_marker\":\"<metadata>\"}\n";
}

static void make(PartMaker& maker) {
    Events events(maker.plan().taken);
    fill(events);
    if (Bait* bait = maker.bait()) {
        if (auto process = bait->next(Sort::process)) {
            events.add("hard_failures", {{"eventType", "TLSFailure"}, {"process", *process}});
            maker.plant(Sort::process, "analytics", *process, *process);
        }
        if (auto domain = bait->next(Sort::domain)) {
            events.add("soft_failures", {{"eventType", "TLSFailure"}, {"host", *domain}});
            maker.plant(Sort::domain, "analytics", *domain, *domain);
        }
    }
    maker.add_to_dumps("/private/var/Keychains/Analytics/TLSAnalytics.db", events.bytes());
    maker.add_to_dumps("/private/var/db/analyticsd/Analytics-Journal-2026-04-01-080000.ips",
                       journal("2026-04-01 08:00:00.00 +0200", "iPhone OS 26.3 (23D127)"));
    maker.add_to_dumps("/private/var/db/analyticsd/Analytics-Journal-2026-05-20-080000.ips",
                       journal("2026-05-20 08:00:00.00 +0200", "iPhone OS 26.4 (23E246)"));
}

static Result<void> seeds(const SeedSink& write) {
    Events good(kTaken, 512);
    fill(good);
    TRY(write("analytics/three.db", good.bytes()));
    Events odd(kTaken, 512);
    odd.database().run(
        "INSERT INTO hard_failures VALUES (1, NULL, NULL), (2, 'never', 'no list'), (3, 1e300, "
        "x'62706C697374'), (4, 1600000000, NULL)");
    TRY(write("analytics/odd.db", odd.bytes()));
    TRY(write("ios_version_history/one.ips",
              journal("2026-04-01 08:00:00.00 +0200", "iPhone OS 26.3 (23D127)")));
    return write("ios_version_history/odd.ips", R"({"timestamp":7,"os_version":"x"})");
}

extern constinit const PhonePart part = {.name = "analytics", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::analytics
