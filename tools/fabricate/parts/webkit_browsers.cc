// A browser with a database of its own making, and an app whose history is another.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::webkit_browsers {

static constexpr std::string_view kTables = R"sql(
CREATE TABLE ZHISTORYENTRY (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZURL VARCHAR, ZTITLE VARCHAR, ZLASTVISITED TIMESTAMP, ZCREATED TIMESTAMP);
CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY, Z_UUID VARCHAR(255));
)sql";

static void make(PartMaker& maker) {
    Random random(maker.plan().seed, "other browsers");
    SqliteBuilder database;
    database.run(kTables);
    {
        Insert page(database, "ZHISTORYENTRY", "ZURL, ZTITLE, ZLASTVISITED, ZCREATED");
        double time = cocoa_seconds(maker.plan().taken) - 90 * 86400.0;
        for (int i = 0; i < 10; i++, time += 86400)
            page(innocent_url(random), page_title(random), time, time - 60);
        auto domain = maker.bait() ? maker.bait()->next(Sort::domain) : std::nullopt;
        if (domain) {
            const std::string url = "https://" + *domain + "/t/other";
            page(url, "News", time, time);
            maker.plant(Sort::domain, "webkit_browsers", *domain, url);
        }
    }
    maker.add("AppDomain-com.example.browser", "Documents/History.sqlite", database.bytes());
    SqliteBuilder game;
    game.run("CREATE TABLE moves (id INTEGER PRIMARY KEY, piece TEXT, at REAL)");
    maker.add("AppDomain-com.example.chess", "Documents/history.db", game.bytes());
}

static Result<void> seeds(const SeedSink& write) {
    SqliteBuilder good(512), odd(512);
    good.run(kTables);
    good.run(
        "INSERT INTO ZHISTORYENTRY (ZURL, ZTITLE, ZLASTVISITED, ZCREATED) VALUES "
        "('https://a.example/', 'A', 7e8, 1700000000000);"
        "CREATE TABLE visits (url TEXT PRIMARY KEY, at_date TEXT) WITHOUT ROWID;"
        "INSERT INTO visits VALUES ('https://b.example/', '2024-05-06 07:08:09')");
    odd.run(
        "CREATE TABLE history (url, link, title, visit_date, date2, \"a b\" TEXT);"
        "INSERT INTO history VALUES (X'FF2E00', 'x.example', X'FF', 'noon', 1e300, 1), "
        "(1.5, NULL, NULL, NULL, NULL, NULL); CREATE TABLE empty_pages (uri, host, name)");
    TRY(write("webkit_browsers/core_data.db", good.commit()));
    return write("webkit_browsers/odd.db", odd.commit());
}

extern constinit const PhonePart part = {.name = "webkit_browsers", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::webkit_browsers
