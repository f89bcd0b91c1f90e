// knowledgeC.db: the use of the phone. No backup holds it.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::knowledge_c {

namespace {

constexpr char kFile[] = "/private/var/mobile/Library/CoreDuet/Knowledge/knowledgeC.db";

constexpr std::string_view kSchema = R"sql(
CREATE TABLE ZOBJECT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZSECONDSFROMGMT INTEGER, ZVALUEINTEGER INTEGER, ZVALUEDOUBLE FLOAT, ZSOURCE INTEGER,
    ZSTRUCTUREDMETADATA INTEGER, ZCREATIONDATE TIMESTAMP, ZENDDATE TIMESTAMP,
    ZSTARTDATE TIMESTAMP, ZSTREAMNAME VARCHAR, ZVALUESTRING VARCHAR, ZUUID VARCHAR);
CREATE TABLE ZSOURCE (Z_PK INTEGER PRIMARY KEY, ZBUNDLEID VARCHAR, ZDEVICEID VARCHAR,
    ZITEMID VARCHAR, ZGROUPID VARCHAR);
CREATE TABLE ZSTRUCTUREDMETADATA (Z_PK INTEGER PRIMARY KEY,
    Z_DKSAFARIHISTORYMETADATAKEY__TITLE VARCHAR, Z_DKDIGITALHEALTHMETADATAKEY__WEBPAGEURL VARCHAR,
    Z_DKDIGITALHEALTHMETADATAKEY__WEBDOMAIN VARCHAR, Z_DKINTENTMETADATAKEY__INTENTCLASS VARCHAR,
    Z_DKINTENTMETADATAKEY__INTENTVERB VARCHAR);
)sql";

class ActivityWriter {
public:
    explicit ActivityWriter(SqliteBuilder& database)
        : object_(database, "ZOBJECT",
                  "ZSECONDSFROMGMT, ZVALUEINTEGER, ZSOURCE, ZSTRUCTUREDMETADATA, ZCREATIONDATE, "
                  "ZENDDATE, ZSTARTDATE, ZSTREAMNAME, ZVALUESTRING, ZUUID"),
          metadata_(database, "ZSTRUCTUREDMETADATA",
                    "Z_DKSAFARIHISTORYMETADATAKEY__TITLE, "
                    "Z_DKDIGITALHEALTHMETADATAKEY__WEBPAGEURL") {}

    void add(std::string_view stream, std::string_view value, double start, double seconds,
             std::string_view uuid, bool with_metadata = false) {
        std::optional<std::int64_t> metadata;
        if (with_metadata) metadata = pages_;
        object_(7200, stream.contains("is") ? 1 : 0, nullptr, metadata, start + seconds + 1,
                start + seconds, start, stream, value, uuid);
    }
    void page(std::string_view title, std::string_view url) {
        metadata_(title, url);
        pages_++;
    }

private:
    Insert object_, metadata_;
    std::int64_t pages_ = 0;
};

constexpr std::string_view kStates[] = {"/device/isLocked", "/display/isBacklit",
                                        "/device/isPluggedIn", "/audio/inputRoute"};

}  // namespace

static void make(PartMaker& maker) {
    SqliteBuilder database;
    database.run(kSchema);
    {
        ActivityWriter writer(database);
        Random random(maker.plan().seed, "activities");
        const double taken = cocoa_seconds(maker.plan().taken);
        for (int i = 0; i < 300; i++) {
            const double start = taken - static_cast<double>(random.between(5'000, 2'400'000));
            if (random.one_in(3))
                writer.add(random.pick(kStates), "", start, 60, random.uuid());
            else
                writer.add("/app/inFocus", random.pick(usual_apps()).bundle, start, 90,
                           random.uuid());
        }
        if (Bait* bait = maker.bait())
            if (auto domain = bait->next(Sort::domain)) {
                const std::string url = "https://" + *domain + "/read";
                writer.page("Read", url);
                writer.add("/app/webUsage", "com.apple.mobilesafari", taken - 70'000, 30,
                           random.uuid(), true);
            }
    }
    maker.add_to_dumps(kFile, database.bytes());
}

static Result<void> seeds(const SeedSink& write) {
    SqliteBuilder database(512);
    database.run(kSchema);
    {
        ActivityWriter writer(database);
        writer.page("T", "https://b.example/");
        writer.add("/app/inFocus", "com.apple.mobilesafari", 7e8, 60, "U", true);
        writer.add("/safari/history", "https://c.example/", 7e8, 0, "V");
        writer.add("/device/isLocked", "", 7e8, 9e3, "W");
    }
    database.run(
        "INSERT INTO ZSOURCE VALUES (1, 'com.apple.x', 'D', 'I', 'G');"
        "UPDATE ZOBJECT SET ZSOURCE = 1, ZCREATIONDATE = 8e8 WHERE Z_PK = 1;"
        "INSERT INTO ZOBJECT VALUES (9, 'x', 'y', 'z', x'FF', 'w', 'v', 'u', 'never', 9e300,"
        "-9e300, 5, x'FFFE', NULL)");
    TRY(write("knowledge_c/four.db", database.bytes()));
    SqliteBuilder odd(512);
    odd.run(
        "CREATE TABLE ZOBJECT (Z_PK INTEGER PRIMARY KEY, ZSTREAMNAME, ZSTARTDATE);"
        "INSERT INTO ZOBJECT VALUES (1, '/a', 7e8), (2, NULL, NULL)");
    return write("knowledge_c/odd.db", odd.bytes());
}

extern constinit const PhonePart part = {.name = "knowledge_c", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::knowledge_c
