#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::chrome_favicons_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE favicons (id INTEGER PRIMARY KEY, url LONGVARCHAR, icon_type INTEGER);
    CREATE TABLE icon_mapping (id INTEGER PRIMARY KEY, page_url LONGVARCHAR, icon_id INTEGER);
    CREATE TABLE favicon_bitmaps (id INTEGER PRIMARY KEY, icon_id INTEGER, last_updated INTEGER,
        last_requested INTEGER);
)sql";

TEST(ChromeFavicons, NamesAnIconOnceForAPageHoweverManySizesItHas) {
    EXPECT_EQ(parse("chrome_favicons", database(std::string(kTables) + R"sql(
        INSERT INTO favicons VALUES (1, 'https://a.example/icon.png', 1);
        INSERT INTO icon_mapping VALUES (5, 'https://a.example/', 1);
        INSERT INTO favicon_bitmaps VALUES (1, 1, 13322780800000000, 0), (2, 1, 13322780801000000, 0);
    )sql")),
              R"(
icon_mapping:5 favicon=2023-03-08T20:26:41Z url=https://a.example/ icon_url=https://a.example/icon.png icon=1
)");
}

TEST(ChromeFavicons, IconThatWasOnlyAskedForHasThatDate) {
    EXPECT_EQ(parse("chrome_favicons", database(std::string(kTables) + R"sql(
        INSERT INTO favicons VALUES (1, 'https://a.example/icon.png', 1);
        INSERT INTO icon_mapping VALUES (5, 'https://a.example/', 1);
        INSERT INTO favicon_bitmaps VALUES (1, 1, NULL, 13322780800000000);
    )sql")),
              R"(
icon_mapping:5 favicon=2023-03-08T20:26:40Z url=https://a.example/ icon_url=https://a.example/icon.png icon=1
)");
}

TEST(ChromeFavicons, KeepsIconsWithoutPagesAndPagesWithoutIcons) {
    EXPECT_EQ(parse("chrome_favicons", database(std::string(kTables) + R"sql(
        INSERT INTO favicons VALUES (1, 'https://a.example/icon.png', 1);
        INSERT INTO icon_mapping VALUES (5, 'https://b.example/', 99);
    )sql")),
              R"(
icon_mapping:5 url=https://b.example/ icon=99
favicons:1 icon_url=https://a.example/icon.png icon=1
)");
}

TEST(ChromeFavicons, SaysWhenIconsAreLeftWithoutDates) {
    EXPECT_EQ(parse("chrome_favicons", database(std::string(kTables) + R"sql(
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500002)
            INSERT INTO favicon_bitmaps (icon_id) SELECT i FROM n;
    )sql")),
              R"(
problem: more icons than are dated [favicon_bitmaps]
)");
}

TEST(ChromeFavicons, FilesThatOnlyHaveTheNameArePassedOver) {
    const std::string other = database("CREATE TABLE t (x)");
    MemoryFile text(as_bytes("no database")), file(as_bytes(other));
    static constexpr std::string_view kGuess = "/x/Library/Application Support/Y/Favicons";
    const Artifact& artifact = *find_artifact("chrome_favicons");
    EXPECT_EQ(parse(artifact, Input{text, nullptr, kGuess}), "\n");
    EXPECT_EQ(parse(artifact, Input{file, nullptr, kGuess}), "\n");
}

}  // namespace bridle::test::chrome_favicons_test
