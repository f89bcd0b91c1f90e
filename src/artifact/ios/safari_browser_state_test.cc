#include <gtest/gtest.h>

#include "base/text.h"
#include "fabricate/encoding.h"
#include "fabricate/plist.h"
#include "support/harness.h"

namespace bridle::test::safari_browser_state_test {

using List = fabricate::Plist;

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE tabs (id INTEGER PRIMARY KEY, uuid TEXT UNIQUE, title TEXT, url TEXT,
        user_visible_url TEXT, order_index INTEGER, last_viewed_time REAL, private_browsing BOOL);
    CREATE TABLE tab_sessions (id INTEGER PRIMARY KEY, tab_uuid TEXT, session_data BLOB);
)sql";

static std::string sql_blob(std::string_view bytes) {
    return "X'" + hex(as_bytes(bytes)) + "'";
}

// What WebKit keeps of one page: no frames, no form, and the page whose link led here.
static std::string page_data(std::int64_t sequence, std::u16string_view referrer) {
    std::string data(8, '\0');
    for (std::uint64_t number : {2ULL, 0ULL, static_cast<unsigned long long>(sequence), 0ULL})
        fabricate::append_le(data, number, 8);
    fabricate::append_le(data, 0xFFFFFFFF, 4);
    fabricate::append_le(data, 0, 4);
    fabricate::append_le(data, static_cast<std::uint64_t>(sequence) - 1, 8);
    fabricate::append_le(data, referrer.size(), 4);
    fabricate::append_le(data, 0, 4);
    fabricate::append_le(data, referrer.size() * 2, 8);
    for (char16_t unit : referrer) fabricate::append_le(data, unit, 2);
    return data;
}

static std::string session(const List::Array& pages) {
    return std::string("\0\0\0\2", 4) +
           fabricate::binary_plist(List::Dictionary{
               {"SessionHistory", List::Dictionary{{"SessionHistoryCurrentIndex", 1},
                                                   {"SessionHistoryEntries", pages}}}});
}

static std::string two_pages() {
    return session(
        {List::Dictionary{{"SessionHistoryEntryURL", "https://news.example/"},
                          {"SessionHistoryEntryOriginalURL", "http://news.example/"},
                          {"SessionHistoryEntryTitle", "News"}},
         List::Dictionary{{"SessionHistoryEntryURL", "https://evil.example/x"},
                          {"SessionHistoryEntryOriginalURL", "https://evil.example/x"},
                          {"SessionHistoryEntryData",
                           List::Data{page_data(1640995200000001, u"https://news.example/")}}}});
}

TEST(SafariBrowserState, ReadsTabsAndThePagesOfTheirSessions) {
    EXPECT_EQ(parse("safari_browser_state", database(std::string(kTables) + R"sql(
        INSERT INTO tabs VALUES (1, 'A', 'Evil', 'https://evil.example/x', 'evil.example', 0, 663000000, 0);
        INSERT INTO tab_sessions VALUES (7, 'A', )sql" +
                                                     sql_blob(two_pages()) + ")")),
              R"(
tabs:1 tab_viewed=2022-01-04T14:40:00Z url=https://evil.example/x visible_url=evil.example title=Evil tab=A private=false order=0
tab_sessions:7 record_type=session_page index=0 url=https://news.example/ original_url=http://news.example/ title=News data_bytes=0 tab=A private=false tab_viewed=2022-01-04T14:40:00Z
tab_sessions:7 record_type=session_page index=1 current=true url=https://evil.example/x original_url=https://evil.example/x referrer=https://news.example/ process_started=2022-01-01T00:00:00.000001Z data_bytes=114 tab=A private=false tab_viewed=2022-01-04T14:40:00Z
)");
}

TEST(SafariBrowserState, KeepsTabsWithoutASessionAndSessionsWithoutATab) {
    EXPECT_EQ(parse("safari_browser_state", database(std::string(kTables) + R"sql(
        INSERT INTO tabs VALUES (1, 'A', NULL, 'https://a.example/', NULL, NULL, NULL, 1);
        INSERT INTO tab_sessions VALUES (7, 'GONE', )sql" +
                                                     sql_blob(two_pages()) + ")")),
              R"(
tabs:1 url=https://a.example/ tab=A private=true
tab_sessions:7 record_type=session_page index=0 url=https://news.example/ original_url=http://news.example/ title=News data_bytes=0 tab=GONE
tab_sessions:7 record_type=session_page index=1 current=true url=https://evil.example/x original_url=https://evil.example/x referrer=https://news.example/ process_started=2022-01-01T00:00:00.000001Z data_bytes=114 tab=GONE
)");
}

TEST(SafariBrowserState, ReadsTheOldLayoutWithTheSessionInTheTab) {
    EXPECT_EQ(parse("safari_browser_state",
                    database("CREATE TABLE tabs (id INTEGER PRIMARY KEY, title TEXT, url TEXT, "
                             "user_visible_url TEXT, last_viewed_time REAL, session_data BLOB);"
                             "INSERT INTO tabs VALUES (3, 'T', 'https://a.example/', NULL, 0, " +
                             sql_blob(session({List::Dictionary{
                                 {"SessionHistoryEntryURL", "https://b.example/"}}})) +
                             ")")),
              R"(
tabs:3 url=https://a.example/ title=T
tabs:3 record_type=session_page index=0 url=https://b.example/ original_url= data_bytes=0
)");
}

TEST(SafariBrowserState, DamagedSessionCostsOnlyItself) {
    EXPECT_EQ(parse("safari_browser_state",
                    database(std::string(kTables) + R"sql(
        INSERT INTO tab_sessions VALUES (1, 'A', X'0000000262706C697374'), (2, 'B', X'00'),
            (3, 'C', )sql" +
                             sql_blob(session({List::Dictionary{
                                 {"SessionHistoryEntryURL", "https://b.example/"}}})) +
                             ")")),
              R"(
problem: binary property list of another version [session of tab_sessions row 1]
problem: a session without pages [session of tab_sessions row 2]
tab_sessions:3 record_type=session_page index=0 url=https://b.example/ original_url= data_bytes=0 tab=C
)");
}

TEST(SafariBrowserState, PackedSessionsAreCounted) {
    EXPECT_EQ(parse("safari_browser_state", database(std::string(kTables) + R"sql(
        INSERT INTO tab_sessions VALUES (1, 'A', X'00000002789C0102'), (2, 'B', X'0102030405060708');
    )sql")),
              R"(
remark: saved sessions that are compressed, encrypted or damaged, and so not read: 2 [tab_sessions]
)");
}

TEST(SafariBrowserState, LengthsInThePageDataThatLieAreNotFollowed) {
    std::string lying = page_data(1640995200000001, u"https://news.example/");
    lying[64] = '\x7f';  // how many bytes the referrer has
    EXPECT_EQ(parse("safari_browser_state",
                    database(std::string(kTables) + "INSERT INTO tab_sessions VALUES (1, 'A', " +
                             sql_blob(session({List::Dictionary{
                                 {"SessionHistoryEntryURL", "https://b.example/"},
                                 {"SessionHistoryEntryData", List::Data{lying}}}})) +
                             ")")),
              R"(
tab_sessions:1 record_type=session_page index=0 url=https://b.example/ original_url= process_started=2022-01-01T00:00:00.000001Z data_bytes=114 tab=A
)");
}

}  // namespace bridle::test::safari_browser_state_test
