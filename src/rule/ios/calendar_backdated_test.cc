#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::calendar_backdated_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, description TEXT,
        start_date REAL, end_date REAL, creation_date REAL, organizer_id INTEGER,
        has_recurrences INTEGER);
    CREATE TABLE Participant (ROWID INTEGER PRIMARY KEY, email TEXT, is_self INTEGER);
    INSERT INTO Participant VALUES (1, 'x@stranger.example', 0), (2, 'me@mail.example', 1);
)sql";

static std::string events(std::string_view rows) {
    return database(std::string(kTables) + "INSERT INTO CalendarItem VALUES " + std::string(rows));
}

static constexpr std::string_view kTwo =
    "(1, 'a', NULL, 690000000, 690003600, 699000000, 1, 0),"
    "(2, 'b', NULL, 690001800, 690005400, 699000060, 1, 0)";

TEST(CalendarBackdated, FindsTwoThatOverlapAndCameTogether) {
    EXPECT_EQ(judge("calendar_backdated", "calendar", events(kTwo)), R"(
medium weak CalendarItem:1 2023-02-25T06:40:00Z starts=2022-11-13T02:40:00Z organizer=x@stranger.example created=2023-02-25T06:40:00Z starts=2022-11-13T02:40:00Z other=2022-11-13T03:10:00Z
)");
}

TEST(CalendarBackdated, NamesBothWhoInvited) {
    EXPECT_TRUE(judge("calendar_backdated", "calendar",
                      database(std::string(kTables) +
                               "INSERT INTO Participant VALUES (3, 'y@stranger.example', 0);"
                               "INSERT INTO CalendarItem VALUES"
                               "(1, 'a', NULL, 690000000, 690003600, 699000000, 1, 0),"
                               "(2, 'b', NULL, 690001800, 690005400, 699000060, 3, 0)"))
                    .contains("organizer=x@stranger.example, y@stranger.example"));
}

TEST(CalendarBackdated, OneEventInTwoCopiesIsOne) {
    const std::string one = events("(1, 'a', NULL, 690000000, 690003600, 699000000, 1, 0)");
    EXPECT_EQ(judge("calendar_backdated", {{"calendar", one, "/a"}, {"calendar", one, "/b"}}),
              "\n");
    auto copy = [](std::string_view starts) {
        return database(std::string(kTables) +
                        "ALTER TABLE CalendarItem ADD COLUMN unique_identifier TEXT;"
                        "INSERT INTO CalendarItem VALUES (1, 'a', NULL, " +
                        std::string(starts) + ", 690003600, 699000000, 1, 0, 'ID')");
    };
    EXPECT_EQ(judge("calendar_backdated",
                    {{"calendar", copy("690000000"), "/a"}, {"calendar", copy("690000600"), "/b"}}),
              "\n");
}

TEST(CalendarBackdated, SomebodyInTheContactsIsNoStranger) {
    const std::string calendar = events(kTwo), contacts = database(R"sql(
        CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First TEXT, Last TEXT);
        CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, value TEXT);
        INSERT INTO ABMultiValue VALUES (1, 1, 4, 'X@Stranger.example');
    )sql");
    EXPECT_EQ(judge("calendar_backdated", {{.artifact = "calendar", .bytes = calendar},
                                           {.artifact = "contacts", .bytes = contacts}}),
              "\n");
}

TEST(CalendarBackdated, WhatDoesNotFitIsNone) {
    for (std::string_view rows : {
             "(1, 'alone', NULL, 690000000, 690003600, 699000000, 1, 0)",
             // one after the other
             "(1, 'a', NULL, 690000000, 690003600, 699000000, 1, 0),"
             "(2, 'b', NULL, 690003600, 690005400, 699000060, 1, 0)",
             // on different days
             "(1, 'a', NULL, 690000000, 690003600, 699000000, 1, 0),"
             "(2, 'b', NULL, 690001800, 690005400, 699100000, 1, 0)",
             // for the future
             "(1, 'a', NULL, 700000000, 700003600, 699000000, 1, 0),"
             "(2, 'b', NULL, 700001800, 700005400, 699000060, 1, 0)",
             // by the owner
             "(1, 'a', NULL, 690000000, 690003600, 699000000, 2, 0),"
             "(2, 'b', NULL, 690001800, 690005400, 699000060, 2, 0)",
             // weekly since long ago
             "(1, 'a', NULL, 690000000, 690003600, 699000000, 1, 1),"
             "(2, 'b', NULL, 690001800, 690005400, 699000060, 1, 1)",
         })
        EXPECT_EQ(judge("calendar_backdated", "calendar", events(rows)), "\n") << rows;
}

TEST(CalendarBackdated, ACalendarThatIsCopiedIsNone) {
    std::string rows(kTwo);
    for (int i = 3; i < 20; i++)
        rows += ", (" + std::to_string(i) + ", 'old', NULL, 600000000, 600003600, 699000030, 1, 0)";
    EXPECT_EQ(judge("calendar_backdated", "calendar", events(rows)), "\n");
}

}  // namespace bridle::test::calendar_backdated_test
