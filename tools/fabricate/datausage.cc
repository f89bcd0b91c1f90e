// DataUsage.sqlite: which process moved how many bytes over the mobile network.

#include "fabricate/encoding.h"
#include "fabricate/phone_databases.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate {

namespace {

constexpr std::string_view kUsageFile = "WirelessDomain/Library/Databases/DataUsage.sqlite";

constexpr std::string_view kSchema = R"sql(
CREATE TABLE ZPROCESS ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZFIRSTTIMESTAMP TIMESTAMP, ZTIMESTAMP TIMESTAMP, ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR );
CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER,
    Z_MAX INTEGER);
CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY, Z_UUID VARCHAR(255), Z_PLIST BLOB);
)sql";
constexpr std::string_view kUsage = R"sql(
CREATE TABLE ZLIVEUSAGE ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZKIND INTEGER, ZMETADATA INTEGER, ZTAG INTEGER, ZHASPROCESS INTEGER,
    ZBILLCYCLEEND TIMESTAMP, ZTIMESTAMP TIMESTAMP, ZWIFIIN FLOAT, ZWIFIOUT FLOAT,
    ZWWANIN FLOAT, ZWWANOUT FLOAT );
)sql";
constexpr std::string_view kNewerUsage = R"sql(
CREATE TABLE ZLIVEUSAGE ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZKIND INTEGER, ZMETADATA INTEGER, ZTAG INTEGER, ZHASPROCESS INTEGER,
    ZBILLCYCLEEND TIMESTAMP, ZTIMESTAMP TIMESTAMP, ZWWANIN FLOAT, ZWWANOUT FLOAT );
)sql";

// Daemons that work for an app are written daemon/app.
constexpr std::string_view kDaemons[] = {
    "trustd", "nsurlsessiond",     "cloudd",       "appstored", "geod",
    "apsd",   "identityservicesd", "mediaserverd", "parsecd",   "promotedcontentd"};
constexpr std::string_view kSystemBundles[] = {
    "com.apple.mobilesafari",     "com.apple.Maps",          "com.apple.weather",
    "com.apple.mobilemail",       "com.apple.mobilenotes",   "com.apple.datausage.dns",
    "com.apple.datausage.icloud", "com.apple.datausage.siri"};

class UsageWriter {
public:
    UsageWriter(SqliteBuilder& database, const DataUsagePlan& plan)
        : plan_(plan),
          random_(plan.seed, "datausage"),
          process_(database, "ZPROCESS",
                   "Z_PK, Z_ENT, Z_OPT, ZFIRSTTIMESTAMP, ZTIMESTAMP, ZBUNDLENAME, ZPROCNAME"),
          usage_(database, "ZLIVEUSAGE",
                 std::string("Z_PK, Z_ENT, Z_OPT, ZKIND, ZMETADATA, ZTAG, ZHASPROCESS, "
                             "ZTIMESTAMP, ZWWANIN, ZWWANOUT") +
                     (plan.newer_layout ? "" : ", ZWIFIIN, ZWIFIOUT")) {}

    Random& random() { return random_; }
    std::int64_t processes() const { return processes_; }

    std::int64_t process(std::string_view name, std::optional<std::string_view> bundle) {
        // Uninstalled apps and lapsed counters leave numbers without a row.
        if (plan_.gaps && random_.one_in(15)) processes_ += random_.between(1, 3);
        double first = cocoa_seconds(plan_.taken) - 86400.0 * (1 + 300 * random_.fraction());
        process_(++processes_, 7, 1, first, first + 86400 * random_.fraction(), bundle, name);
        return processes_;
    }

    std::int64_t usage(std::int64_t process) {
        double time = cocoa_seconds(plan_.taken) - 86400.0 * random_.fraction();
        auto bytes = [&] { return static_cast<double>(random_.below(5'000'000)); };
        usages_++;
        if (plan_.newer_layout)
            usage_(usages_, 5, 2, 0, 0, 1, process, time, bytes(), bytes());
        else
            usage_(usages_, 5, 2, 0, 0, 1, process, time, bytes(), bytes(), 0.0, 0.0);
        return usages_;
    }

    void ordinary() {
        std::string container = "6F0C2B5E-4A57-4C1B-9E21-0D5B8A7C3F10";
        std::string_view bundle = random_.pick(kSystemBundles);
        std::string_view worker = random_.pick(kDaemons);
        if (random_.one_in(3)) {
            const App& app = random_.pick(usual_apps());
            bundle = app.bundle;
            if (random_.one_in(2)) worker = app.process;
        } else if (random_.one_in(4)) {
            worker = container;
        }
        std::string name = std::string(worker) + "/" + std::string(bundle);
        std::int64_t row = random_.one_in(40) ? process("CumulativeUsageTracker", std::nullopt)
                                              : process(name, bundle);
        for (std::uint64_t i = random_.below(5); i > 1; i--) usage(row);
    }

private:
    const DataUsagePlan& plan_;
    Random random_;
    Insert process_, usage_;
    std::int64_t processes_ = 0, usages_ = 0;
};

Trace trace_of(std::string table, std::int64_t row, std::string value, std::string indicator,
               std::string kind, std::string form, std::string how) {
    return {.artifact = "datausage",
            .file = std::string(kUsageFile),
            .table = std::move(table),
            .row = row,
            .value = std::move(value),
            .indicator = std::move(indicator),
            .kind = std::move(kind),
            .form = std::move(form),
            .how = std::move(how)};
}

void plant(UsageWriter& writer, Bait& bait, Planted& planted) {
    if (auto name = bait.next(Sort::process)) {
        std::int64_t row = writer.process(*name, std::nullopt);
        planted.add(trace_of("ZPROCESS", row, *name, *name, "process", "plain", "exact"));
    }
    if (auto name = bait.next(Sort::process)) {
        std::string value = *name + "/com.apple.datausage.diagnostics";
        std::int64_t usage = writer.usage(writer.process(value, "com.apple.datausage.diagnostics"));
        planted.add(trace_of("ZLIVEUSAGE", usage, value, *name, "process", "with_bundle", "exact"));
    }
    for (int i = 0; i < 40; i++) {  // names longer than 16 characters are rare
        auto name = bait.next(Sort::process);
        if (!name || name->size() <= 16) continue;
        std::string cut = name->substr(0, 16);
        std::int64_t row = writer.process(cut, std::nullopt);
        planted.add(
            trace_of("ZPROCESS", row, cut, *name, "process", "cut_to_16", "truncated_name"));
        break;
    }
    if (auto app = bait.next(Sort::app_id)) {
        std::string value = "Helper/" + *app;
        std::int64_t row = writer.process(value, *app);
        planted.add(trace_of("ZPROCESS", row, *app, *app, "app_id", "bundle", "exact"));
    }
    // A process whose own row was deleted: its number is nobody's, its traffic is there.
    std::int64_t gone = writer.processes() + 2000;
    std::int64_t first = writer.usage(gone);
    writer.usage(gone);
    planted.add(trace_of("ZLIVEUSAGE", first, std::to_string(gone), "datausage_orphan", "rule",
                         "orphan", "rule"));
}

void add_damaged_rows(SqliteBuilder& database) {
    Insert process(database, "ZPROCESS",
                   "Z_PK, ZFIRSTTIMESTAMP, ZTIMESTAMP, ZBUNDLENAME, ZPROCNAME");
    process(5001, nullptr, nullptr, nullptr, nullptr);
    process(5002, "before", 1e300, Blob{"bundle in a blob"}, 17);
    process(5003, 0, -1, nullptr, std::string("\xFF\xFE/\xC3\x28"));
    Insert usage(database, "ZLIVEUSAGE", "Z_PK, ZHASPROCESS, ZTIMESTAMP, ZWWANIN, ZWWANOUT");
    usage(90001, nullptr, 700000000.0, 1.0, 2.0);
    usage(90002, "5001", nullptr, "much", nullptr);
}

}  // namespace

std::string datausage_database(const DataUsagePlan& plan, Planted& planted) {
    SqliteBuilder database(plan.page_size);
    database.run(kSchema);
    database.run(plan.newer_layout ? kNewerUsage : kUsage);
    database.run("CREATE INDEX ZLIVEUSAGE_ZHASPROCESS_INDEX ON ZLIVEUSAGE (ZHASPROCESS)");
    {
        UsageWriter writer(database, plan);
        for (std::size_t i = 0; i < plan.processes; i++) {
            if (plan.bait && i == plan.processes / 2) plant(writer, *plan.bait, planted);
            writer.ordinary();
        }
        Insert key(database, "Z_PRIMARYKEY", "Z_ENT, Z_NAME, Z_SUPER, Z_MAX");
        key(5, "LiveUsage", 0, 90000);
        key(7, "Process", 0, writer.processes());
        if (plan.damaged_rows) add_damaged_rows(database);
    }
    return database.bytes();
}

}  // namespace bridle::fabricate
