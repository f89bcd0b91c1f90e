#include "artifact/guessed_time.h"

#include <gtest/gtest.h>

namespace bridle::guessed_time_test {

static std::string said(auto value) {
    auto time = guessed_time(value);
    return time ? iso(*time) : "-";
}

TEST(GuessedTime, KnowsEveryWayToCountByTheSizeOfTheNumber) {
    EXPECT_EQ(said(std::int64_t{776000000}), "2025-08-04T11:33:20Z");
    EXPECT_EQ(said(std::int64_t{1754307200}), "2025-08-04T11:33:20Z");
    EXPECT_EQ(said(std::int64_t{1754307200000}), "2025-08-04T11:33:20Z");
    EXPECT_EQ(said(std::int64_t{1754307200000000}), "2025-08-04T11:33:20Z");
    EXPECT_EQ(said(std::int64_t{13398780800000000}), "2025-08-04T11:33:20Z");
    EXPECT_EQ(said(std::int64_t{776000000000000000}), "2025-08-04T11:33:20Z");
    EXPECT_EQ(said(std::int64_t{1754307200000000000}), "2025-08-04T11:33:20Z");
    EXPECT_EQ(said(776000000.5), "2025-08-04T11:33:20.500000Z");
    EXPECT_EQ(said(1754307200.25), "2025-08-04T11:33:20.250000Z");
}

TEST(GuessedTime, SaysNothingOfNumbersThatAreNoDates) {
    EXPECT_EQ(said(std::int64_t{0}), "-");
    EXPECT_EQ(said(std::int64_t{42}), "-");
    EXPECT_EQ(said(std::int64_t{-1754307200}), "-");
    EXPECT_EQ(said(std::int64_t{700000000000}), "-");       // milliseconds of 1992
    EXPECT_EQ(said(std::int64_t{12000000000000000}), "-");  // microseconds of 1981, since 1601
    EXPECT_EQ(said(1e300), "-");
    EXPECT_EQ(said(-1e300), "-");
    EXPECT_EQ(said(std::numeric_limits<double>::quiet_NaN()), "-");
}

}  // namespace bridle::guessed_time_test
