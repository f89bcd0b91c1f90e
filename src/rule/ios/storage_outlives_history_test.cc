#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::storage_outlives_history_test {

static constexpr std::string_view kHistory = R"sql(
    CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);
    CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL,
        redirect_source INTEGER, redirect_destination INTEGER);
    INSERT INTO history_items VALUES (1, 'https://www.news.example/a');
    INSERT INTO history_visits VALUES (1, 1, 600000000, NULL, NULL);
)sql";
static constexpr std::string_view kContainer = "/private/var/mobile/Containers/Data/Application/";

static std::string statistics(std::string_view rows) {
    return database(
        "CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT, "
        "lastSeen REAL, hadUserInteraction INTEGER, mostRecentUserInteractionTime REAL);"
        "INSERT INTO ObservedDomains VALUES " +
        std::string(rows));
}

// A history, and domains that the user touched, each "name seconds" since 1970.
static std::string judged(std::string_view container, std::string_view rows,
                          std::string_view history = kHistory) {
    const std::string folder = std::string(kContainer) + std::string(container);
    const std::string of_history = std::string(kContainer) + "1B2C/Library/Safari/History.db",
                      of_statistics = folder +
                                      "/Library/WebKit/WebsiteData/ResourceLoadStatistics/"
                                      "observations.db";
    return judge("storage_outlives_history",
                 {{"safari_history", database(history), of_history},
                  {"webkit_resource_load_statistics", statistics(rows), of_statistics}});
}

TEST(StorageOutlivesHistory, SitesThatTheUserTouchedAndTheHistoryLacks) {
    EXPECT_EQ(judged("1B2C",
                     "(1, 'news.example', 1, 1, 1600000000), "
                     "(2, 'gone.example', 1, 1, 1600000000),"
                     "(3, 'other.example', 1, 1, 1600000001)"),
              R"(
low weak ObservedDomains:2 2020-09-13T12:26:40Z domain=gone.example, other.example count=2 sites=gone.example, other.example
)");
}

TEST(StorageOutlivesHistory, BackupsNameTheFolderOfSafari) {
    EXPECT_TRUE(judged("com.apple.mobilesafari", "(2, 'gone.example', 1, 1, 1600000000)")
                    .contains("gone.example"));
}

TEST(StorageOutlivesHistory, TheFolderOfSafariIsFoundWhenItsHistoryLiesAtHome) {
    const std::string folder = std::string(kContainer) + "1B2C/",
                      of_statistics = folder +
                                      "Library/WebKit/WebsiteData/ResourceLoadStatistics/"
                                      "observations.db",
                      of_tabs = folder + "Library/Safari/SafariTabs.db",
                      of_owner = folder + ".com.apple.mobile_container_manager.metadata.plist";
    const Heard history = {"safari_history", database(kHistory),
                           "/private/var/mobile/Library/Safari/History.db"},
                touched = {"webkit_resource_load_statistics",
                           statistics("(2, 'gone.example', 1, 1, 1600000000)"), of_statistics},
                tabs = {"safari_tabs",
                        database("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, title TEXT, url "
                                 "TEXT); INSERT INTO bookmarks VALUES (1, '', "
                                 "'https://news.example/')"),
                        of_tabs},
                owner = {"containers",
                         xml_list("<dict><key>MCMMetadataIdentifier</key>"
                                  "<string>com.apple.mobilesafari</string></dict>"),
                         of_owner};
    static constexpr std::string_view kFound = R"(
low weak ObservedDomains:2 2020-09-13T12:26:40Z domain=gone.example count=1 sites=gone.example
)";
    EXPECT_EQ(judge("storage_outlives_history", {history, touched, tabs}), kFound);
    EXPECT_EQ(judge("storage_outlives_history", {history, touched, owner}), kFound);
    EXPECT_EQ(judge("storage_outlives_history", {history, touched}), "\n");
}

TEST(StorageOutlivesHistory, OtherAppsHaveHistoriesOfTheirOwn) {
    EXPECT_EQ(judged("7777", "(2, 'gone.example', 1, 1, 1600000000)"), "\n");
}

TEST(StorageOutlivesHistory, DomainsThatNobodyTouchedArePartsOfPages) {
    EXPECT_EQ(judged("1B2C", "(2, 'gone.example', 1, 0, -1)"), "\n");
}

TEST(StorageOutlivesHistory, HistoriesForgetWithAge) {
    EXPECT_EQ(judged("1B2C", "(2, 'gone.example', 1, 1, 1500000000)"), "\n");
}

TEST(StorageOutlivesHistory, NothingIsKnownWithoutAHistory) {
    EXPECT_EQ(judged("1B2C", "(2, 'gone.example', 1, 1, 1600000000)",
                     "CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);"
                     "CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, "
                     "visit_time REAL, redirect_source INTEGER, redirect_destination INTEGER);"),
              "\n");
}

TEST(StorageOutlivesHistory, StoredDataAloneIsARemark) {
    const std::string of_history = std::string(kContainer) + "1B2C/Library/Safari/History.db",
                      folder =
                          std::string(kContainer) + "1B2C/Library/WebKit/WebsiteData/LocalStorage/";
    const std::string storage = database("CREATE TABLE ItemTable (key TEXT, value BLOB)"),
                      gone = folder + "https_www.gone.example_0.localstorage",
                      known = folder + "https_news.example_0.localstorage",
                      view = std::string(kContainer) +
                             "1B2C/SystemData/com.apple.SafariViewService/Library/WebKit/"
                             "WebsiteData/LocalStorage/https_app.example_0.localstorage";
    EXPECT_EQ(judge("storage_outlives_history", {{"safari_history", database(kHistory), of_history},
                                                 {"webkit_storage", storage, known},
                                                 {"webkit_storage", storage, gone},
                                                 {"webkit_storage", storage, view}}),
              R"(
info weak site:0 - url=gone.example count=1 sites=gone.example
)");
}

}  // namespace bridle::test::storage_outlives_history_test
