#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::chrome_bookmarks_test {

TEST(ChromeBookmarks, ReadsBookmarksInTheirFolders) {
    EXPECT_EQ(parse("chrome_bookmarks", R"json({"checksum": "x", "version": 1, "roots": {
        "bookmark_bar": {"type": "folder", "name": "Bar", "children": [
            {"type": "folder", "name": "Trip", "date_modified": "13322780800000000", "children": [
                {"type": "url", "name": "Deep", "url": "https://b.example/"}]},
            {"type": "url", "name": "Page", "url": "https://a.example/", "guid": "G",
             "date_added": "13322780800000000", "date_last_used": "13322780801000000"}]},
        "other": {"children": [{"name": "", "url": "https://c.example/", "date_added": "0"}]}}})json"),
              R"(
roots:0 record_type=folder title=Trip bookmark_modified=2023-03-08T20:26:40Z folder=bookmark_bar
roots:1 record_type=bookmark bookmark_added=2023-03-08T20:26:40Z url=https://a.example/ title=Page bookmark_opened=2023-03-08T20:26:41Z folder=bookmark_bar uuid=G
roots:2 record_type=bookmark url=https://c.example/ folder=other
roots:3 record_type=bookmark url=https://b.example/ title=Deep folder=Trip
)");
}

TEST(ChromeBookmarks, DatesThatAreNoneAreLeftOutAndEntriesThatAreNoneSaid) {
    EXPECT_EQ(parse("chrome_bookmarks", R"json({"roots": {"other": {"children": [
        {"url": "https://a.example/", "date_added": "noon"},
        {"url": "https://b.example/", "date_added": "1332278080000000x"},
        {"url": "https://c.example/", "date_added": 13322780800000000}, 7]}}})json"),
              R"(
roots:0 record_type=bookmark url=https://a.example/ folder=other
roots:1 record_type=bookmark url=https://b.example/ folder=other
roots:2 record_type=bookmark url=https://c.example/ folder=other
problem: an entry that is no object [roots/3]
)");
}

TEST(ChromeBookmarks, FilesThatOnlyHaveTheNameArePassedOver) {
    static constexpr std::string_view kGuess = "/x/Library/Application Support/Y/Bookmarks",
                                      kChrome =
                                          "/x/Library/Application Support/Google/Chrome/Default/"
                                          "Bookmarks";
    const Artifact& artifact = *find_artifact("chrome_bookmarks");
    MemoryFile text(as_bytes("no JSON")), other(as_bytes("{\"a\": 1}"));
    EXPECT_EQ(parse(artifact, Input{text, nullptr, kGuess}), "\n");
    EXPECT_EQ(parse(artifact, Input{other, nullptr, kGuess}), "\n");
    EXPECT_TRUE(parse(artifact, Input{text, nullptr, kChrome}).starts_with("\nproblem: "));
    EXPECT_EQ(parse(artifact, Input{other, nullptr, kChrome}), R"(
problem: no bookmarks in it
)");
}

}  // namespace bridle::test::chrome_bookmarks_test
