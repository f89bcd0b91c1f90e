#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::redirect_test {

// A visit to `from` at second 0 that led to `to` after `seconds`.
static std::string redirect(std::string_view from, std::string_view to, std::string_view seconds) {
    return judge(
        "redirect", "safari_history",
        database("CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);"
                 "CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, "
                 "visit_time REAL, redirect_source INTEGER, redirect_destination INTEGER);"
                 "INSERT INTO history_items VALUES (1, '" +
                 std::string(from) + "'), (2, '" + std::string(to) +
                 "');"
                 "INSERT INTO history_visits VALUES (1, 1, 600000000, NULL, 2), "
                 "(2, 2, 600000000 + " +
                 std::string(seconds) + ", 1, NULL)"));
}

TEST(Redirect, PageThatLedElsewhereAtOnce) {
    EXPECT_EQ(redirect("http://news.example/", "https://abc.evil.test/x", "0.25"), R"(
medium weak history_visits:1 2020-01-06T10:40:00Z url=http://news.example/ from=news.example to=evil.test target=https://abc.evil.test/x milliseconds=250
)");
}

TEST(Redirect, SameSiteIsNoOtherSite) {
    EXPECT_EQ(redirect("http://news.co.uk/", "https://www.news.co.uk/", "0.1"), "\n");
    EXPECT_EQ(redirect("http://news.example/", "https://m.news.example/", "0.1"), "\n");
}

TEST(Redirect, EncryptedPageCannotBeRedirectedOnTheWay) {
    EXPECT_EQ(redirect("https://news.example/", "https://evil.test/", "0.1"), "\n");
}

TEST(Redirect, ADayAndAQuarterOfASecondIsNotAtOnce) {
    EXPECT_EQ(redirect("http://news.example/", "https://evil.test/", "86400.25"), "\n");
    EXPECT_EQ(redirect("http://news.example/", "https://evil.test/", "-0.25"), "\n");
}

TEST(Redirect, AddressesWithoutANameAreCompared) {
    EXPECT_EQ(redirect("http://192.0.2.1/", "http://192.0.2.2/x", "0.5"), R"(
medium weak history_visits:1 2020-01-06T10:40:00Z url=http://192.0.2.1/ from=192.0.2.1 to=192.0.2.2 target=http://192.0.2.2/x milliseconds=500
)");
}

TEST(Redirect, NumbersThatBeginAlikeAreNoFrontPageOfACountry) {
    EXPECT_EQ(redirect("http://192.0.2.1/", "http://192.88.99.7/", "0.5"), R"(
medium weak history_visits:1 2020-01-06T10:40:00Z url=http://192.0.2.1/ from=192.0.2.1 to=192.88.99.7 target=http://192.88.99.7/ milliseconds=500
)");
}

TEST(Redirect, ForwardingIsWhatShortLinksAreFor) {
    EXPECT_EQ(redirect("http://bit.ly/x", "https://news.example/", "0.1"), R"(
info weak history_visits:1 2020-01-06T10:40:00Z url=http://bit.ly/x from=bit.ly to=news.example target=https://news.example/ milliseconds=100
)");
}

TEST(Redirect, FrontPageOfItsCountryIsWhatASiteSendsTo) {
    EXPECT_TRUE(
        redirect("http://google.com/", "http://www.google.fr/", "0.1").contains("low weak"));
    EXPECT_TRUE(redirect("http://google.com/", "http://www.google.fr/x", "0.1").contains("medium"));
}

TEST(Redirect, TimeThatWasNeverSetIsUnknown) {
    EXPECT_EQ(judge("redirect", "safari_history", database(R"sql(
        CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);
        CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL,
            redirect_source INTEGER, redirect_destination INTEGER);
        INSERT INTO history_items VALUES (1, 'http://news.example/'), (2, 'https://evil.test/');
        INSERT INTO history_visits VALUES (1, 1, 0, NULL, 2), (2, 2, 0, 1, NULL);
    )sql")),
              "\n");
}

TEST(Redirect, SamePageElsewhereIsASiteThatMoved) {
    EXPECT_EQ(redirect("http://old.example/a/b", "https://new.test/a/b", "0.1"), R"(
low weak history_visits:1 2020-01-06T10:40:00Z url=http://old.example/a/b from=old.example to=new.test target=https://new.test/a/b milliseconds=100
)");
    EXPECT_TRUE(redirect("http://old.example/", "https://new.test/", "0.1").contains("medium"));
}

TEST(Redirect, EveryBrowserIsHeard) {
    EXPECT_EQ(judge("redirect", "chrome_history", database(R"sql(
        CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT);
        CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER,
            from_visit INTEGER, transition INTEGER);
        INSERT INTO urls VALUES (1, 'http://news.example/'), (2, 'https://evil.test/x');
        INSERT INTO visits VALUES (1, 1, 13322780800000000, 0, 1), (2, 2, 13322780800250000, 1, 0x80000000);
    )sql")),
              R"(
medium weak visits:1 2023-03-08T20:26:40Z url=http://news.example/ from=news.example to=evil.test target=https://evil.test/x milliseconds=250
)");
    EXPECT_EQ(judge("redirect", "firefox_history", database(R"sql(
        CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT);
        CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, from_visit INTEGER, place_id INTEGER,
            visit_date INTEGER, visit_type INTEGER);
        INSERT INTO moz_places VALUES (1, 'http://news.example/'), (2, 'https://evil.test/x');
        INSERT INTO moz_historyvisits VALUES (1, 0, 1, 1678307200000, 1), (2, 1, 2, 1678307200250, 5);
    )sql")),
              R"(
medium weak moz_historyvisits:1 2023-03-08T20:26:40Z url=http://news.example/ from=news.example to=evil.test target=https://evil.test/x milliseconds=250
)");
}

}  // namespace bridle::test::redirect_test
