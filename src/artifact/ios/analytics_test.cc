#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::analytics_test {

static std::string blob(std::string_view body) {
    return "x'" + hex(as_bytes(xml_list(body))) + "'";
}
static constexpr std::string_view kTables = R"sql(
    CREATE TABLE hard_failures (id INTEGER PRIMARY KEY, timestamp REAL, data BLOB);
    CREATE TABLE soft_failures (id INTEGER PRIMARY KEY, timestamp REAL, data BLOB);
)sql";

TEST(Analytics, ComparesEveryTextAsProcessAndAddress) {
    EXPECT_EQ(parse("analytics",
                    database(std::string(kTables) +
                             "INSERT INTO hard_failures VALUES (4, 1600000000.5, " +
                             blob("<dict><key>eventType</key><string>TrustFailure</string>"
                                  "<key>process</key><string>bh</string><key>code</key>"
                                  "<integer>-5</integer><key>build</key><string>18C66</string>"
                                  "<key>nested</key><array><dict><key>server</key>"
                                  "<string>evil.example</string></dict></array></dict>") +
                             ")")),
              R"(
hard_failures:4 event=2020-09-13T12:26:40.500000Z event_type=TrustFailure build=18C66 entry=eventType=TrustFailure entry=process=bh entry=code=-5 entry=build=18C66 process=TrustFailure process=bh process=18C66 process=evil.example address=evil.example
builds:0 record_type=build build=18C66 build_first_seen=2020-09-13T12:26:40.500000Z
)");
}

TEST(Analytics, EarliestTimeOfEachBuildCounts) {
    const std::string of = blob("<dict><key>build</key><string>18C66</string></dict>");
    const std::string said =
        parse("analytics",
              database(std::string(kTables) + "INSERT INTO soft_failures VALUES (1, 1600000100, " +
                       of + "), (2, 1600000000, " + of + "), (3, NULL, " + of + ")"));
    EXPECT_TRUE(
        said.ends_with("builds:0 record_type=build build=18C66 "
                       "build_first_seen=2020-09-13T12:26:40Z\n"))
        << said;
}

TEST(Analytics, BadDataCostsItselfAndEmptyRowsSayNothing) {
    EXPECT_EQ(parse("analytics", database(std::string(kTables) + R"sql(
        INSERT INTO hard_failures VALUES (1, NULL, NULL), (2, 1600000000, 'no list'),
            (3, 1600000001, NULL);
    )sql")),
              R"(
problem: not a property list [hard_failures:2]
hard_failures:2 event=2020-09-13T12:26:40Z
hard_failures:3 event=2020-09-13T12:26:41Z
)");
}

TEST(Analytics, OtherDatabasesOfTheFolderAreNoProblem) {
    EXPECT_EQ(parse("analytics", database("CREATE TABLE other (a)")), "\n");
}

}  // namespace bridle::test::analytics_test
