#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::safari_favicons_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE page_url (url TEXT, uuid TEXT);
    CREATE TABLE icon_info (uuid TEXT, url TEXT, timestamp REAL, width INTEGER, height INTEGER);
    CREATE TABLE rejected_resources (page_url TEXT, icon_url TEXT, timestamp REAL);
)sql";

TEST(SafariFavicons, ReadsIconsOfPagesAndRefusedOnes) {
    EXPECT_EQ(parse("safari_favicons", database(std::string(kTables) + R"sql(
        INSERT INTO page_url VALUES ('https://a.example/', 'I'), ('https://a.example/b', 'I');
        INSERT INTO icon_info VALUES ('I', 'https://a.example/icon.png', 700000000.5, 32, 16);
        INSERT INTO rejected_resources VALUES ('https://c.example/', 'https://c.example/x.ico', 700000001);
    )sql")),
              R"(
page_url:1 record_type=valid favicon=2023-03-08T20:26:40.500000Z url=https://a.example/ icon_url=https://a.example/icon.png width=32 height=16
page_url:2 record_type=valid favicon=2023-03-08T20:26:40.500000Z url=https://a.example/b icon_url=https://a.example/icon.png width=32 height=16
rejected_resources:1 record_type=rejected favicon=2023-03-08T20:26:41Z url=https://c.example/ icon_url=https://c.example/x.ico
)");
}

TEST(SafariFavicons, IconsOfOneIdAndOfNoneAreAllKept) {
    EXPECT_EQ(parse("safari_favicons", database(std::string(kTables) + R"sql(
        INSERT INTO page_url VALUES ('https://a.example/', 'I');
        INSERT INTO icon_info VALUES ('I', 'https://a.example/1.png', 700000000, NULL, NULL),
            ('I', 'https://a.example/2.png', 700000001, NULL, NULL),
            (NULL, 'https://b.example/i.png', 700000002, NULL, NULL),
            (NULL, 'https://c.example/i.png', 700000003, NULL, NULL);
    )sql")),
              R"(
page_url:1 record_type=valid favicon=2023-03-08T20:26:40Z url=https://a.example/ icon_url=https://a.example/1.png
icon_info:1 record_type=valid favicon=2023-03-08T20:26:41Z icon_url=https://a.example/2.png
icon_info:2 record_type=valid favicon=2023-03-08T20:26:42Z icon_url=https://b.example/i.png
icon_info:3 record_type=valid favicon=2023-03-08T20:26:43Z icon_url=https://c.example/i.png
)");
}

TEST(SafariFavicons, KeepsPagesWithoutIconsAndIconsWithoutPages) {
    EXPECT_EQ(parse("safari_favicons", database(std::string(kTables) + R"sql(
        INSERT INTO page_url VALUES ('https://a.example/', 'GONE'), (NULL, NULL);
        INSERT INTO icon_info VALUES ('I', 'https://b.example/icon.png', 1678307200, NULL, NULL),
            ('J', 'https://c.example/icon.png', 'noon', NULL, NULL);
    )sql")),
              R"(
page_url:1 record_type=valid url=https://a.example/
page_url:2 record_type=valid
icon_info:1 record_type=valid icon_url=https://c.example/icon.png
icon_info:2 record_type=valid favicon=2023-03-08T20:26:40Z icon_url=https://b.example/icon.png
)");
}

}  // namespace bridle::test::safari_favicons_test
