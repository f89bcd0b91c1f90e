#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::calendar_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, description TEXT,
        start_date REAL, end_date REAL, organizer_id INTEGER, calendar_id INTEGER, url TEXT,
        creation_date REAL, last_modified REAL, invitation_status INTEGER, conference_url TEXT);
    CREATE TABLE Participant (ROWID INTEGER PRIMARY KEY, entity_type INTEGER, owner_id INTEGER,
        identity_id INTEGER, email TEXT, phone_number TEXT, status INTEGER);
    CREATE TABLE Identity (display_name TEXT, address TEXT);
    CREATE TABLE Calendar (ROWID INTEGER PRIMARY KEY, store_id INTEGER, title TEXT);
    CREATE TABLE Store (ROWID INTEGER PRIMARY KEY, name TEXT, type INTEGER);
)sql";

TEST(Calendar, NamesTheOrganizerAndEverybodyWhoWasInvited) {
    EXPECT_EQ(parse("calendar", database(std::string(kTables) + R"sql(
        INSERT INTO Store VALUES (2, 'iCloud', 2);
        INSERT INTO Calendar VALUES (1, 2, 'Home');
        INSERT INTO Identity VALUES ('Bo', 'mailto:bo@mail.example');
        INSERT INTO Participant VALUES (1, 8, 7, 1, 'bo@mail.example', NULL, 1),
            (2, 7, 7, NULL, NULL, '+12025550100', 0);
        INSERT INTO CalendarItem VALUES (7, 'Tea', 'at four', 700000000, 700003600, 1, 1,
            'https://tea.example/', 699000000, 699000001, 3, 'https://call.example/1');
    )sql")),
              R"(
CalendarItem:7 record_type=event summary=Tea description=at four created=2023-02-25T06:40:00Z starts=2023-03-08T20:26:40Z ends=2023-03-08T21:26:40Z modified=2023-02-25T06:40:01Z organizer_email=bo@mail.example organizer_address=mailto:bo@mail.example organizer_name=Bo calendar=Home account=iCloud account_type=2 url=https://tea.example/ conference_url=https://call.example/1 calendar_id=1 organizer_id=1 invitation_status=3
Participant:1 record_type=organizer event=7 email=bo@mail.example address=mailto:bo@mail.example name=Bo entity_type=8 status=1
Participant:2 record_type=attendee event=7 phone=+12025550100 entity_type=7 status=0
Calendar:1 record_type=calendar title=Home title_text=Home account=iCloud account_type=2
)");
}

TEST(Calendar, KeepsWhatRemainsOfEventsThatAreGone) {
    EXPECT_EQ(parse("calendar", database(std::string(kTables) + R"sql(
        CREATE TABLE ResourceChange (ROWID INTEGER PRIMARY KEY, identity_id INTEGER,
            change_type INTEGER, timestamp REAL, deleted_summary TEXT, deleted_start_date REAL);
        CREATE TABLE ParticipantChanges (record INTEGER, email TEXT, owner_id INTEGER);
        CREATE TABLE Notification (ROWID INTEGER PRIMARY KEY, summary TEXT, creation_date REAL,
            identity_id INTEGER, host_url TEXT);
        INSERT INTO Identity VALUES ('Bo', 'mailto:bo@mail.example');
        INSERT INTO ResourceChange VALUES (1, 1, 3, 700000000, 'Tea', 600000000);
        INSERT INTO ParticipantChanges VALUES (9, 'gone@mail.example', 7);
        INSERT INTO Notification VALUES (4, 'Shared', 700000000, 1, 'https://host.example/');
    )sql")),
              R"(
Notification:4 record_type=notification summary=Shared from=mailto:bo@mail.example name=Bo host_url=https://host.example/ notified=2023-03-08T20:26:40Z
ResourceChange:1 record_type=change by=mailto:bo@mail.example summary=Tea change_type=3 changed=2023-03-08T20:26:40Z deleted_event_starts=2020-01-06T10:40:00Z
ParticipantChanges:1 record_type=changed_participant email=gone@mail.example event=7
)");
}

TEST(Calendar, ReadsAttachmentsOfBothLayouts) {
    const std::string event = std::string(kTables);
    EXPECT_EQ(parse("calendar", database(event + R"sql(
        CREATE TABLE Attachment (ROWID INTEGER PRIMARY KEY, owner_id INTEGER, url TEXT, filename TEXT);
        INSERT INTO Attachment VALUES (1, 7, 'https://a.example/x.pdf', 'x.pdf');
    )sql")),
              R"(
Attachment:1 record_type=attachment event=7 name=x.pdf url=https://a.example/x.pdf
)");
    EXPECT_EQ(parse("calendar", database(event + R"sql(
        CREATE TABLE Attachment (ROWID INTEGER PRIMARY KEY, owner_id INTEGER, file_id INTEGER);
        CREATE TABLE AttachmentFile (ROWID INTEGER PRIMARY KEY, url TEXT, filename TEXT, local_path TEXT);
        INSERT INTO AttachmentFile VALUES (5, 'https://a.example/x.pdf', 'x.pdf', '/tmp/x.pdf');
        INSERT INTO Attachment VALUES (1, 7, 5);
    )sql")),
              R"(
Attachment:1 record_type=attachment event=7 name=x.pdf url=https://a.example/x.pdf file=/tmp/x.pdf
)");
}

TEST(Calendar, LeavesOutAlarmsThatHaveNoDate) {
    EXPECT_EQ(parse("calendar", database(std::string(kTables) + R"sql(
        CREATE TABLE Alarm (ROWID INTEGER PRIMARY KEY, trigger_date REAL, trigger_interval INTEGER,
            calendaritem_owner_id INTEGER, acknowledgedDate REAL);
        INSERT INTO Alarm VALUES (1, NULL, -600, 7, NULL), (2, NULL, -600, 7, 700000000);
    )sql")),
              R"(
Alarm:2 record_type=alarm event=7 interval=-600 alarm_acknowledged=2023-03-08T20:26:40Z
)");
}

TEST(Calendar, TableOfEventsWithoutColumnsCostsTheColumns) {
    EXPECT_EQ(parse("calendar", database(R"sql(
        CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, start_date REAL);
        INSERT INTO CalendarItem VALUES (1, 'Tea', 'never');
    )sql")),
              R"(
problem: not in this file: column CalendarItem.description [column CalendarItem.description]
problem: not in this file: column CalendarItem.end_date [column CalendarItem.end_date]
CalendarItem:1 record_type=event summary=Tea
)");
}

}  // namespace bridle::test::calendar_test
