// Firefox: browser.db as it was until 2022, and places.db as it is since.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::firefox_history {

static constexpr char kGroup[] = "AppDomainGroup-group.org.mozilla.ios.Firefox";

static constexpr std::string_view kBrowserTables = R"sql(
CREATE TABLE history (id INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT NOT NULL UNIQUE,
    url TEXT UNIQUE, title TEXT NOT NULL, server_modified INTEGER, local_modified INTEGER,
    is_deleted TINYINT NOT NULL DEFAULT 0, should_upload TINYINT, domain_id INTEGER);
CREATE TABLE visits (id INTEGER PRIMARY KEY AUTOINCREMENT, siteID INTEGER NOT NULL,
    date REAL NOT NULL, type INTEGER NOT NULL, is_local TINYINT NOT NULL);
CREATE TABLE favicons (id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE,
    width INTEGER, height INTEGER, type INTEGER NOT NULL, date REAL NOT NULL);
CREATE TABLE favicon_sites (id INTEGER PRIMARY KEY AUTOINCREMENT, siteID INTEGER NOT NULL,
    faviconID INTEGER NOT NULL);
CREATE TABLE bookmarksLocal (id INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, type INTEGER,
    date_added INTEGER, is_deleted TINYINT, title TEXT, bmkUri TEXT, local_modified INTEGER);
CREATE TABLE clients (guid TEXT PRIMARY KEY, name TEXT, modified INTEGER, type TEXT, os TEXT);
CREATE TABLE tabs (id INTEGER PRIMARY KEY AUTOINCREMENT, client_guid TEXT, url TEXT NOT NULL,
    title TEXT, history TEXT, last_used INTEGER);
CREATE TABLE queue (url TEXT NOT NULL UNIQUE, title TEXT);
CREATE TABLE domains (id INTEGER PRIMARY KEY AUTOINCREMENT, domain TEXT NOT NULL UNIQUE);
)sql";
static constexpr std::string_view kPlacesTables = R"sql(
CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url LONGVARCHAR NOT NULL, title LONGVARCHAR,
    preview_image_url LONGVARCHAR, visit_count_local INTEGER NOT NULL DEFAULT 0,
    visit_count_remote INTEGER NOT NULL DEFAULT 0, hidden INTEGER DEFAULT 0 NOT NULL,
    last_visit_date_local INTEGER NOT NULL DEFAULT 0,
    last_visit_date_remote INTEGER NOT NULL DEFAULT 0, guid TEXT, origin_id INTEGER);
CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, is_local INTEGER NOT NULL,
    from_visit INTEGER, place_id INTEGER NOT NULL, visit_date INTEGER NOT NULL,
    visit_type INTEGER NOT NULL);
CREATE TABLE moz_historyvisit_tombstones (place_id INTEGER NOT NULL, visit_date INTEGER NOT NULL);
CREATE TABLE moz_bookmarks (id INTEGER PRIMARY KEY, fk INTEGER, type INTEGER NOT NULL,
    parent INTEGER, position INTEGER, title TEXT, dateAdded INTEGER, lastModified INTEGER);
CREATE TABLE moz_origins (id INTEGER PRIMARY KEY, prefix TEXT NOT NULL, host TEXT NOT NULL);
CREATE TABLE moz_places_metadata (id INTEGER PRIMARY KEY, place_id INTEGER NOT NULL,
    referrer_place_id INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    total_view_time INTEGER, search_query_id INTEGER, document_type INTEGER);
CREATE TABLE moz_places_metadata_search_queries (id INTEGER PRIMARY KEY, term TEXT NOT NULL);
)sql";

static std::int64_t millis(Time time) {
    return time.time_since_epoch().count() / 1000;
}

namespace {

struct FirefoxPages {
    std::vector<std::string> visited;
    std::optional<std::string> icon_only;  // a page whose icon alone is left
};

std::string browser_database(const FirefoxPages& pages, Time newest, int page_size = 4096) {
    SqliteBuilder database(page_size);
    database.run(kBrowserTables);
    Insert page(database, "history", "id, guid, url, title");
    Insert visit(database, "visits", "siteID, date, type, is_local");
    Insert icon(database, "favicons", "id, url, width, height, type, date");
    Insert of(database, "favicon_sites", "siteID, faviconID");
    Insert bookmark(database, "bookmarksLocal", "guid, type, date_added, title, bmkUri");
    std::int64_t id = 0;
    Time time = newest - std::chrono::hours(24 * 30);
    for (const std::string& url : pages.visited) {
        id++;
        page(id, "guid" + std::to_string(id), url, "A page");
        visit(id, static_cast<double>(millis(time)) * 1000, 1 + id % 3, 1);
        icon(id, url + "/favicon.ico", 32, 32, 0, static_cast<double>(millis(time)));
        of(id, id);
        time += std::chrono::hours(20);
    }
    if (pages.icon_only) {
        icon(++id, *pages.icon_only + "/favicon.ico", 32, 32, 0, unix_seconds(newest));
        of(9999, id);
    }
    if (!pages.visited.empty())
        bookmark("b1", 1, millis(newest - std::chrono::hours(900)), "Kept", pages.visited.front());
    return database.bytes();
}

std::string places_database(const FirefoxPages& pages, Time newest, int page_size = 4096) {
    SqliteBuilder database(page_size);
    database.run(kPlacesTables);
    Insert page(database, "moz_places", "id, url, title, last_visit_date_local");
    Insert visit(database, "moz_historyvisits", "id, is_local, place_id, visit_date, visit_type");
    Insert viewing(database, "moz_places_metadata",
                   "place_id, created_at, updated_at, total_view_time, search_query_id");
    Insert origin(database, "moz_origins", "prefix, host");
    Insert bookmark(database, "moz_bookmarks", "fk, type, title, dateAdded");
    std::int64_t id = 0;
    Time time = newest - std::chrono::hours(24 * 30);
    for (const std::string& url : pages.visited) {
        page(++id, url, "A page", millis(time));
        visit(id, 1, id, millis(time), 1 + id % 3);
        viewing(id, millis(time), millis(time) + 4000, 3500, 1);
        time += std::chrono::hours(20);
    }
    database.run("INSERT INTO moz_places_metadata_search_queries VALUES (1, 'tomatoes')");
    origin("https://", "morning-post.example");
    if (id > 0) bookmark(1, 1, "Kept", millis(newest - std::chrono::hours(900)));
    return database.bytes();
}

}  // namespace

static void make(PartMaker& maker) {
    Random random(maker.plan().seed, "firefox");
    const Time newest = whole_seconds(maker.plan().taken) - std::chrono::hours(24);
    FirefoxPages older, newer;
    for (int i = 0; i < 10; i++) {
        older.visited.push_back("https://" + innocent_host(random));
        newer.visited.push_back("https://" + innocent_host(random));
    }
    auto bait = [&](std::string_view artifact) -> std::optional<std::string> {
        auto domain = maker.bait() ? maker.bait()->next(Sort::domain) : std::nullopt;
        if (!domain) return std::nullopt;
        maker.plant(Sort::domain, artifact, *domain, "https://" + *domain);
        return "https://" + *domain;
    };
    if (auto url = bait("firefox_history")) older.visited.push_back(*url);
    if (auto url = bait("firefox_history")) newer.visited.push_back(*url);
    older.icon_only = bait("firefox_favicons");
    maker.add(kGroup, "profile.profile/browser.db",
              browser_database(older, newest - std::chrono::hours(24 * 900)));
    if (maker.plan().generation != Generation::ios10)
        maker.add(kGroup, "profile.profile/places.db", places_database(newer, newest));
}

static Result<void> seeds(const SeedSink& write) {
    FirefoxPages pages;
    pages.visited = {"https://a.example", "https://b.example"};
    pages.icon_only = "https://c.example";
    const std::string browser = browser_database(pages, kTaken, 512);
    TRY(write("firefox_history/browser.db", browser));
    TRY(write("firefox_history/places.db", places_database(pages, kTaken, 512)));
    TRY(write("firefox_favicons/browser.db", browser));
    SqliteBuilder odd(512), places(512);
    odd.run(kBrowserTables);
    odd.run(
        "INSERT INTO history (guid, url, title) VALUES (1, X'FF', 7);"
        "INSERT INTO visits VALUES (1, 1, 'noon', -4, 'x'), (2, 99, 1e300, 1e9, 1);"
        "INSERT INTO favicons VALUES (1, 5, 'wide', NULL, 'x', 'never');"
        "INSERT INTO favicon_sites VALUES (1, 'x', 'y'), (2, 1, 1);"
        "INSERT INTO tabs (client_guid, url, history, last_used) VALUES (1, 2, X'00', 'x');"
        "INSERT INTO clients VALUES ('C', 'Desk', 1678307200000, 'desktop', 'x');"
        "INSERT INTO queue VALUES ('https://q.example/', 'Q'); INSERT INTO domains VALUES (1, "
        "'d.example')");
    places.run(kPlacesTables);
    places.run(
        "INSERT INTO moz_places (id, url) VALUES (1, 'http://a.example/'), (2, X'FF');"
        "INSERT INTO moz_historyvisits VALUES (1, 1, 0, 1, 1678307200000, 1), "
        "(2, 1, 1, 2, 1678307200100, 5), (3, 'x', 3, 'y', 'z', 6);"
        "INSERT INTO moz_historyvisit_tombstones VALUES (1, 1678307200000), ('x', 'y');"
        "INSERT INTO moz_bookmarks VALUES (1, 'x', 1, 2, 3, 4, 'y', 'z')");
    TRY(write("firefox_history/odd.db", odd.commit()));
    TRY(write("firefox_history/redirect.db", places.commit()));
    return write("firefox_favicons/odd.db", odd.commit());
}

extern constinit const PhonePart part = {.name = "firefox_history", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::firefox_history
