#include <gtest/gtest.h>

#include "artifact/artifact.h"
#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::webkit_storage_test {

static constexpr std::string_view kData =
    "/private/var/mobile/Containers/Data/Application/com.example.app/Library/WebKit/WebsiteData/";

static std::string parse_at(std::string_view path, std::string_view bytes,
                            std::optional<Time> modified = {}) {
    MemoryFile file(as_bytes(bytes));
    const std::string whole = std::string(kData) + std::string(path);
    return parse(*find_artifact("webkit_storage"),
                 Input{.file = file, .path = whole, .modified = modified});
}

static bool is_read(std::string_view path) {
    return std::ranges::any_of(find_artifact("webkit_storage")->paths, [&](auto glob) {
        return !glob.empty() && glob_matches(glob, std::string(kData) + std::string(path));
    });
}

TEST(WebkitStorage, FilesOfEveryLayoutAreRead) {
    for (std::string_view path :
         {"LocalStorage/https_www.example.com_0.localstorage",
          "IndexedDB/https_www.example.com_0/notes/IndexedDB.sqlite3",
          "IndexedDB/v1/https_top.example_0/https_frame.example_0/5F2C/IndexedDB.sqlite3",
          "WebSQL/http_example.com_8080/Databases.db", "MediaKeys/https_a.example_0/SecureStop",
          "Default/aGFzaA/aGFzaA/origin", "CacheStorage/aGFzaA/origin",
          "Default/aGFzaA/aGFzaA/ServiceWorkers/ServiceWorkerRegistrations-8.sqlite3"})
        EXPECT_TRUE(is_read(path)) << path;
    for (std::string_view path : {"ResourceLoadStatistics/observations.db", "Default/salt",
                                  "Default/a/b/IndexedDB/5F2C/IndexedDB.sqlite3"})
        EXPECT_FALSE(is_read(path)) << path;
}

TEST(WebkitStorage, NamesOfFilesTellTheSite) {
    EXPECT_EQ(parse_at("LocalStorage/https_my_host.example_0.localstorage",
                       database("CREATE TABLE ItemTable (key TEXT, value BLOB);"
                                "INSERT INTO ItemTable VALUES ('a', ''), ('b', '')")),
              R"(
site:0 url=https://my_host.example storage=LocalStorage entries=2
)");
    EXPECT_EQ(parse_at("WebSQL/http_example.com_8080/x.db", database("CREATE TABLE t (a)")), R"(
site:0 url=http://example.com:8080 storage=WebSQL
)");
    EXPECT_EQ(parse_at("MediaKeys/https_a.example_0/SecureStop", "anything"), R"(
site:0 url=https://a.example storage=MediaKeys
)");
}

TEST(WebkitStorage, SaysWhenItWasStored) {
    EXPECT_EQ(parse_at("MediaKeys/https_a.example_0/SecureStop", "anything",
                       from_iso("2026-03-04T05:06:07Z")),
              R"(
site:0 url=https://a.example storage=MediaKeys stored=2026-03-04T05:06:07Z
)");
}

TEST(WebkitStorage, TheLaterOfTwoNamesIsWhoseDataItIs) {
    EXPECT_EQ(
        parse_at("IndexedDB/v1/https_top.example_0/https_frame.example_0/5F/IndexedDB.sqlite3",
                 database("CREATE TABLE Records (key TEXT, value BLOB)")),
        R"(
site:0 url=https://frame.example frame_within=https://top.example storage=IndexedDB
)");
}

TEST(WebkitStorage, DamagedFileStillHasAName) {
    EXPECT_EQ(parse_at("LocalStorage/https_evil.example_0.localstorage", "damaged"), R"(
site:0 url=https://evil.example storage=LocalStorage
problem: not an SQLite database, or damaged in its first page
)");
}

static std::string text_of(std::string_view text) {
    return std::string{static_cast<char>(text.size()), 0, 0, 0, 1} + std::string(text);
}

// W-62: folders are named by hashes.
TEST(WebkitStorage, ReadsForWhomAHashedFolderIs) {
    const std::string none(1, '\0'),
        news = text_of("https") + text_of("news.example") + none,
        evil = text_of("http") + text_of("evil.example") + std::string("\1\x90\x1F", 3);
    EXPECT_EQ(parse_at("Default/aGFzaA/aGFzaA/origin", news + news), R"(
site:0 url=https://news.example storage=origin
)");
    EXPECT_EQ(parse_at("Default/aGFzaA/bGFzaA/origin", news + evil), R"(
site:0 url=http://evil.example:8080 frame_within=https://news.example storage=origin
)");
    EXPECT_EQ(parse_at("Default/aGFzaA/bGFzaA/origin", news), R"(
problem: value runs past the end at byte 28
)");
}

TEST(WebkitStorage, ReadsScriptsThatRunWithoutTheirPage) {
    EXPECT_EQ(
        parse_at("Default/a/a/ServiceWorkers/ServiceWorkerRegistrations-8.sqlite3", database(R"sql(
        CREATE TABLE Records (key TEXT, scopeURL TEXT, topOrigin TEXT, lastUpdateCheckTime DOUBLE,
            scriptURL TEXT);
        INSERT INTO Records VALUES ('k', 'https://news.example/', 'https_news.example_0',
            1600000000, 'https://news.example/worker.js');
    )sql")),
        R"(
Records:1 url=https://news.example/ frame_within=https://news.example script=https://news.example/worker.js storage=ServiceWorkers key=k worker_checked=2020-09-13T12:26:40Z
)");
}

}  // namespace bridle::test::webkit_storage_test
