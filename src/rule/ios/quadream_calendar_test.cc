#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::quadream_calendar_test {

static std::string judged(std::string_view rows) {
    return judge("quadream_calendar", "calendar", database(R"sql(
        CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, description TEXT,
            start_date REAL, end_date REAL, creation_date REAL);
        INSERT INTO CalendarItem VALUES )sql" + std::string(rows)));
}

TEST(QuadreamCalendar, FindsTheTwoWordsAndIsGraverForThePast) {
    EXPECT_EQ(judged("(1, 'Meeting', 'Notes', 700000000, 700003600, 699000000),"
                     "(2, 'Meeting', 'Notes', 690000000, 690003600, 699000000)"),
              R"(
medium weak CalendarItem:1 2023-02-25T06:40:00Z summary=Meeting starts=2023-03-08T20:26:40Z created=2023-02-25T06:40:00Z
high moderate CalendarItem:2 2023-02-25T06:40:00Z summary=Meeting starts=2022-11-13T02:40:00Z created=2023-02-25T06:40:00Z
)");
}

TEST(QuadreamCalendar, OtherMeetingsAreMeetings) {
    EXPECT_EQ(judged("(1, 'Meeting', 'Notes:', 700000000, 700003600, 699000000),"
                     "(2, 'meeting', 'Notes', 700000000, 700003600, 699000000),"
                     "(3, 'Meeting', NULL, 700000000, 700003600, 699000000)"),
              "\n");
}

}  // namespace bridle::test::quadream_calendar_test
