#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::favicon_outlives_history_test {

static constexpr std::string_view kRule = "favicon_outlives_history";
static constexpr std::string_view kDefault =
    "/a/Containers/Data/Application/chrome/Library/History";

// Visits to one page, at these times of 2020.
static std::string chrome_history(std::string_view url,
                                  std::initializer_list<std::string_view> times) {
    std::string sql =
        "CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT, title TEXT);"
        "CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER);"
        "INSERT INTO urls VALUES (1, '" +
        std::string(url) + "', '');";
    for (std::string_view time : times)
        sql += "INSERT INTO visits (url, visit_time) VALUES (1, (strftime('%s', '2020-" +
               std::string(time) + "') + 11644473600) * 1000000);";
    return database(sql);
}

static std::string chrome_icon(std::string_view url, std::string_view time) {
    return database(
        "CREATE TABLE favicons (id INTEGER PRIMARY KEY, url TEXT);"
        "CREATE TABLE icon_mapping (id INTEGER PRIMARY KEY, page_url TEXT, icon_id INTEGER);"
        "CREATE TABLE favicon_bitmaps (icon_id INTEGER, last_updated INTEGER);"
        "INSERT INTO favicons VALUES (1, 'https://icons.example/i.png');"
        "INSERT INTO icon_mapping VALUES (4, '" +
        std::string(url) +
        "', 1);"
        "INSERT INTO favicon_bitmaps VALUES (1, (strftime('%s', '2020-" +
        std::string(time) + "') + 11644473600) * 1000000);");
}

static std::string chrome(std::string_view icon, std::string_view icon_time,
                          std::initializer_list<std::string_view> visits) {
    return judge(
        kRule, {{"chrome_favicons", chrome_icon(icon, icon_time), kDefault},
                {"chrome_history", chrome_history("https://www.news.example/", visits), kDefault}});
}

TEST(FaviconOutlivesHistory, SiteThatTheHistoryOfThatDayLacks) {
    EXPECT_EQ(
        chrome("https://x.evil.example/a", "03-04 12:00:00", {"01-02 10:00:00", "03-04 08:00:00"}),
        R"(
low weak icon_mapping:4 2020-03-04T12:00:00Z url=https://x.evil.example/a sites=evil.example count=1 since=2020-01-02
)");
}

TEST(FaviconOutlivesHistory, AnotherPageOfTheSameSiteWasVisited) {
    EXPECT_EQ(
        chrome("https://m.news.example/a", "03-04 12:00:00", {"01-02 10:00:00", "03-04 08:00:00"}),
        "\n");
}

TEST(FaviconOutlivesHistory, HistoryThatBeginsLaterSaysNothing) {
    EXPECT_EQ(chrome("https://evil.example/a", "03-04 07:00:00", {"03-04 08:00:00"}), "\n");
    EXPECT_EQ(chrome("https://evil.example/a", "03-04 12:00:00", {}), "\n");
}

TEST(FaviconOutlivesHistory, DayOfWhichNothingIsLeftWasCleared) {
    EXPECT_EQ(
        chrome("https://evil.example/a", "03-04 12:00:00", {"01-02 10:00:00", "03-05 08:00:00"}),
        "\n");
}

TEST(FaviconOutlivesHistory, TheHistoryOfAnotherBrowserSaysNothing) {
    EXPECT_EQ(judge(kRule,
                    {{"chrome_favicons", chrome_icon("https://evil.example/a", "03-04 12:00:00"),
                      "/a/Containers/Data/Application/brave/Library/Favicons"},
                     {"chrome_history",
                      chrome_history("https://news.example/", {"01-02 10:00:00", "03-04 08:00:00"}),
                      kDefault}}),
              "\n");
}

// Safari: a visit on 2021-02-26, one day before and one on the day of the tabs.
static std::string safari_history(std::string_view more = "") {
    return database(
        "CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);"
        "CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time "
        "REAL,"
        " title TEXT, redirect_source INTEGER, redirect_destination INTEGER);"
        "CREATE TABLE history_tombstones (id INTEGER PRIMARY KEY, start_time REAL, end_time REAL, "
        "url TEXT);"
        "INSERT INTO history_items VALUES (1, 'https://news.example/');"
        "INSERT INTO history_visits VALUES (1, 1, 635000000, NULL, NULL, NULL),"
        " (2, 1, 636000000, NULL, NULL, NULL);" +
        std::string(more));
}

static std::string tabs(std::string_view rows) {
    return database(
        "CREATE TABLE tabs (id INTEGER PRIMARY KEY, title TEXT, url TEXT, last_viewed_time REAL,"
        " private_browsing INTEGER); INSERT INTO tabs VALUES " +
        std::string(rows));
}

static std::string safari(std::string_view rows, std::string_view more = "") {
    return judge(kRule,
                 {{"safari_browser_state", tabs(rows), "/private/var/mobile/Library/Safari/B.db"},
                  {"safari_history", safari_history(more),
                   "/private/var/mobile/Containers/Data/Application/s/Library/Safari/H.db"}});
}

TEST(FaviconOutlivesHistory, OpenTabsAreTracesToo) {
    EXPECT_EQ(safari("(1, '', 'https://b.example/', 636000500, 0),"
                     "(2, '', 'https://a.example/', 636000100, 0),"
                     "(3, '', 'https://news.example/', 636000100, 0)"),
              R"(
low weak tabs:2 2021-02-26T02:41:40Z url=https://a.example/ sites=a.example, b.example count=2 since=2021-02-14
)");
}

static Heard icons(std::string_view path, std::string_view rows) {
    return {"safari_favicons",
            database("CREATE TABLE page_url (url TEXT, uuid TEXT);"
                     "CREATE TABLE icon_info (uuid TEXT, url TEXT, timestamp REAL);"
                     "CREATE TABLE rejected_resources (page_url TEXT, icon_url TEXT, timestamp "
                     "REAL); INSERT INTO " +
                     std::string(rows)),
            path};
}
static constexpr std::string_view kIcon =
    "page_url VALUES ('https://b.example/', 'I');"
    "INSERT INTO icon_info VALUES ('I', 'https://b.example/i.png', 636000500)";

TEST(FaviconOutlivesHistory, TheFolderOfSafariIsFoundWhereverItsHistoryLies) {
    const Heard history = {"safari_history", safari_history(),
                           "/private/var/mobile/Library/Safari/History.db"},
                icon = icons(
                    "/private/var/mobile/Containers/Data/Application/S/Library/Image "
                    "Cache/Favicons/Favicons.db",
                    kIcon),
                tab = {"safari_browser_state",
                       tabs("(1, '', 'https://news.example/', 636000100, 0)"),
                       "/private/var/mobile/Containers/Data/Application/S/Library/Safari/"
                       "BrowserState.db"},
                owner = {"containers",
                         xml_list("<dict><key>MCMMetadataIdentifier</key>"
                                  "<string>com.apple.mobilesafari</string></dict>"),
                         "/private/var/mobile/Containers/Data/Application/S/"
                         ".com.apple.mobile_container_manager.metadata.plist"};
    static constexpr std::string_view kFound = R"(
low weak page_url:1 2021-02-26T02:48:20Z url=https://b.example/ sites=b.example count=1 since=2021-02-14
)";
    EXPECT_EQ(judge(kRule, {icon, history, tab}), kFound);
    EXPECT_EQ(judge(kRule, {icon, history, owner}), kFound);
    EXPECT_EQ(judge(kRule, {icon, history}), "\n");  // may be that of a view in another app
}

TEST(FaviconOutlivesHistory, RefusedIconsAreNoTraces) {
    EXPECT_EQ(judge(kRule, {icons("/private/var/mobile/Library/Image Cache/Favicons/Favicons.db",
                                  "rejected_resources VALUES ('https://b.example/', "
                                  "'https://b.example/i.png', 636000500)"),
                            {"safari_history", safari_history(),
                             "/private/var/mobile/Library/Safari/History.db"}}),
              "\n");
}

TEST(FaviconOutlivesHistory, WhatWasDeletedFromTheBeginningOfTimeIsExplained) {
    EXPECT_EQ(safari("(1, '', 'https://b.example/', 636000500, 0)",
                     "INSERT INTO history_tombstones VALUES (1, NULL, 636001000, NULL)"),
              "\n");
    EXPECT_EQ(safari("(1, '', 'https://b.example/', 636000500, 0)",
                     "INSERT INTO history_tombstones VALUES (1, -63114076800, 636001000, NULL)"),
              "\n");
}

TEST(FaviconOutlivesHistory, PrivateTabsLeaveNoHistory) {
    EXPECT_EQ(safari("(1, '', 'https://b.example/', 636000500, 1)"), "\n");
}

TEST(FaviconOutlivesHistory, WhatTheOwnerDeletedIsNamedByTheHistory) {
    EXPECT_EQ(safari("(1, '', 'https://b.example/', 636000500, 0)",
                     "INSERT INTO history_tombstones VALUES (1, 636000000, 636001000, NULL)"),
              "\n");
    EXPECT_EQ(safari("(1, '', 'https://b.example/', 636000500, 0)",
                     "INSERT INTO history_tombstones VALUES (1, 1, 2, 'https://b.example/x')"),
              "\n");
}

}  // namespace bridle::test::favicon_outlives_history_test
