#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::firefox_favicons_test {

TEST(FirefoxFavicons, ReadsDatesInWhateverTheyCount) {
    EXPECT_EQ(parse("firefox_favicons", database(R"sql(
        CREATE TABLE history (id INTEGER PRIMARY KEY, url TEXT);
        CREATE TABLE favicons (id INTEGER PRIMARY KEY, url TEXT, width INTEGER, height INTEGER,
            type INTEGER, date REAL);
        CREATE TABLE favicon_sites (id INTEGER PRIMARY KEY, siteID INTEGER, faviconID INTEGER);
        INSERT INTO history VALUES (1, 'https://a.example/');
        INSERT INTO favicons VALUES (1, 'https://a.example/s.png', 16, 16, 0, 1678307200),
            (2, 'https://a.example/m.png', 32, 32, 0, 1678307200000.0),
            (3, 'https://a.example/u.png', NULL, NULL, 2, 1678307200000000),
            (4, 'https://lost.example/x.png', NULL, NULL, 2, 'noon');
        INSERT INTO favicon_sites VALUES (1, 1, 1), (2, 1, 2), (3, 99, 3);
    )sql")),
              R"(
favicon_sites:1 favicon=2023-03-08T20:26:40Z url=https://a.example/ icon_url=https://a.example/s.png width=16 height=16 type=0 icon=1 page=1
favicon_sites:2 favicon=2023-03-08T20:26:40Z url=https://a.example/ icon_url=https://a.example/m.png width=32 height=32 type=0 icon=2 page=1
favicon_sites:3 favicon=2023-03-08T20:26:40Z icon_url=https://a.example/u.png type=2 icon=3 page=99
favicons:4 icon_url=https://lost.example/x.png type=2 icon=4
)");
}

TEST(FirefoxFavicons, NewerDatabaseWithoutIconsIsNoProblem) {
    EXPECT_EQ(parse("firefox_favicons", database("CREATE TABLE history (id INTEGER, url TEXT)")),
              "\n");
}

TEST(FirefoxFavicons, FilesThatOnlyHaveTheNameArePassedOver) {
    MemoryFile text(as_bytes("no database"));
    EXPECT_EQ(parse(*find_artifact("firefox_favicons"), Input{text, nullptr, "/x/browser.db"}),
              "\n");
}

}  // namespace bridle::test::firefox_favicons_test
