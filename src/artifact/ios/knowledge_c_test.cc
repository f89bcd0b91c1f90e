#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::knowledge_c_test {

TEST(KnowledgeC, SaysWhichAppWasInFrontAndWhichPageWasOpen) {
    EXPECT_EQ(parse("knowledge_c", database(R"sql(
        CREATE TABLE ZOBJECT (Z_PK INTEGER PRIMARY KEY, ZSTREAMNAME TEXT, ZSTARTDATE REAL, ZENDDATE REAL,
            ZCREATIONDATE REAL, ZVALUESTRING TEXT, ZVALUEINTEGER INTEGER, ZSOURCE INTEGER,
            ZSTRUCTUREDMETADATA INTEGER);
        CREATE TABLE ZSOURCE (Z_PK INTEGER PRIMARY KEY, ZBUNDLEID TEXT, ZDEVICEID TEXT);
        CREATE TABLE ZSTRUCTUREDMETADATA (Z_PK INTEGER PRIMARY KEY,
            Z_DKDIGITALHEALTHMETADATAKEY__WEBPAGEURL TEXT);
        INSERT INTO ZSOURCE VALUES (1, 'com.apple.mobilesafari', 'D');
        INSERT INTO ZSTRUCTUREDMETADATA VALUES (1, 'https://page.example/');
        INSERT INTO ZOBJECT VALUES
            (1, '/app/webUsage', 700000000, 700000060, 700000061, 'com.apple.mobilesafari', NULL, 1, 1),
            (2, '/device/isLocked', 700000000, 700000000, 700090000, NULL, 1, NULL, NULL);
    )sql")),
              R"(
ZOBJECT:1 activity=2023-03-08T20:26:40Z activity_end=2023-03-08T20:27:40Z stream=/app/webUsage value=com.apple.mobilesafari web_page=https://page.example/ source=com.apple.mobilesafari source_device=D
ZOBJECT:2 activity=2023-03-08T20:26:40Z stream=/device/isLocked number=1 activity_recorded=2023-03-09T21:26:40Z
)");
}

TEST(KnowledgeC, NeedsNeitherSourcesNorMetadata) {
    EXPECT_EQ(parse("knowledge_c", database(R"sql(
        CREATE TABLE ZOBJECT (Z_PK INTEGER PRIMARY KEY, ZSTREAMNAME TEXT, ZSTARTDATE REAL);
        INSERT INTO ZOBJECT VALUES (1, NULL, 'never');
    )sql")),
              R"(
ZOBJECT:1
)");
}

}  // namespace bridle::test::knowledge_c_test
