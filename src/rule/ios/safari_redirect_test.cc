#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test {

// A visit to `from` at second 0 that led to `to` after `seconds`.
static std::string redirect(std::string_view from, std::string_view to, std::string_view seconds) {
    return judge(
        "safari_redirect", "safari_history",
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

TEST(SafariRedirect, PageThatLedElsewhereAtOnce) {
    EXPECT_EQ(redirect("http://news.example/", "https://abc.evil.test/x", "0.25"), R"(
medium weak history_visits:1 2020-01-06T10:40:00Z url=http://news.example/ from=news.example to=evil.test target=https://abc.evil.test/x milliseconds=250
)");
}

TEST(SafariRedirect, SameSiteIsNoOtherSite) {
    EXPECT_EQ(redirect("http://news.co.uk/", "https://www.news.co.uk/", "0.1"), "\n");
    EXPECT_EQ(redirect("http://news.example/", "https://m.news.example/", "0.1"), "\n");
}

TEST(SafariRedirect, EncryptedPageCannotBeRedirectedOnTheWay) {
    EXPECT_EQ(redirect("https://news.example/", "https://evil.test/", "0.1"), "\n");
}

TEST(SafariRedirect, ADayAndAQuarterOfASecondIsNotAtOnce) {
    EXPECT_EQ(redirect("http://news.example/", "https://evil.test/", "86400.25"), "\n");
    EXPECT_EQ(redirect("http://news.example/", "https://evil.test/", "-0.25"), "\n");
}

TEST(SafariRedirect, AddressesWithoutANameAreCompared) {
    EXPECT_EQ(redirect("http://192.0.2.1/", "http://192.0.2.2/x", "0.5"), R"(
medium weak history_visits:1 2020-01-06T10:40:00Z url=http://192.0.2.1/ from=192.0.2.1 to=192.0.2.2 target=http://192.0.2.2/x milliseconds=500
)");
}

TEST(SafariRedirect, ForwardingIsWhatShortLinksAreFor) {
    EXPECT_EQ(redirect("http://bit.ly/x", "https://news.example/", "0.1"), R"(
info weak history_visits:1 2020-01-06T10:40:00Z url=http://bit.ly/x from=bit.ly to=news.example target=https://news.example/ milliseconds=100
)");
}

TEST(SafariRedirect, FrontPageOfItsCountryIsWhatASiteSendsTo) {
    EXPECT_TRUE(
        redirect("http://google.com/", "http://www.google.fr/", "0.1").contains("low weak"));
    EXPECT_TRUE(redirect("http://google.com/", "http://www.google.fr/x", "0.1").contains("medium"));
}

TEST(SafariRedirect, TimeThatWasNeverSetIsUnknown) {
    EXPECT_EQ(judge("safari_redirect", "safari_history", database(R"sql(
        CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);
        CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL,
            redirect_source INTEGER, redirect_destination INTEGER);
        INSERT INTO history_items VALUES (1, 'http://news.example/'), (2, 'https://evil.test/');
        INSERT INTO history_visits VALUES (1, 1, 0, NULL, 2), (2, 2, 0, 1, NULL);
    )sql")),
              "\n");
}

TEST(SafariRedirect, SamePageElsewhereIsASiteThatMoved) {
    EXPECT_EQ(redirect("http://old.example/a/b", "https://new.test/a/b", "0.1"), R"(
low weak history_visits:1 2020-01-06T10:40:00Z url=http://old.example/a/b from=old.example to=new.test target=https://new.test/a/b milliseconds=100
)");
    EXPECT_TRUE(redirect("http://old.example/", "https://new.test/", "0.1").contains("medium"));
}

}  // namespace bridle::test
