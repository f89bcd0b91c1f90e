#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::calendar_closing_tag_test {

static std::string judged(std::string_view summary, std::string_view description) {
    return judge("calendar_closing_tag", "calendar",
                 database(R"sql(
        CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, description TEXT,
            start_date REAL, end_date REAL);
        INSERT INTO CalendarItem VALUES (1, ')sql" +
                          std::string(summary) + "', '" + std::string(description) +
                          "', 700000000, 700003600)"));
}

TEST(CalendarClosingTag, FindsATextThatEndsWhatItDidNotBegin) {
    EXPECT_EQ(judged("Plan", "see you]]></C:calendar-data>"), R"(
medium weak CalendarItem:1 2023-03-08T20:26:40Z description=see you]]></C:calendar-data>
)");
}

TEST(CalendarClosingTag, AClosedSectionDoesNotExcuseTheNextTag) {
    EXPECT_EQ(judged("Plan", "<![CDATA[a]]> b]]> c"), R"(
medium weak CalendarItem:1 2023-03-08T20:26:40Z description=<![CDATA[a]]> b]]> c
)");
    EXPECT_EQ(judged("Plan", "<![CDATA[a]]> and <![CDATA[b <![CDATA[ c]]>"), "\n");
}

TEST(CalendarClosingTag, ATextThatIsNotOfTheEventItselfIsJudgedToo) {
    EXPECT_EQ(judge("calendar_closing_tag", "calendar", database(R"sql(
        CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, description TEXT,
            start_date REAL, end_date REAL, conference_url TEXT);
        INSERT INTO CalendarItem VALUES (1, 'a', 'b', 700000000, 700003600, 'x]]>y');
    )sql")),
              R"(
medium weak CalendarItem:1 2023-03-08T20:26:40Z conference_url=x]]>y
)");
}

TEST(CalendarClosingTag, WholeSectionsAndBracketsAreTexts) {
    EXPECT_EQ(judged("Plan", "<![CDATA[see you]]>"), "\n");
    EXPECT_EQ(judged("a[b[1]] > 2", "[[x]]"), "\n");
}

}  // namespace bridle::test::calendar_closing_tag_test
