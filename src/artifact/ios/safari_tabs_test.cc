#include <gtest/gtest.h>

#include "base/text.h"
#include "fabricate/plist.h"
#include "support/harness.h"

namespace bridle::test::safari_tabs_test {

using List = fabricate::Plist;

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, parent INTEGER, type INTEGER, subtype INTEGER,
        title TEXT, url TEXT, external_uuid TEXT, last_modified REAL, date_closed REAL,
        deleted INTEGER, sync_data BLOB, extra_attributes BLOB, local_attributes BLOB);
    CREATE TABLE windows (id INTEGER PRIMARY KEY, uuid TEXT, date_closed REAL,
        private_tab_group_id INTEGER, is_last_session INTEGER);
)sql";

static std::string sql_list(const List& list) {
    return "X'" + hex(as_bytes(fabricate::binary_plist(list))) + "'";
}

TEST(SafariTabs, ReadsTabsWithTheirGroupsAndAttributes) {
    const Time time = *from_iso("2024-05-06T07:08:09Z");
    const std::string session =
        std::string("\0\0\0\2", 4) +
        fabricate::binary_plist(List::Dictionary{
            {"SessionHistory",
             List::Dictionary{{"SessionHistoryEntries",
                               List::Array{List::Dictionary{
                                   {"SessionHistoryEntryURL", "https://before.example/"}}}}}}});
    EXPECT_EQ(parse("safari_tabs",
                    database(std::string(kTables) + R"sql(
        INSERT INTO bookmarks VALUES (1, 0, 1, 0, 'Trip', NULL, 'G', 700000000, NULL, 0, NULL, NULL, NULL);
        INSERT INTO bookmarks VALUES (2, 1, 0, 0, 'Page', 'https://a.example/', 'T', 700000001, 700000002, 0, NULL, )sql" +
                             sql_list(List::Dictionary{
                                 {"DateLastViewed", time},
                                 {"LocalURL", "https://local.example/"},
                                 {"com.apple.Bookmark", List::Dictionary{{"DateAdded", time}}}}) +
                             "," +
                             sql_list(List::Dictionary{{"LastVisitTime", 700000003.5},
                                                       {"WindowUUID", "W"},
                                                       {"OpenedFromLink", true},
                                                       {"SessionState", List::Data{session}}}) +
                             ")")),
              R"(
bookmarks:1 record_type=group title=Trip group_modified=2023-03-08T20:26:40Z group_id=0 uuid=G
bookmarks:2 record_type=tab tab_viewed=2024-05-06T07:08:09Z url=https://a.example/ title=Page local_url=https://local.example/ tab_visited=2023-03-08T20:26:43.500000Z tab_added=2024-05-06T07:08:09Z tab_modified=2023-03-08T20:26:41Z tab_closed=2023-03-08T20:26:42Z group=Trip group_id=1 tab=T window=W opened_from_link=true
bookmarks:2 record_type=session_page index=0 url=https://before.example/ original_url= data_bytes=0 tab=T
)");
}

TEST(SafariTabs, KnowsTheTabsOfPrivateWindows) {
    EXPECT_EQ(parse("safari_tabs", database(std::string(kTables) + R"sql(
        INSERT INTO windows VALUES (1, 'W', NULL, 5, 1);
        INSERT INTO bookmarks (id, parent, type, title, url) VALUES
            (5, 0, 1, 'Private', NULL), (6, 5, 0, 'Hidden', 'https://a.example/');
    )sql")),
              R"(
bookmarks:5 record_type=group title=Private private=true group_id=0
bookmarks:6 record_type=tab url=https://a.example/ title=Hidden private=true group=Private group_id=5
windows:1 record_type=window window=W private_group_id=5 last_session=true
)");
}

TEST(SafariTabs, NamesWhoTakesPartInASharedGroup) {
    EXPECT_EQ(
        parse("safari_tabs",
              database(std::string(kTables) + R"sql(
        INSERT INTO bookmarks (id, parent, type, subtype, title, sync_data) VALUES (1, 0, 1, 0, 'Shared', )sql" +
                       sql_list(List::Dictionary{
                           {"$objects", List::Array{"$null", "CKShare", "mallory@mail.example",
                                                    "+12025550123", "a@b"}}}) +
                       R"sql();
        CREATE TABLE participant_presence (participant_id TEXT, tab_group_server_id TEXT);
        INSERT INTO participant_presence VALUES ('mallory@mail.example', 'S');
    )sql")),
        R"(
bookmarks:1 record_type=group title=Shared group_id=0 participant=mallory@mail.example participant=+12025550123
participant_presence:1 record_type=participant participant_id=mallory@mail.example tab_group_server_id=S
)");
}

TEST(SafariTabs, AFlagIsNoDate) {
    EXPECT_EQ(parse("safari_tabs", database(R"sql(
        CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, type INTEGER, title TEXT, url TEXT,
            added INTEGER DEFAULT 1);
        INSERT INTO bookmarks VALUES (1, 1, 'Trip', NULL, 1), (2, 0, 'A', 'https://a.example/', 1),
            (3, 0, 'B', 'https://b.example/', 700000000);
    )sql")),
              R"(
bookmarks:1 record_type=group title=Trip
bookmarks:2 record_type=tab url=https://a.example/ title=A
bookmarks:3 record_type=tab url=https://b.example/ title=B tab_added=2023-03-08T20:26:40Z
)");
}

TEST(SafariTabs, DamagedAttributesCostOnlyThemselves) {
    EXPECT_EQ(parse("safari_tabs", database(std::string(kTables) + R"sql(
        INSERT INTO bookmarks (id, type, title, url, extra_attributes, local_attributes) VALUES
            (1, 0, 'A', 'https://a.example/', X'62706C6973', X'00');
    )sql")),
              R"(
problem: not a property list [attributes of bookmarks row 1]
problem: not a property list [local attributes of bookmarks row 1]
bookmarks:1 record_type=tab url=https://a.example/ title=A
)");
}

TEST(SafariTabs, TheFirstVersionHasFewerColumns) {
    EXPECT_EQ(
        parse("safari_tabs",
              database("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, title TEXT, url TEXT);"
                       "INSERT INTO bookmarks VALUES (1, 'A', 'https://a.example/')")),
        R"(
bookmarks:1 record_type=tab url=https://a.example/ title=A
)");
}

}  // namespace bridle::test::safari_tabs_test
