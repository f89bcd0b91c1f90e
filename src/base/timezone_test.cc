#include "base/timezone.h"

#include <gtest/gtest.h>

#include "base/host_file.h"
#include "base/text.h"

namespace bridle::timezone_test {

static std::string shown(std::string_view zone, std::string_view utc) {
    auto loaded = TimeZone::load(zone);
    if (!loaded) return loaded.error().what;
    return loaded->text(from_iso(utc).value());
}

TEST(TimeZone, IsUtcUnlessToldOtherwise) {
    EXPECT_EQ(TimeZone().text(from_iso("2021-03-04T05:06:07.999Z").value()),
              "2021-03-04 05:06:07 UTC");
    EXPECT_EQ(shown("", "2021-03-04T05:06:07Z"), "2021-03-04 05:06:07 UTC");
}

TEST(TimeZone, KnowsSummerAndWinter) {
    EXPECT_EQ(shown("Europe/Berlin", "2021-03-28T00:59:59Z"), "2021-03-28 01:59:59 CET");
    EXPECT_EQ(shown("Europe/Berlin", "2021-03-28T01:00:00Z"), "2021-03-28 03:00:00 CEST");
    EXPECT_EQ(shown("Europe/Berlin", "2021-10-31T01:00:00Z"), "2021-10-31 02:00:00 CET");
}

TEST(TimeZone, KnowsOffsetsThatAreNotWholeHours) {
    EXPECT_EQ(shown("Asia/Kathmandu", "2021-01-01T00:00:00Z"), "2021-01-01 05:45:00 +0545");
}

TEST(TimeZone, GoesOnByTheRuleWhenTheListOfChangesEnds) {
    EXPECT_EQ(shown("Europe/Berlin", "2090-07-01T12:00:00Z"), "2090-07-01 14:00:00 CEST");
    EXPECT_EQ(shown("Europe/Berlin", "2090-12-01T12:00:00Z"), "2090-12-01 13:00:00 CET");
}

TEST(TimeZone, KnowsThatSummerInTheSouthCrossesTheYear) {
    EXPECT_EQ(shown("America/Santiago", "2090-01-15T12:00:00Z"), "2090-01-15 09:00:00 -03");
    EXPECT_EQ(shown("America/Santiago", "2090-07-15T12:00:00Z"), "2090-07-15 08:00:00 -04");
}

TEST(TimeZone, ShowsTimesBeforeTheFirstChange) {
    EXPECT_EQ(shown("Europe/Berlin", "1800-01-01T00:00:00Z"), "1800-01-01 00:53:28 LMT");
}

TEST(TimeZone, RefusesNamesThatAreNone) {
    const std::string why = ": not a time zone; their names are like Europe/Berlin";
    EXPECT_EQ(shown("Europe/Atlantis", "2021-01-01T00:00:00Z"), "Europe/Atlantis" + why);
    EXPECT_EQ(shown("../../../etc/passwd", "2021-01-01T00:00:00Z"), "../../../etc/passwd" + why);
    EXPECT_EQ(shown("/etc/localtime", "2021-01-01T00:00:00Z"), "/etc/localtime" + why);
}

// Every file that the system has, cut off at every length: no crash, and mostly an error.
TEST(TimeZone, SurvivesTruncation) {
    auto bytes = read_file("/usr/share/zoneinfo/Europe/Berlin", 1 << 20);
    ASSERT_TRUE(bytes);
    for (std::size_t size = 0; size + 200 < bytes->size(); size++) {
        std::vector<std::byte> cut(bytes->begin(), bytes->begin() + static_cast<long>(size));
        EXPECT_FALSE(TimeZone::parse(cut, "x")) << size;
    }
}

}  // namespace bridle::timezone_test
