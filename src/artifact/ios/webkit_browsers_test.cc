#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::webkit_browsers_test {

TEST(WebkitBrowsers, ReadsWhateverTableHasAddresses) {
    EXPECT_EQ(parse("webkit_browsers", database(R"sql(
        CREATE TABLE ZHISTORYITEM (Z_PK INTEGER PRIMARY KEY, ZURL VARCHAR, ZTITLE VARCHAR,
            ZCREATED TIMESTAMP, ZLASTVISITED TIMESTAMP);
        CREATE TABLE visit_log (url TEXT, original_url TEXT, page_title TEXT, visit_time INTEGER) ;
        CREATE TABLE settings (url TEXT, value TEXT);
        INSERT INTO ZHISTORYITEM VALUES (7, 'https://a.example/', 'A', 700000000, 700000060);
        INSERT INTO visit_log VALUES ('https://b.example/', 'http://c.example/', 'B', 1678307200000);
        INSERT INTO settings VALUES ('https://search.example/', 'x');
    )sql")),
              R"(
visit_log:1 url=https://b.example/ url=http://c.example/ title=B visit=2023-03-08T20:26:40Z
zhistoryitem:7 url=https://a.example/ title=A visit=2023-03-08T20:27:40Z date=2023-03-08T20:26:40Z
)");
}

TEST(WebkitBrowsers, EncryptedAddressesAreNone) {
    EXPECT_EQ(parse("webkit_browsers", database(R"sql(
        CREATE TABLE history (url BLOB, visit_date REAL);
        INSERT INTO history VALUES (X'FF00FE2E01', 700000000), (NULL, 1), ('', 1), ('nothing', 1);
    )sql")),
              "\n");
}

TEST(WebkitBrowsers, FilesOfOthersSayNothing) {
    const std::string safari = database(
        "CREATE TABLE history_items (url TEXT, date REAL);"
        "INSERT INTO history_items VALUES ('https://a.example/', 1)");
    MemoryFile text(as_bytes("no database")), file(as_bytes(safari));
    const Artifact& artifact = *find_artifact("webkit_browsers");
    EXPECT_EQ(parse(artifact, Input{text, nullptr, "/x/Containers/y/BrowserHistory.json"}), "\n");
    EXPECT_EQ(parse(artifact, Input{text, nullptr, "/x/Containers/y/BrowserHistory.db-wal"}), "\n");
    EXPECT_EQ(parse(artifact, Input{file, nullptr, "/x/Containers/y/Library/Safari/History.db"}),
              "\n");
}

TEST(WebkitBrowsers, DamagedFileWithANameOfNobodyElseIsAProblem) {
    const std::string nothing = database("CREATE TABLE t (x); DROP TABLE t");
    MemoryFile text(as_bytes("no database")), empty(as_bytes(nothing));
    static constexpr std::string_view kBrave = "/x/Containers/y/Documents/Brave.sqlite";
    const Artifact& artifact = *find_artifact("webkit_browsers");
    EXPECT_TRUE(parse(artifact, Input{text, nullptr, kBrave}).starts_with("\nproblem: "));
    EXPECT_EQ(parse(artifact, Input{empty, nullptr, kBrave}), R"(
problem: no tables
)");
}

TEST(WebkitBrowsers, EveryColumnIsLookedAt) {
    std::string columns;
    for (int i = 0; i < 80; i++) columns += "c" + std::to_string(i) + " TEXT, ";
    EXPECT_EQ(parse("webkit_browsers",
                    database("CREATE TABLE visits (" + columns +
                             "url TEXT, visit_time REAL);"
                             "INSERT INTO visits (url, visit_time) VALUES ('https://a.example/', "
                             "700000000)")),
              R"(
visits:1 url=https://a.example/ visit=2023-03-08T20:26:40Z
)");
}

TEST(WebkitBrowsers, TableWithoutRowIdsIsCounted) {
    EXPECT_EQ(parse("webkit_browsers", database(R"sql(
        CREATE TABLE history (url TEXT PRIMARY KEY, last_visit TEXT) WITHOUT ROWID;
        INSERT INTO history VALUES ('https://a.example/', '2024-05-06 07:08:09'),
            ('https://b.example/', 'never');
    )sql")),
              R"(
history:1 url=https://a.example/ visit=2024-05-06T07:08:09Z
history:2 url=https://b.example/
)");
}

}  // namespace bridle::test::webkit_browsers_test
