#include "register/model/dates.h"

#include <gtest/gtest.h>

namespace bridle::registry::dates_test {
namespace {

TEST(IsAfter, ComparesAsFarAsBothAreKnown) {
    EXPECT_TRUE(is_after("2024-03-06", "2024-03-05"));
    EXPECT_TRUE(is_after("2025", "2024-12-31"));
    EXPECT_TRUE(is_after("2024-05", "2024-04-30"));
    EXPECT_FALSE(is_after("2024-03-05", "2024-03-05"));
    EXPECT_FALSE(is_after("2024-05", "2024"));
    EXPECT_FALSE(is_after("2024", "2024-05"));
}

TEST(IsAfter, IsNeverSoOfWhatIsNoDate) {
    EXPECT_FALSE(is_after("unknown", "2024"));
    EXPECT_FALSE(is_after("2024", ""));
    EXPECT_FALSE(is_after("2024-13", "2023"));
}

TEST(ToDay, TakesWholeDatesAlone) {
    EXPECT_EQ(to_date(*to_day("2024-02-29")), "2024-02-29");
    EXPECT_EQ(to_date(*to_day("0999-01-01")), "0999-01-01");
    EXPECT_FALSE(to_day("2023-02-29"));
    EXPECT_FALSE(to_day("2024-02"));
}

}  // namespace
}  // namespace bridle::registry::dates_test
