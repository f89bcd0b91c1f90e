#include <gtest/gtest.h>

#include "base/text.h"
#include "fabricate/plist.h"
#include "support/harness.h"

namespace bridle::test::safari_bookmarks_test {

using List = fabricate::Plist;

static constexpr std::string_view kTable = R"sql(
    CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, parent INTEGER, type INTEGER, title TEXT, url TEXT,
        deleted INTEGER, read INTEGER, last_modified REAL, extra_attributes BLOB);
)sql";

TEST(SafariBookmarks, ReadsBookmarksFoldersAndTheReadingList) {
    const Time time = *from_iso("2024-05-06T07:08:09Z");
    const std::string attributes = fabricate::binary_plist(List::Dictionary{
        {"com.apple.ReadingList", List::Dictionary{{"DateAdded", time},
                                                   {"DateLastViewed", time},
                                                   {"PreviewText", "Words"},
                                                   {"imageURL", "https://img.example/1.png"}}},
        {"com.apple.ReadingListNonSync",
         List::Dictionary{{"DateLastFetched", time}, {"siteName", "Site"}}}});
    EXPECT_EQ(parse("safari_bookmarks", database(std::string(kTable) + R"sql(
        INSERT INTO bookmarks VALUES (1, 0, 1, 'Folder', NULL, 0, NULL, NULL, NULL),
            (2, 1, 0, 'Page', 'https://a.example/', 1, 0, 700000000, NULL),
            (3, 1, 0, 'Later', 'https://b.example/', 0, 1, 0, X')sql" +
                                                 hex(as_bytes(attributes)) + "')")),
              R"(
bookmarks:1 record_type=folder title=Folder folder=0
bookmarks:2 record_type=bookmark url=https://a.example/ title=Page bookmark_modified=2023-03-08T20:26:40Z folder=1 deleted=true
bookmarks:3 record_type=reading_list bookmark_added=2024-05-06T07:08:09Z url=https://b.example/ title=Later bookmark_viewed=2024-05-06T07:08:09Z bookmark_fetched=2024-05-06T07:08:09Z preview=Words image=https://img.example/1.png site=Site folder=1 read=true
)");
}

TEST(SafariBookmarks, AFlagIsNoDate) {
    EXPECT_EQ(parse("safari_bookmarks", database(R"sql(
        CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, title TEXT, url TEXT, added INTEGER DEFAULT 1);
        INSERT INTO bookmarks VALUES (1, 'A', 'https://a.example/', 1),
            (2, 'B', 'https://b.example/', 700000000);
    )sql")),
              R"(
bookmarks:1 record_type=bookmark url=https://a.example/ title=A
bookmarks:2 record_type=bookmark bookmark_added=2023-03-08T20:26:40Z url=https://b.example/ title=B
)");
}

TEST(SafariBookmarks, DamagedAttributesCostOnlyThemselves) {
    EXPECT_EQ(parse("safari_bookmarks", database(std::string(kTable) + R"sql(
        INSERT INTO bookmarks VALUES (1, 0, 0, 'A', 'https://a.example/', 0, 0, 0, X'0102');
    )sql")),
              R"(
problem: not a property list [attributes of bookmarks row 1]
bookmarks:1 record_type=bookmark url=https://a.example/ title=A folder=0
)");
}

}  // namespace bridle::test::safari_bookmarks_test
