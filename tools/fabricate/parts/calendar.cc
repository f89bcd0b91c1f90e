// Calendar.sqlitedb: events, who invited whom, and what remains of events that are gone.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::calendar {

namespace {

constexpr char kFile[] = "Library/Calendar/Calendar.sqlitedb";

constexpr std::string_view kSchema = R"sql(
CREATE TABLE Store (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, type INTEGER,
    external_id TEXT, creator_bundle_id TEXT, last_sync_end REAL);
CREATE TABLE Calendar (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, store_id INTEGER, title TEXT,
    type TEXT, external_id TEXT, shared_owner_name TEXT, shared_owner_address TEXT,
    sharing_status INTEGER, invitation_status INTEGER, self_identity_email TEXT,
    owner_identity_email TEXT, notes TEXT, published_URL TEXT);
CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, summary TEXT,
    location_id INTEGER, description TEXT, start_date REAL, start_tz TEXT, end_date REAL,
    end_tz TEXT, all_day INTEGER, calendar_id INTEGER, orig_item_id INTEGER, orig_date REAL,
    organizer_id INTEGER, self_attendee_id INTEGER, status INTEGER, invitation_status INTEGER,
    url TEXT, conference_url TEXT, last_modified REAL, sequence_num INTEGER, external_id TEXT,
    unique_identifier TEXT, hidden INTEGER, has_recurrences INTEGER, has_attendees INTEGER,
    UUID TEXT, entity_type INTEGER, creation_date REAL, action TEXT,
    participation_status_modified_date REAL);
CREATE TABLE Participant (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, entity_type INTEGER,
    type INTEGER, status INTEGER, role INTEGER, identity_id INTEGER, owner_id INTEGER, UUID TEXT,
    email TEXT, phone_number TEXT, is_self INTEGER, comment TEXT, last_modified REAL);
CREATE TABLE Identity (display_name TEXT, address TEXT, first_name TEXT, last_name TEXT,
    UNIQUE (display_name, address, first_name, last_name));
CREATE TABLE Location (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT, address TEXT,
    item_owner_id INTEGER);
CREATE TABLE Alarm (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, trigger_date REAL,
    trigger_interval INTEGER, calendaritem_owner_id INTEGER, acknowledgedDate REAL);
CREATE TABLE Attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, owner_id INTEGER, url TEXT,
    filename TEXT, format TEXT, file_size INTEGER, local_url TEXT);
CREATE TABLE Notification (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, entity_type INTEGER,
    summary TEXT, creation_date REAL, last_modified REAL, status INTEGER, host_url TEXT,
    identity_id INTEGER);
CREATE TABLE ResourceChange (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, calendar_item_id INTEGER,
    identity_id INTEGER, change_type INTEGER, timestamp REAL, delete_count INTEGER,
    deleted_summary TEXT, deleted_start_date REAL);
CREATE TABLE ParticipantChanges (record INTEGER, type INTEGER, owner_id INTEGER, email TEXT,
    phone_number TEXT, comment TEXT);
)sql";

struct Event {
    std::string summary, description, organizer, link = {};
    Time starts, created;
};

class CalendarWriter {
public:
    CalendarWriter(SqliteBuilder& database, std::uint64_t seed)
        : random_(seed, "calendar"),
          people_(people(seed, 40)),
          identity_(database, "Identity", "display_name, address"),
          person_(database, "Participant",
                  "entity_type, type, status, role, identity_id, owner_id, UUID, email, is_self, "
                  "last_modified"),
          item_(database, "CalendarItem",
                "summary, location_id, description, start_date, start_tz, end_date, all_day, "
                "calendar_id, organizer_id, invitation_status, url, last_modified, hidden, "
                "has_recurrences, has_attendees, UUID, entity_type, creation_date, "
                "unique_identifier") {
        database.run(
            "INSERT INTO Store(name, type) VALUES ('Default', 0), ('iCloud', 2);"
            "INSERT INTO Calendar(store_id, title, type, sharing_status, self_identity_email)"
            " VALUES (2, 'Home', 'caldav', 0, 'owner@mail.example');"
            "INSERT INTO Location(title, address) VALUES ('Station', '1 Example Street')");
    }

    void add(const Event& event) {
        const double created = cocoa_seconds(event.created), start = cocoa_seconds(event.starts);
        rows_++;
        std::optional<std::int64_t> organizer;
        if (!event.organizer.empty()) organizer = participant(8, event.organizer, created);
        item_(event.summary, 1, event.description, start, "Europe/Berlin", start + 3600, 0, 1,
              organizer, organizer ? 1 : 0, event.link, created + 30, 0, 0, organizer.has_value(),
              random_.uuid(), 2, created, random_.uuid());
    }
    void attendee(std::string_view email, Time time) { participant(7, email, cocoa_seconds(time)); }
    void ordinary(Time taken) {
        const Time created = taken - std::chrono::hours(random_.between(30, 9000));
        Event event{.summary = page_title(random_),
                    .description = sentence(random_),
                    .organizer = random_.one_in(3) ? random_.pick(people_).email : "",
                    .starts = created + std::chrono::hours(random_.between(1, 400)),
                    .created = created};
        if (random_.one_in(5)) event.link = innocent_url(random_);
        add(event);
        if (!event.organizer.empty()) attendee(random_.pick(people_).email, created);
    }

private:
    std::int64_t participant(int entity, std::string_view email, double time) {
        identity_("Guest " + std::to_string(++participants_), "mailto:" + std::string(email));
        person_(entity, 1, 1, 1, participants_, rows_, random_.uuid(), email, 0, time);
        return participants_;
    }

    Random random_;
    std::vector<Person> people_;
    Insert identity_, person_, item_;
    std::int64_t rows_ = 0, participants_ = 0;
};

// What the rules about invitations look for.
void plant_invitations(PartMaker& maker, CalendarWriter& writer) {
    using std::chrono::hours, std::chrono::seconds;
    const Time came = maker.plan().taken - hours(24 * 40);
    const Time past = came - hours(24 * 60);
    writer.add({"Call", "See you", "planner@stranger.example", "", past, came});
    writer.add({"Talk", "See you", "planner@stranger.example", "", past + seconds(1800),
                came + seconds(20)});
    maker.plant_rule("calendar_backdated", "calendar", iso(whole_seconds(past)));
    writer.add({"Meeting", "Notes", "", "", came + hours(5), came - hours(100)});
    maker.plant_rule("quadream_calendar", "calendar", "Meeting");
    writer.add({"Plan", "x]]></C:calendar-data>", "", "", came + hours(9), came - hours(200)});
    maker.plant_rule("calendar_closing_tag", "calendar", "x]]></C:calendar-data>");
}

void plant(PartMaker& maker, CalendarWriter& writer) {
    plant_invitations(maker, writer);
    const Time came = maker.plan().taken - std::chrono::hours(24 * 20);
    if (auto email = maker.bait()->next(Sort::email)) {
        writer.add({"Lunch", "As agreed", *email, "", came + std::chrono::hours(4), came});
        maker.plant(Sort::email, "calendar", *email, *email);
    }
    if (auto domain = maker.bait()->next(Sort::domain)) {
        const std::string link = "https://" + *domain + "/join";
        writer.add({"Webinar", "Online", "", link, came + std::chrono::hours(90), came});
        maker.plant(Sort::domain, "calendar", *domain, link);
    }
}

}  // namespace

static void make(PartMaker& maker) {
    SqliteBuilder database;
    database.run(kSchema);
    {
        CalendarWriter writer(database, maker.plan().seed);
        for (int i = 0; i < 40; i++) writer.ordinary(maker.plan().taken);
        if (maker.bait()) plant(maker, writer);
    }
    maker.add("HomeDomain", kFile, database.bytes());
}

static Result<void> seeds(const SeedSink& write) {
    SqliteBuilder database(512);
    database.run(kSchema);
    {
        CalendarWriter writer(database, 7);
        writer.ordinary(kTaken);
        writer.add({"Meeting", "Notes", "a@b.example", "https://c.example/", kTaken, kTaken});
    }
    database.run(R"sql(
        INSERT INTO Alarm VALUES (1, 700000000, -600, 1, 700000100);
        INSERT INTO Attachment VALUES (1, 1, 'https://d.example/x.pdf', 'x.pdf', 'pdf', 5, NULL);
        INSERT INTO Notification VALUES (1, 17, 'New', 700000000, 1, 1, 'https://e.example/', 1);
        INSERT INTO ResourceChange VALUES (1, 1, 1, 2, 700000000, 1, 'Gone', 700000000);
        INSERT INTO ParticipantChanges VALUES (1, 2, 1, 'f@g.example', '+12025550100', 'bye');
    )sql");
    TRY(write("calendar/events.db", database.bytes()));
    SqliteBuilder odd(512);
    odd.run(R"sql(
        CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary, description, start_date,
            end_date, organizer_id, creation_date);
        CREATE TABLE Attachment (ROWID INTEGER PRIMARY KEY, owner_id, file_id);
        CREATE TABLE AttachmentFile (ROWID INTEGER PRIMARY KEY, url, filename, local_path);
        INSERT INTO CalendarItem VALUES (1, x'FF00', 5, 'never', 9e300, 'x', -9e300),
            (-5, NULL, NULL, NULL, NULL, NULL, NULL);
        INSERT INTO Attachment VALUES (1, 1, 1);
        INSERT INTO AttachmentFile VALUES (1, 5, x'FF', NULL);
    )sql");
    return write("calendar/odd.db", odd.bytes());
}

extern constinit const PhonePart part = {.name = "calendar", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::calendar
