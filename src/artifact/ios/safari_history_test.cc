#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::safari_history_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);
    CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL,
        title TEXT, redirect_source INTEGER, redirect_destination INTEGER);
    INSERT INTO history_items VALUES (1, 'http://news.example/'), (2, 'https://evil.example/x');
)sql";

TEST(SafariHistory, TellsWhereAVisitWasRedirectedTo) {
    EXPECT_EQ(parse("safari_history", database(std::string(kTables) + R"sql(
        INSERT INTO history_visits VALUES
            (1, 1, 636000000, 'News', NULL, 2), (2, 2, 636000000.5, NULL, 1, NULL);
    )sql")),
              R"(
history_visits:1 visit=2021-02-26T02:40:00Z url=http://news.example/ title=News item=1 redirect_destination=2 redirected_to=https://evil.example/x redirected_at=636000000.5 visited_at=636000000
history_visits:2 visit=2021-02-26T02:40:00.500000Z url=https://evil.example/x item=2 redirect_source=1
)");
}

TEST(SafariHistory, DamagedPageOfWhereAVisitLedCostsNotTheVisit) {
    static constexpr std::size_t kPage = 512;
    std::string file = database("PRAGMA page_size = 512;" + std::string(kTables) + R"sql(
        UPDATE history_items SET url = url || hex(zeroblob(210)) WHERE id = 2;
        INSERT INTO history_items SELECT id + 2, url FROM history_items;
        INSERT INTO history_visits VALUES
            (1, 1, 636000000, 'News', NULL, 2), (2, 4, 636000000.5, NULL, 1, NULL);
    )sql");
    const std::size_t page = file.rfind("evil.example") / kPage * kPage;
    file.replace(page, kPage, kPage, '\0');
    const std::string said = parse("safari_history", file);
    EXPECT_TRUE(said.contains(
        "\nhistory_visits:1 visit=2021-02-26T02:40:00Z url=http://news.example/ title=News item=1 "
        "redirect_destination=2\n"))
        << said;
    EXPECT_TRUE(said.contains("problem: some rows of history_visits are read without")) << said;
}

TEST(SafariHistory, HistoryWithoutRedirectsHasItsAddresses) {
    EXPECT_EQ(parse("safari_history", database(R"sql(
        CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);
        CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL);
        INSERT INTO history_items VALUES (1, 'http://news.example/');
        INSERT INTO history_visits VALUES (1, 1, 636000000);
    )sql")),
              R"(
history_visits:1 visit=2021-02-26T02:40:00Z url=http://news.example/ item=1
)");
}

TEST(SafariHistory, KeepsVisitsWithoutTimeOrItem) {
    EXPECT_EQ(parse("safari_history", database(std::string(kTables) + R"sql(
        INSERT INTO history_visits VALUES (1, 1, 0, NULL, NULL, 99), (2, 77, 636000000, NULL, NULL, NULL);
    )sql")),
              R"(
history_visits:1 url=http://news.example/ item=1 redirect_destination=99
history_visits:2 visit=2021-02-26T02:40:00Z item=77
history_items:2 record_type=page url=https://evil.example/x
)");
}

TEST(SafariHistory, ReadsWhatWasDeleted) {
    EXPECT_EQ(parse("safari_history", database(std::string(kTables) + R"sql(
        DELETE FROM history_items;
        CREATE TABLE history_tombstones (id INTEGER PRIMARY KEY, start_time REAL, end_time REAL, url TEXT);
        INSERT INTO history_tombstones VALUES (1, 636000000, 636000060, 'https://gone.example/');
    )sql")),
              R"(
history_tombstones:1 record_type=deleted url=https://gone.example/ deleted_from=2021-02-26T02:40:00Z deleted_until=2021-02-26T02:41:00Z
)");
}

TEST(SafariHistory, ReadsVisitsThatAreInTheLogOnly) {
    auto both = database_with_log(
        kTables, "INSERT INTO history_visits VALUES (9, 2, 636000000, 'late', NULL, NULL)");
    EXPECT_EQ(parse("safari_history", both.file, both.log), R"(
history_visits:9 visit=2021-02-26T02:40:00Z url=https://evil.example/x title=late item=2
history_items:1 record_type=page url=http://news.example/
)");
}

TEST(SafariHistory, KeepsPagesWhoseVisitsAreGone) {
    EXPECT_EQ(parse("safari_history", database(std::string(kTables) + R"sql(
        INSERT INTO history_visits VALUES (1, 1, 0, NULL, NULL, NULL);
    )sql")),
              R"(
history_visits:1 url=http://news.example/ item=1
history_items:2 record_type=page url=https://evil.example/x
)");
    EXPECT_EQ(parse("safari_history",
                    database("CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);"
                             "INSERT INTO history_items VALUES (3, 'https://a.example/')")),
              R"(
problem: no table history_visits [history_visits]
history_items:3 record_type=page url=https://a.example/
)");
}

TEST(SafariHistory, NewerColumnsAreReadWhereTheySaySomething) {
    EXPECT_EQ(parse("safari_history", database(R"sql(
        CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT, status_code INTEGER);
        CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL,
            title TEXT, load_successful BOOLEAN, http_non_get BOOLEAN, synthesized BOOLEAN,
            redirect_source INTEGER, redirect_destination INTEGER, origin INTEGER, generation INTEGER,
            attributes INTEGER, score INTEGER);
        INSERT INTO history_items VALUES (1, 'https://a.example/', 404);
        INSERT INTO history_visits VALUES (1, 1, 636000000, 'A', 0, 1, 1, NULL, NULL, 1, 5, 2, 100),
            (2, 1, 636000001, 'A', 1, 0, 0, NULL, NULL, 0, 0, 0, 0);
    )sql")),
              R"(
history_visits:1 visit=2021-02-26T02:40:00Z url=https://a.example/ title=A item=1 loaded=false posted=true synthesized=true origin=1 generation=5 attributes=2 score=100 status=404
history_visits:2 visit=2021-02-26T02:40:01Z url=https://a.example/ title=A item=1 status=404
)");
}

TEST(SafariHistory, ReadsWhatTheHistorySaysOfItself) {
    EXPECT_EQ(parse("safari_history", database(std::string(kTables) + R"sql(
        DELETE FROM history_items;
        CREATE TABLE history_tombstones (id INTEGER PRIMARY KEY, start_time REAL, end_time REAL,
            url TEXT, generation INTEGER, udid TEXT);
        CREATE TABLE history_events (id INTEGER PRIMARY KEY, event_type TEXT, event_time REAL,
            pending_listeners TEXT, value BLOB);
        CREATE TABLE history_client_versions (client_version INTEGER PRIMARY KEY, last_seen REAL);
        CREATE TABLE history_event_listeners (listener_name TEXT PRIMARY KEY, last_seen REAL);
        CREATE TABLE history_tags (id INTEGER PRIMARY KEY, identifier TEXT, title TEXT,
            modification_timestamp REAL);
        CREATE TABLE metadata (key TEXT, value);
        INSERT INTO history_tombstones VALUES (1, 636000000, 636000060, X'FFFE01', 7, 'D');
        INSERT INTO history_events VALUES (2, 'Visited', 636000000, 'A,B',
            '<plist version="1.0"><dict><key>u</key><string>https://a.example/</string></dict></plist>');
        INSERT INTO history_client_versions VALUES (5, 636000000);
        INSERT INTO history_event_listeners VALUES ('L', 636000000);
        INSERT INTO history_tags VALUES (3, 'topic', 'News', 636000000);
        INSERT INTO metadata VALUES ('k', 'v');
    )sql")),
              R"(
history_tombstones:1 record_type=deleted url_digest=fffe01 deleted_from=2021-02-26T02:40:00Z deleted_until=2021-02-26T02:41:00Z generation=7 device_id=D
history_events:2 record_type=event history_event=2021-02-26T02:40:00Z event=Visited listeners=A,B url=https://a.example/
history_client_versions:5 record_type=client version=5 client_seen=2021-02-26T02:40:00Z
history_event_listeners:1 record_type=listener listener=L listener_seen=2021-02-26T02:40:00Z
history_tags:3 record_type=tag identifier=topic title=News tag_modified=2021-02-26T02:40:00Z
metadata:1 record_type=metadata key=k value=v
)");
}

}  // namespace bridle::test::safari_history_test
