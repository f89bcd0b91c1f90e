// netusage.sqlite: traffic by process over all networks, the networks, and who asked for which
// domain. Only a dump holds it, and only a dump lists the programs of the system.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/sqlite_builder.h"

namespace bridle::fabricate::netusage {

static constexpr std::string_view kSchema = R"sql(
CREATE TABLE ZPROCESS ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZFIRSTTIMESTAMP TIMESTAMP, ZTIMESTAMP TIMESTAMP, ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR );
CREATE TABLE ZLIVEUSAGE ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZKIND INTEGER,
    ZMETADATA INTEGER, ZTAG INTEGER, ZHASPROCESS INTEGER, Z15_HASPROCESS INTEGER,
    ZALLFLOWS FLOAT, ZBILLCYCLEEND TIMESTAMP, ZJUMBOFLOWS FLOAT, ZTIMESTAMP TIMESTAMP,
    ZWIFIIN FLOAT, ZWIFIOUT FLOAT, ZWIREDIN FLOAT, ZWIREDOUT FLOAT, ZWWANIN FLOAT,
    ZWWANOUT FLOAT, ZXIN FLOAT, ZXOUT FLOAT );
CREATE TABLE ZNETWORKATTACHMENT ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZISHOTSPOT INTEGER, ZISKNOWNGOOD INTEGER, ZKIND INTEGER, ZFIRSTTIMESTAMP TIMESTAMP,
    ZOVERALLSTAYMEAN FLOAT, ZTIMESTAMP TIMESTAMP, ZIDENTIFIER VARCHAR, ZSERVICE VARCHAR );
CREATE TABLE ZLIVEROUTEPERF ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZKIND INTEGER, ZHASNETWORKATTACHMENT INTEGER, ZBYTESIN FLOAT, ZBYTESOUT FLOAT,
    ZCAPTIVITYREDIRECTS FLOAT, ZCERTERRORS FLOAT, ZCONNATTEMPTS FLOAT, ZCONNSUCCESSES FLOAT,
    ZOVERALLSTAY FLOAT, ZTIMESTAMP TIMESTAMP );
CREATE TABLE ZAPPDOMAINUSAGE ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZHITS INTEGER, ZKIND INTEGER, ZHASAPP INTEGER, ZFIRSTTIMESTAMP TIMESTAMP,
    ZTIMESTAMP TIMESTAMP, ZDOMAIN VARCHAR, ZDOMAINOWNER VARCHAR );
CREATE TABLE ZDIAGNOSTICCASESTORAGE ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZCASECLOSEDTIME TIMESTAMP, ZTIMESTAMP TIMESTAMP, ZCASEDETECTEDPROCESS VARCHAR,
    ZCASEDOMAIN VARCHAR, ZCASEEFFECTIVEPROCESS VARCHAR, ZCASERELATEDPROCESSES VARCHAR,
    ZCASESUBTYPE VARCHAR, ZCASETYPE VARCHAR );
)sql";

static constexpr std::string_view kPrograms[] = {
    "/usr/libexec/configd", "/usr/libexec/nsurlsessiond", "/usr/libexec/trustd",
    "/usr/sbin/mDNSResponder", "/System/Library/PrivateFrameworks/ApplePushService.framework/apsd"};

namespace {

class NetUsage {
public:
    explicit NetUsage(Time taken, int page_size = 4096)
        : now_(cocoa_seconds(taken)), database_(page_size) {
        database_.run(kSchema);
    }

    void process(std::string_view name, std::optional<std::string_view> bundle = {}) {
        const double seen = now_ - 3600.0 * (1 + processes_);
        processes_++;
        Insert(database_, "ZPROCESS",
               "Z_PK, Z_ENT, Z_OPT, ZFIRSTTIMESTAMP, ZTIMESTAMP, ZBUNDLENAME, ZPROCNAME")(
            processes_, 15, 1, seen - 86400, seen, bundle, name);
        Insert(database_, "ZLIVEUSAGE",
               "Z_PK, Z_ENT, ZKIND, ZHASPROCESS, ZALLFLOWS, ZTIMESTAMP, ZWIFIIN, ZWIFIOUT, "
               "ZWIREDIN, ZWIREDOUT, ZWWANIN, ZWWANOUT, ZXIN, ZXOUT")(
            processes_, 11, 0, processes_, 12.0, seen, 5000.0, 700.0, 0.0, 0.0, 30.0, 4.0, 0.0,
            0.0);
    }

    void networks() {
        Insert network(database_, "ZNETWORKATTACHMENT",
                       "Z_PK, ZISKNOWNGOOD, ZKIND, ZFIRSTTIMESTAMP, ZOVERALLSTAYMEAN, ZTIMESTAMP, "
                       "ZIDENTIFIER");
        network(1, 1, 1, now_ - 9e6, 1200.0, now_ - 4000, "Home-02:00:5e:10:00:01");
        network(2, nullptr, 2, now_ - 9e6, 600.0, now_ - 9000, "Carrier-10001");
        Insert route(database_, "ZLIVEROUTEPERF",
                     "Z_PK, ZKIND, ZHASNETWORKATTACHMENT, ZBYTESIN, ZBYTESOUT, "
                     "ZCAPTIVITYREDIRECTS, ZCERTERRORS, ZCONNATTEMPTS, ZCONNSUCCESSES, "
                     "ZOVERALLSTAY, ZTIMESTAMP");
        route(1, 1, 1, 9e6, 8e5, 0.0, 0.0, 120.0, 118.0, 36000.0, now_ - 4000);
    }

    void domain(std::string_view name) {
        Insert(database_, "ZAPPDOMAINUSAGE",
               "Z_PK, ZHITS, ZHASAPP, ZFIRSTTIMESTAMP, ZTIMESTAMP, ZDOMAIN, ZDOMAINOWNER")(
            ++domains_, 3, 1, now_ - 90000, now_ - 5000, name, nullptr);
    }

    SqliteBuilder& database() { return database_; }
    std::string bytes() { return database_.bytes(); }

private:
    double now_;
    SqliteBuilder database_;
    int processes_ = 0, domains_ = 0;
};

void fill(NetUsage& usage) {
    usage.process("reader", "com.example.reader");
    for (std::string_view program : kPrograms)
        usage.process(program.substr(program.rfind('/') + 1));
    usage.networks();
    usage.domain("pictures.example");
}

}  // namespace

static void make(PartMaker& maker) {
    NetUsage usage(maker.plan().taken);
    fill(usage);
    if (Bait* bait = maker.bait()) {
        if (auto process = bait->next(Sort::process)) {
            usage.process(*process);
            maker.plant(Sort::process, "netusage", *process, *process);
        }
        if (auto domain = bait->next(Sort::domain)) {
            usage.domain(*domain);
            maker.plant(Sort::domain, "netusage", *domain, *domain);
        }
        usage.process("ghostlaborerd");
        maker.plant_rule("process_without_binary", "netusage", "ghostlaborerd");
        usage.database().run(
            "INSERT INTO ZLIVEUSAGE (Z_PK, ZHASPROCESS, ZTIMESTAMP) VALUES (900, 4711, 700000000)");
        maker.plant_rule("datausage_orphan", "netusage", "4711", "orphan");
    }
    maker.add_to_dumps("/private/var/networkd/netusage.sqlite", usage.bytes());
    for (std::string_view program : kPrograms)
        maker.add_to_dumps(std::string(program), "\xCF\xFA\xED\xFE, and no more of it");
}

static Result<void> seeds(const SeedSink& write) {
    NetUsage good(kTaken, 512);
    fill(good);
    good.database().run(
        "INSERT INTO ZDIAGNOSTICCASESTORAGE (Z_PK, ZTIMESTAMP, ZCASEDETECTEDPROCESS, ZCASETYPE) "
        "VALUES (1, 700000000, 'reader', 'excessive')");
    const std::string bytes = good.bytes();
    TRY(write("netusage/every_table.db", bytes));
    TRY(write("netusage/cut.db", bytes.substr(0, bytes.size() * 3 / 5)));
    NetUsage odd(kTaken, 512);
    odd.database().run(
        "INSERT INTO ZPROCESS VALUES (1, 'x', 2, 'never', 1e300, x'FF', 7);"
        "INSERT INTO ZLIVEUSAGE (Z_PK, ZHASPROCESS, ZTIMESTAMP, ZWIFIIN) VALUES (1, NULL, 'x', "
        "'y'), (2, 99, 1, 2);"
        "INSERT INTO ZNETWORKATTACHMENT (Z_PK, ZIDENTIFIER, ZKIND) VALUES (1, x'FE', 'z');"
        "INSERT INTO ZLIVEROUTEPERF (Z_PK, ZHASNETWORKATTACHMENT) VALUES (1, 'x');"
        "INSERT INTO ZAPPDOMAINUSAGE (Z_PK, ZHASAPP, ZDOMAIN) VALUES (1, 1, 7);"
        "INSERT INTO ZDIAGNOSTICCASESTORAGE (Z_PK, ZCASETYPE) VALUES (1, 2)");
    return write("netusage/odd.db", odd.bytes());
}

extern constinit const PhonePart part = {.name = "netusage", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::netusage
