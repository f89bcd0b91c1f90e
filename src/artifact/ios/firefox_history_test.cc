#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::firefox_history_test {

TEST(FirefoxHistory, ReadsTheDatabaseUntil2022) {
    EXPECT_EQ(parse("firefox_history", database(R"sql(
        CREATE TABLE history (id INTEGER PRIMARY KEY, guid TEXT, url TEXT, title TEXT, is_deleted INTEGER);
        CREATE TABLE visits (id INTEGER PRIMARY KEY, siteID INTEGER, date REAL, type INTEGER, is_local INTEGER);
        CREATE TABLE bookmarksLocal (id INTEGER PRIMARY KEY, bmkUri TEXT, title TEXT, date_added INTEGER);
        CREATE TABLE tabs (id INTEGER PRIMARY KEY, client_guid TEXT, url TEXT, title TEXT, history TEXT, last_used INTEGER);
        INSERT INTO history VALUES (1, 'g', 'https://a.example/', 'A', 0), (2, 'h', NULL, '', 1);
        INSERT INTO visits VALUES (4, 1, 1678307200000000.0, 2, 1);
        INSERT INTO bookmarksLocal VALUES (1, 'https://b.example/', 'B', 1678307200000);
        INSERT INTO tabs VALUES (1, 'C', 'https://c.example/', 'C', '["https://d.example/"]', 1678307200000);
    )sql")),
              R"(
visits:4 visit=2023-03-08T20:26:40Z url=https://a.example/ title=A page=1 opened_by=typed on_this_device=true
history:2 record_type=page title= deleted=true
bookmarksLocal:1 record_type=bookmark url=https://b.example/ title=B bookmark_added=2023-03-08T20:26:40Z
tabs:1 record_type=tab url=https://c.example/ title=C pages=["https://d.example/"] device_id=C tab_viewed=2023-03-08T20:26:40Z
)");
}

static constexpr std::string_view kPlaces = R"sql(
    CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT, title TEXT, preview_image_url TEXT,
        visit_count_local INTEGER, last_visit_date_local INTEGER, last_visit_date_remote INTEGER);
    CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, is_local INTEGER, from_visit INTEGER,
        place_id INTEGER, visit_date INTEGER, visit_type INTEGER);
)sql";

TEST(FirefoxHistory, TellsWhereAVisitWasRedirectedTo) {
    EXPECT_EQ(parse("firefox_history", database(std::string(kPlaces) + R"sql(
        INSERT INTO moz_places VALUES (1, 'http://news.example/', 'News', NULL, 1, 1678307200000, 0),
            (2, 'https://evil.example/x', NULL, NULL, 1, 1678307200250, 0);
        INSERT INTO moz_historyvisits VALUES (1, 1, NULL, 1, 1678307200000, 2), (2, 1, 1, 2, 1678307200250, 6);
    )sql")),
              R"(
moz_historyvisits:1 visit=2023-03-08T20:26:40Z url=http://news.example/ title=News page=1 redirected_to=https://evil.example/x redirected_at=1678307200.25 visited_at=1678307200 opened_by=typed on_this_device=true
moz_historyvisits:2 visit=2023-03-08T20:26:40.250000Z url=https://evil.example/x page=2 redirect_source=1 opened_by=redirect on_this_device=true
)");
}

TEST(FirefoxHistory, ReadsPagesWithoutVisitsBookmarksViewingAndWhatWasDeleted) {
    EXPECT_EQ(parse("firefox_history", database(std::string(kPlaces) + R"sql(
        CREATE TABLE moz_bookmarks (id INTEGER PRIMARY KEY, fk INTEGER, type INTEGER, parent INTEGER,
            title TEXT, dateAdded INTEGER, lastModified INTEGER);
        CREATE TABLE moz_places_metadata (id INTEGER PRIMARY KEY, place_id INTEGER,
            referrer_place_id INTEGER, created_at INTEGER, updated_at INTEGER, total_view_time INTEGER,
            search_query_id INTEGER);
        CREATE TABLE moz_places_metadata_search_queries (id INTEGER PRIMARY KEY, term TEXT);
        CREATE TABLE moz_historyvisit_tombstones (place_id INTEGER, visit_date INTEGER);
        CREATE TABLE moz_origins (id INTEGER PRIMARY KEY, prefix TEXT, host TEXT);
        INSERT INTO moz_places VALUES (1, 'https://a.example/', 'A', 'https://img.example/', 0, 0, 1678307200000),
            (2, 'https://b.example/', NULL, NULL, 0, 0, 0);
        INSERT INTO moz_bookmarks VALUES (3, 1, 1, 5, 'Mine', 1678307200000, 1678307201000);
        INSERT INTO moz_places_metadata VALUES (4, 1, 2, 1678307200000, 1678307202000, 900, 6);
        INSERT INTO moz_places_metadata_search_queries VALUES (6, 'spyware');
        INSERT INTO moz_historyvisit_tombstones VALUES (2, 1678307200000);
        INSERT INTO moz_origins VALUES (1, 'https://', 'a.example');
    )sql")),
              R"(
moz_places:1 record_type=page last_visit_elsewhere=2023-03-08T20:26:40Z url=https://a.example/ title=A preview=https://img.example/ visits=0
moz_places:2 record_type=page url=https://b.example/ visits=0
moz_bookmarks:3 record_type=bookmark bookmark_added=2023-03-08T20:26:40Z bookmark_modified=2023-03-08T20:26:41Z url=https://a.example/ title=Mine type=1 folder=5
moz_places_metadata:4 record_type=viewing viewed=2023-03-08T20:26:40Z viewed_until=2023-03-08T20:26:42Z url=https://a.example/ referrer=https://b.example/ term=spyware milliseconds=900
moz_historyvisit_tombstones:1 record_type=deleted deleted_visit=2023-03-08T20:26:40Z url=https://b.example/ page=2
moz_origins:1 record_type=site host=a.example prefix=https://
)");
}

TEST(FirefoxHistory, ReadsTabsOfOtherDevicesInAFileOfTheirOwn) {
    const std::string tabs = database(R"sql(
        CREATE TABLE tabs (guid TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL,
            last_modified INTEGER NOT NULL);
        INSERT INTO tabs VALUES ('D', '{"tabs":[{"urlHistory":["https://a.example/"]}]}', 1678307200000);
    )sql");
    MemoryFile file(as_bytes(tabs));
    EXPECT_EQ(parse(*find_artifact("firefox_history"), Input{file, nullptr, "/x/tabs.db"}), R"(
tabs:1 record_type=tab pages={"tabs":[{"urlHistory":["https://a.example/"]}]} device_id=D device_changed=2023-03-08T20:26:40Z
)");
}

TEST(FirefoxHistory, ViewingInAnOlderFileHasItsAddresses) {
    EXPECT_EQ(parse("firefox_history", database(std::string(kPlaces) + R"sql(
        CREATE TABLE moz_places_metadata (id INTEGER PRIMARY KEY, place_id INTEGER, created_at INTEGER);
        CREATE TABLE moz_places_metadata_search_queries (id INTEGER PRIMARY KEY, term TEXT);
        INSERT INTO moz_places (id, url) VALUES (1, 'https://a.example/');
        INSERT INTO moz_historyvisits VALUES (1, 1, 0, 1, 1678307200000, 1);
        INSERT INTO moz_places_metadata VALUES (4, 1, 1678307200000);
    )sql")),
              R"(
moz_historyvisits:1 visit=2023-03-08T20:26:40Z url=https://a.example/ page=1 redirect_source=0 opened_by=link on_this_device=true
moz_places_metadata:4 record_type=viewing viewed=2023-03-08T20:26:40Z url=https://a.example/
)");
}

TEST(FirefoxHistory, FilesThatOnlyHaveTheNameArePassedOver) {
    const std::string other = database("CREATE TABLE t (x)");
    MemoryFile text(as_bytes("no database")), file(as_bytes(other));
    const Artifact& artifact = *find_artifact("firefox_history");
    EXPECT_EQ(parse(artifact, Input{text, nullptr, "/x/places.db"}), "\n");
    EXPECT_EQ(parse(artifact, Input{file, nullptr, "/x/places.db"}), "\n");
    EXPECT_TRUE(parse(artifact, Input{file, nullptr, "/x/profile.profile/places.db"})
                    .contains("problem: neither table history nor moz_places"));
}

}  // namespace bridle::test::firefox_history_test
