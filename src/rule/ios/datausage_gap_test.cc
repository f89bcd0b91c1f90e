#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::datausage_gap_test {

static std::string processes(std::string_view ids) {
    return database(
        "CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, "
        "ZTIMESTAMP REAL, ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);"
        "INSERT INTO ZPROCESS (Z_PK) VALUES " +
        std::string(ids));
}

TEST(DatausageGap, AllTheGapsAreOneRemark) {
    EXPECT_EQ(judge("datausage_gap", "datausage", processes("(4), (6), (10)")), R"(
info weak ZPROCESS:4 - process_id=5, 7-9 count=4 ranges=5, 7-9
)");
}

TEST(DatausageGap, NothingMissingIsNothingToSay) {
    EXPECT_EQ(judge("datausage_gap", "datausage", processes("(4), (5)")), "\n");
}

TEST(DatausageGap, NumbersAtBothEndsOfTheWorldDoNotOverflow) {
    EXPECT_EQ(judge("datausage_gap", "datausage",
                    processes("(-9223372036854775807), (9223372036854775807)")),
              R"(
info weak ZPROCESS:-9223372036854775807 - process_id=-9223372036854775806-9223372036854775806 count=18446744073709551613 ranges=-9223372036854775806-9223372036854775806
)");
}

}  // namespace bridle::test::datausage_gap_test
