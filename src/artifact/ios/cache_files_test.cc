#include <gtest/gtest.h>

#include "base/text.h"
#include "fabricate/plist.h"
#include "support/harness.h"

namespace bridle::test::cache_files_test {

using List = fabricate::Plist;
using Dictionary = List::Dictionary;

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE cfurl_cache_response(entry_ID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE,
        version INTEGER, hash_value INTEGER, storage_policy INTEGER, request_key TEXT UNIQUE,
        time_stamp NOT NULL DEFAULT CURRENT_TIMESTAMP, partition TEXT);
    CREATE TABLE cfurl_cache_blob_data(entry_ID INTEGER PRIMARY KEY, response_object BLOB,
        request_object BLOB, proto_props BLOB, user_info BLOB);
    CREATE TABLE cfurl_cache_receiver_data(entry_ID INTEGER PRIMARY KEY, isDataOnFS INTEGER,
        receiver_data BLOB);
)sql";

static std::string blob(const List& list) {
    return "x'" + hex(as_bytes(fabricate::binary_plist(list))) + "'";
}

static Dictionary address(const char* url) {
    return {{"_CFURLStringType", 15}, {"_CFURLString", url}};
}

TEST(CacheFiles, ReadsWhatWasAskedAndAnswered) {
    const std::string response =
        blob(Dictionary{{"Version", 1},
                        {"Array", List::Array{address("https://cdn.example/a"), 600000000.5, 0, 302,
                                              Dictionary{{"Location", "https://exploit.example/b"},
                                                         {"content-type", "text/html"},
                                                         {"Server", "nginx"},
                                                         {"__hhaa__", "YnBsaXN0"}},
                                              5, "text/html"}}});
    const std::string request = blob(Dictionary{
        {"Version", 9},
        {"Array",
         List::Array{false, address("https://news.example/a"), 60.0, 0,
                     "__CFURLRequestNullTokenString__", "GET",
                     Dictionary{{"Referer", "https://from.example/"}, {"User-Agent", "app/1"}}}}});
    EXPECT_EQ(parse("cache_files",
                    database(std::string(kTables) +
                             "INSERT INTO cfurl_cache_response VALUES (1, 0, -5, 1, "
                             "'https://news.example/a', '2020-01-06 10:40:00', 'p');"
                             "INSERT INTO cfurl_cache_blob_data VALUES (1, " +
                             response + ", " + request +
                             ", NULL, NULL);"
                             "INSERT INTO cfurl_cache_receiver_data VALUES (1, 0, x'010203');")),
              R"(
cfurl_cache_response:1 cached=2020-01-06T10:40:00Z url=https://news.example/a answered_by=https://cdn.example/a status=302 redirected_to=https://exploit.example/b type=text/html server=nginx method=GET referer=https://from.example/ user_agent=app/1 partition=p bytes=3 version=0 hash_value=-5 storage_policy=1
)");
}

TEST(CacheFiles, ReadsTimesAsNumbersAndDataInFiles) {
    EXPECT_EQ(parse("cache_files", database(std::string(kTables) + R"sql(
        INSERT INTO cfurl_cache_response VALUES (1, 0, 1, 0, 'https://a.example/', 600000000, NULL),
            (2, 0, 2, 0, 'https://b.example/', 1600000000.5, NULL),
            (3, 0, 3, 0, 'https://c.example/', 'soon', NULL);
        INSERT INTO cfurl_cache_receiver_data VALUES (1, 1, 'F0E1');
    )sql")),
              R"(
cfurl_cache_response:1 cached=2020-01-06T10:40:00Z url=https://a.example/ stored_as=F0E1 version=0 hash_value=1 storage_policy=0
cfurl_cache_response:2 cached=2020-09-13T12:26:40.500000Z url=https://b.example/ version=0 hash_value=2 storage_policy=0
cfurl_cache_response:3 url=https://c.example/ version=0 hash_value=3 storage_policy=0
)");
}

TEST(CacheFiles, DamagedAnswerLeavesTheAddress) {
    EXPECT_EQ(parse("cache_files", database(std::string(kTables) + R"sql(
        INSERT INTO cfurl_cache_response VALUES (1, 0, 1, 0, 'https://a.example/', 600000000, NULL);
        INSERT INTO cfurl_cache_blob_data VALUES (1, 'no list', x'', NULL, NULL);
    )sql")),
              R"(
problem: not a property list [response]
cfurl_cache_response:1 cached=2020-01-06T10:40:00Z url=https://a.example/ version=0 hash_value=1 storage_policy=0
)");
}

TEST(CacheFiles, ReadsTheOldestLayout) {
    EXPECT_EQ(parse("cache_files", database(R"sql(
        CREATE TABLE cfurl_cache_response(entry_ID INTEGER PRIMARY KEY, request_key TEXT,
            time_stamp TEXT);
        INSERT INTO cfurl_cache_response VALUES (1, 'http://example.com/thisisbad',
            '2020-01-06 10:40:00');
    )sql")),
              R"(
cfurl_cache_response:1 cached=2020-01-06T10:40:00Z url=http://example.com/thisisbad
)");
}

TEST(CacheFiles, AnotherDatabaseOfThatNameIsNoProblem) {
    EXPECT_EQ(parse("cache_files", database("CREATE TABLE other (a)")), R"(
remark: a database of that name that is no cache of web requests
)");
}

}  // namespace bridle::test::cache_files_test
