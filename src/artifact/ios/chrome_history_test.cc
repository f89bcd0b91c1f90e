#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::chrome_history_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE urls (id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR,
        visit_count INTEGER, typed_count INTEGER, last_visit_time INTEGER, hidden INTEGER);
    CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER, from_visit INTEGER,
        transition INTEGER, visit_duration INTEGER);
)sql";

static std::string parse_at(std::string_view path, std::string_view bytes) {
    MemoryFile file(as_bytes(bytes));
    return parse(*find_artifact("chrome_history"), Input{file, nullptr, path});
}

TEST(ChromeHistory, TellsWhereAVisitWasRedirectedTo) {
    EXPECT_EQ(parse("chrome_history", database(std::string(kTables) + R"sql(
        INSERT INTO urls VALUES (1, 'http://news.example/', 'News', 1, 1, 13322780800000000, 0),
            (2, 'https://evil.example/x', '', 1, 0, 13322780800250000, 1);
        INSERT INTO visits VALUES (1, 1, 13322780800000000, 0, 0x10000001, 5),
            (2, 2, 13322780800250000, 1, 0xA0000000, 0);
    )sql")),
              R"(
visits:1 visit=2023-03-08T20:26:40Z url=http://news.example/ title=News page=1 redirect_source=0 redirected_to=https://evil.example/x redirected_at=13322780800.25 visited_at=13322780800 opened_by=typed transition=268435457 microseconds=5
visits:2 visit=2023-03-08T20:26:40.250000Z url=https://evil.example/x page=2 redirect_source=1 opened_by=link by_redirect=true transition=2684354560 microseconds=0 hidden=true
)");
}

TEST(ChromeHistory, ALinkThatWasFollowedIsNoRedirect) {
    EXPECT_FALSE(parse("chrome_history", database(std::string(kTables) + R"sql(
        INSERT INTO urls VALUES (1, 'http://news.example/', '', 1, 1, 0, 0);
        INSERT INTO visits VALUES (1, 1, 13322780800000000, 0, 0, 0), (2, 1, 13322780800250000, 1, 0, 0);
    )sql"))
                     .contains("redirected_to"));
}

TEST(ChromeHistory, KeepsPagesWhoseVisitsAreGoneAndVisitsWithoutAPage) {
    EXPECT_EQ(parse("chrome_history", database(std::string(kTables) + R"sql(
        INSERT INTO urls VALUES (1, 'https://a.example/', 'A', 3, 2, 13322780800000000, 0);
        INSERT INTO visits VALUES (9, 77, NULL, NULL, NULL, NULL);
    )sql")),
              R"(
visits:9 page=77
urls:1 record_type=page last_visit=2023-03-08T20:26:40Z url=https://a.example/ title=A visits=3 typed=2
)");
}

TEST(ChromeHistory, ReadsDownloadsWithEveryAddressThatLedToThem) {
    EXPECT_EQ(parse("chrome_history", database(std::string(kTables) + R"sql(
        CREATE TABLE downloads (id INTEGER PRIMARY KEY, current_path TEXT, target_path TEXT,
            start_time INTEGER, received_bytes INTEGER, total_bytes INTEGER, state INTEGER,
            danger_type INTEGER, interrupt_reason INTEGER, hash BLOB, end_time INTEGER, opened INTEGER,
            referrer TEXT, tab_url TEXT, mime_type TEXT);
        CREATE TABLE downloads_url_chains (id INTEGER, chain_index INTEGER, url TEXT);
        INSERT INTO downloads VALUES (1, '/a/x.part', '/a/x.zip', 13322780800000000, 5, 7, 1, 0, 0,
            X'00FF', 13322780801000000, 1, 'https://r.example/', 'https://t.example/', 'application/zip');
        INSERT INTO downloads_url_chains VALUES (1, 0, 'http://one.example/'), (1, 1, 'https://two.example/'),
            (2, 0, 'https://lost.example/');
    )sql")),
              R"(
downloads:1 record_type=download download_started=2023-03-08T20:26:40Z path=/a/x.zip current_path=/a/x.part tab_url=https://t.example/ referrer=https://r.example/ download_finished=2023-03-08T20:26:41Z opened=true bytes=5 bytes_in_all=7 state=1 danger=0 interrupted=0 sha256=00ff type=application/zip
downloads_url_chains:1 record_type=download_address index=0 download_started=2023-03-08T20:26:40Z url=http://one.example/
downloads_url_chains:1 record_type=download_address index=1 download_started=2023-03-08T20:26:40Z url=https://two.example/
downloads_url_chains:2 record_type=download_address index=0 url=https://lost.example/
)");
}

TEST(ChromeHistory, ReadsWordsSearchedForAndSegments) {
    EXPECT_EQ(parse("chrome_history", database(std::string(kTables) + R"sql(
        CREATE TABLE keyword_search_terms (keyword_id INTEGER, url_id INTEGER, term TEXT);
        CREATE TABLE segments (id INTEGER PRIMARY KEY, name TEXT, url_id INTEGER);
        INSERT INTO urls VALUES (1, 'https://search.example/?q=x', NULL, 1, 0, 13322780800000000, 0);
        INSERT INTO visits VALUES (1, 1, 13322780800000000, 0, 2, 0);
        INSERT INTO keyword_search_terms VALUES (2, 1, 'spyware');
        INSERT INTO segments VALUES (4, 'http://search.example/', 1);
    )sql")),
              R"(
visits:1 visit=2023-03-08T20:26:40Z url=https://search.example/?q=x page=1 redirect_source=0 opened_by=bookmark transition=2 microseconds=0
keyword_search_terms:1 record_type=search search=2023-03-08T20:26:40Z term=spyware url=https://search.example/?q=x page=1
segments:4 record_type=segment url=http://search.example/ page=1
)");
}

TEST(ChromeHistory, FilesThatOnlyHaveTheNameArePassedOver) {
    static constexpr std::string_view kGuess =
        "/private/var/mobile/Containers/Data/Application/x/Library/Application Support/Y/History";
    EXPECT_EQ(parse_at(kGuess, "no database"), "\n");
    EXPECT_EQ(parse_at(kGuess, database("CREATE TABLE history (url TEXT)")), "\n");
    EXPECT_TRUE(
        parse_at(kGuess, database(std::string(kTables) +
                                  "INSERT INTO urls (id, url) VALUES (1, 'https://a.example/')"))
            .contains("url=https://a.example/"));
}

TEST(ChromeHistory, DamagedFileWithANameOfNobodyElseIsAProblem) {
    EXPECT_TRUE(parse_at("/x/Library/Application Support/Chromium/Default/History", "no database")
                    .contains("problem: "));
}

TEST(ChromeHistory, FileOfChromeItselfThatCannotBeReadIsAProblem) {
    static constexpr std::string_view kChrome =
        "/private/var/mobile/Containers/Data/Application/x/Library/Application "
        "Support/Google/Chrome/Profile 1/History";
    EXPECT_TRUE(parse_at(kChrome, "no database").contains("problem: "));
    EXPECT_TRUE(
        parse_at(kChrome, database("CREATE TABLE t (x)")).contains("problem: no table visits"));
}

}  // namespace bridle::test::chrome_history_test
