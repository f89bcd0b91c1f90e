#include "base/time.h"

#include <gtest/gtest.h>

namespace bridle::time_test {

static std::string shown(std::optional<Time> time) {
    return time ? iso(*time) : "-";
}

TEST(Time, TellsSecondsFromNanosecondsByMagnitude) {
    EXPECT_EQ(shown(to_time(std::int64_t{648'259'200}, Epoch::cocoa)), "2021-07-18T00:00:00Z");
    EXPECT_EQ(shown(to_time(std::int64_t{588'813'210'539'788'032}, Epoch::cocoa)),
              "2019-08-29T23:13:30.539788Z");
    EXPECT_EQ(shown(to_time(588813210539788032.0, Epoch::cocoa)), "2019-08-29T23:13:30.539788Z");
}

TEST(Time, NineteenAndSeventeenDigitsOfNanosecondsAreDatesToo) {
    EXPECT_EQ(shown(to_time(std::int64_t{1'100'000'000'000'000'000}, Epoch::cocoa)),
              "2035-11-10T11:33:20Z");
    EXPECT_EQ(shown(to_time(std::int64_t{90'000'000'000'000'000}, Epoch::cocoa)),
              "2003-11-08T16:00:00Z");
}

TEST(Time, KnowsEveryEpoch) {
    EXPECT_EQ(shown(to_time(std::int64_t{1'626'566'400}, Epoch::unix_seconds)),
              "2021-07-18T00:00:00Z");
    EXPECT_EQ(shown(to_time(std::int64_t{1'626'566'400'123}, Epoch::unix_millis)),
              "2021-07-18T00:00:00.123000Z");
    EXPECT_EQ(shown(to_time(std::int64_t{13'271'040'000'000'001}, Epoch::webkit)),
              "2021-07-18T00:00:00.000001Z");
}

TEST(Time, ZeroAndTheImpossibleAreNoDates) {
    EXPECT_EQ(shown(to_time(std::int64_t{0}, Epoch::cocoa)), "-");
    EXPECT_EQ(shown(to_time(0.0, Epoch::unix_seconds)), "-");
    EXPECT_EQ(shown(to_time(std::numeric_limits<double>::quiet_NaN(), Epoch::cocoa)), "-");
    EXPECT_EQ(shown(to_time(std::numeric_limits<double>::infinity(), Epoch::cocoa)), "-");
    EXPECT_EQ(shown(to_time(std::numeric_limits<std::int64_t>::max(), Epoch::unix_seconds)), "-");
    EXPECT_EQ(shown(to_time(std::numeric_limits<std::int64_t>::min(), Epoch::webkit)), "-");
}

TEST(Time, ReadsWhatItWritesAndZones) {
    EXPECT_EQ(shown(from_iso("2021-07-18T00:00:00Z")), "2021-07-18T00:00:00Z");
    EXPECT_EQ(shown(from_iso("2024-09-30 11:21:20.5+02:00")), "2024-09-30T09:21:20.500000Z");
    EXPECT_EQ(shown(from_iso("2024-09-30T11:21:20-0230")), "2024-09-30T13:51:20Z");
    EXPECT_EQ(shown(from_iso("2024-13-30T11:21:20Z")), "-");
    EXPECT_EQ(shown(from_iso("2024-09-30")), "-");
    EXPECT_EQ(shown(from_iso("2024-09-30T11:21:20Zx")), "-");
}

TEST(Time, YearsBeforeTheFirstEpochAreDates) {
    EXPECT_EQ(shown(from_iso("0001-01-01T00:00:00Z")), "0001-01-01T00:00:00Z");
}

}  // namespace bridle::time_test
