// The calendars: every event with all its dates, who invited and who was invited, alarms,
// attachments, and what remains of events that are gone. QuaDream's exploit came as
// invitations to meetings in the past, of which the calendar of the phone says nothing to its
// owner.

#include "artifact/rows.h"

namespace bridle::ios::calendar {

// A participant and the identity behind it. In newer layouts the address stands with the
// participant; in older ones only the identity has it.
struct Person {
    Person(Select& select, const std::string& participant, const std::string& identity)
        : email(select.optional(participant + ".email")),
          phone(select.optional(participant + ".phone_number")),
          comment(select.optional(participant + ".comment")),
          uuid(select.optional(participant + ".UUID")),
          modified(select.optional(participant + ".last_modified")),
          invited_by(select.optional(participant + ".invited_by")),
          is_self(select.optional(participant + ".is_self")),
          name(select.optional(identity + ".display_name")),
          address(select.optional(identity + ".address")),
          first(select.optional(identity + ".first_name")),
          last(select.optional(identity + ".last_name")) {}
    Column email, phone, comment, uuid, modified, invited_by, is_self, name, address, first, last;
};

struct EventColumns {
    explicit EventColumns(Select& select)
        : id(select.column("c.ROWID")),
          summary(select.column("c.summary")),
          description(select.column("c.description")),
          url(select.optional("c.url")),
          conference(select.optional("c.conference_url")),
          detected(select.optional("c.conference_url_detected")),
          start(select.column("c.start_date")),
          end(select.column("c.end_date")),
          start_zone(select.optional("c.start_tz")),
          created(select.optional("c.creation_date")),
          modified(select.optional("c.last_modified")),
          shared_created(select.optional("c.shared_item_created_date")),
          shared_modified(select.optional("c.shared_item_modified_date")),
          participation(select.optional("c.participation_status_modified_date")),
          proposed(select.optional("c.proposed_start_date")),
          alert(select.optional("c.first_alert_date")),
          original(select.optional("c.orig_date")),
          due(select.optional("c.due_date")),
          completed(select.optional("c.completion_date")),
          action(select.optional("c.action")),
          response(select.optional("c.response_comment")),
          external_id(select.optional("c.external_id")),
          external_tag(select.optional("c.external_mod_tag")),
          schedule_id(select.optional("c.external_schedule_id")),
          unique_id(select.optional("c.unique_identifier")),
          uuid(select.optional("c.UUID")) {}
    Column id, summary, description, url, conference, detected, start, end, start_zone, created,
        modified, shared_created, shared_modified, participation, proposed, alert, original, due,
        completed, action, response, external_id, external_tag, schedule_id, unique_id, uuid;
};

// What is a number and needs no thought: the column and what we call it.
struct NumberColumn {
    std::string_view column, name;
};
static constexpr NumberColumn kEventNumbers[] = {
    {"c.all_day", "all_day"},
    {"c.calendar_id", "calendar_id"},
    {"c.organizer_id", "organizer_id"},
    {"c.self_attendee_id", "self_attendee_id"},
    {"c.created_by_id", "created_by_id"},
    {"c.modified_by_id", "modified_by_id"},
    {"c.orig_item_id", "original_item"},
    {"c.status", "status"},
    {"c.invitation_status", "invitation_status"},
    {"c.availability", "availability"},
    {"c.privacy_level", "privacy_level"},
    {"c.sequence_num", "sequence"},
    {"c.hidden", "hidden"},
    {"c.has_recurrences", "has_recurrences"},
    {"c.has_attendees", "has_attendees"},
    {"c.entity_type", "entity_type"},
    {"c.junk_status", "junk_status"},
    {"c.suggested_event_info_id", "suggested_event"},
};

class Events {
public:
    Events(const Database& db, Output& out)
        : select_(joined(db)), out_(out), c_(select_), organizer_(select_, "o", "i") {
        calendar_ = select_.optional("k.title");
        account_ = select_.optional("s.name");
        account_type_ = select_.optional("s.type");
        place_ = select_.optional("l.title");
        place_address_ = select_.optional("l.address");
        for (const NumberColumn& number : kEventNumbers)
            numbers_.push_back(select_.optional(number.column));
    }

    Result<void> read() {
        return each_row(select_, out_, [&](const Row& row) { return record(row); });
    }

private:
    static Select joined(const Database& db) {
        Select select(db, "CalendarItem AS c");
        select.optional_join("Calendar AS k", "k.ROWID = c.calendar_id");
        select.optional_join("Store AS s", "s.ROWID = k.store_id");
        select.optional_join("Participant AS o", "o.ROWID = c.organizer_id");
        select.optional_join("Identity AS i", "i.ROWID = o.identity_id");
        select.optional_join("Location AS l", "l.ROWID = c.location_id");
        return select;
    }

    Result<void> record(const Row& row) {
        fields_ = {
            text("record_type", "event"),
            headline(text("summary", row.text(c_.summary), Kind::message)),
            text("description", row.text(c_.description), Kind::message),
            when("created", row.time(c_.created, Epoch::cocoa)),
            when("starts", row.time(c_.start, Epoch::cocoa)),
            when("ends", row.time(c_.end, Epoch::cocoa)),
            when("modified", row.time(c_.modified, Epoch::cocoa)),
            headline(text("organizer_email", row.text(organizer_.email), Kind::email)),
            headline(text("organizer_phone", row.text(organizer_.phone), Kind::phone)),
            headline(text("organizer_address", row.text(organizer_.address), Kind::handle)),
            text("organizer_name", row.text(organizer_.name)),
            flag("organizer_is_self", row.boolean(organizer_.is_self)),
            text("organizer_comment", row.text(organizer_.comment), Kind::message),
            text("organizer_uuid", row.text(organizer_.uuid)),
            when("organizer_modified", row.time(organizer_.modified, Epoch::cocoa)),
            headline(text("calendar", row.text(calendar_))),
            text("account", row.text(account_)),
            number("account_type", row.integer(account_type_)),
            text("url", row.text(c_.url), Kind::url),
            text("conference_url", row.text(c_.conference), Kind::url),
            text("conference_url_detected", row.text(c_.detected), Kind::url),
            text("place", row.text(place_), Kind::message),
            text("place_address", row.text(place_address_), Kind::message),
        };
        add_rest(row);
        return out_.record(at_row("CalendarItem", row.integer(c_.id).value_or(0)), fields_);
    }

    void add_rest(const Row& row) {
        for (const Field& field : {
                 text("time_zone", row.text(c_.start_zone)),
                 when("shared_item_created", row.time(c_.shared_created, Epoch::cocoa)),
                 when("shared_item_modified", row.time(c_.shared_modified, Epoch::cocoa)),
                 when("answered", row.time(c_.participation, Epoch::cocoa)),
                 when("proposed_start", row.time(c_.proposed, Epoch::cocoa)),
                 when("first_alert", row.time(c_.alert, Epoch::cocoa)),
                 when("original_start", row.time(c_.original, Epoch::cocoa)),
                 when("due", row.time(c_.due, Epoch::cocoa)),
                 when("completed", row.time(c_.completed, Epoch::cocoa)),
                 text("action", row.text(c_.action)),
                 text("response_comment", row.text(c_.response), Kind::message),
                 text("external_id", row.text(c_.external_id), Kind::message),
                 text("external_mod_tag", row.text(c_.external_tag)),
                 text("external_schedule_id", row.text(c_.schedule_id)),
                 text("unique_identifier", row.text(c_.unique_id)),
                 text("uuid", row.text(c_.uuid)),
             })
            fields_.push_back(field);
        for (std::size_t i = 0; i < numbers_.size(); i++)
            fields_.push_back(number(kEventNumbers[i].name, row.integer(numbers_[i])));
    }

    Select select_;
    Output& out_;
    EventColumns c_;
    Person organizer_;
    Column calendar_, account_, account_type_, place_, place_address_;
    std::vector<Column> numbers_;
    std::vector<Field> fields_;
};

// Everybody who was invited, and the organizers once more, with what each has answered.
static Result<void> read_participants(const Database& db, Output& out) {
    if (!db.has_table("Participant")) return {};
    Select select(db, "Participant AS p");
    select.optional_join("Identity AS i", "i.ROWID = p.identity_id");
    const Person person(select, "p", "i");
    const Column id = select.column("p.ROWID"), event = select.optional("p.owner_id"),
                 entity = select.optional("p.entity_type"), type = select.optional("p.type"),
                 status = select.optional("p.status"), role = select.optional("p.role"),
                 proposed = select.optional("p.proposed_start_date"),
                 commented = select.optional("p.comment_last_modified");
    return each_row(select, out, [&](const Row& row) {
        static constexpr std::int64_t kAttendee = 7, kOrganizer = 8;
        auto kind = row.integer(entity);
        return out.record(at_row("Participant", row.integer(id).value_or(0)),
                          {
                              text("record_type", kind == kOrganizer  ? "organizer"
                                                  : kind == kAttendee ? "attendee"
                                                                      : "participant"),
                              number("event", row.integer(event)),
                              headline(text("email", row.text(person.email), Kind::email)),
                              headline(text("phone", row.text(person.phone), Kind::phone)),
                              headline(text("address", row.text(person.address), Kind::handle)),
                              text("name", row.text(person.name)),
                              text("first_name", row.text(person.first)),
                              text("last_name", row.text(person.last)),
                              flag("is_self", row.boolean(person.is_self)),
                              text("invited_by", row.text(person.invited_by), Kind::handle),
                              text("comment", row.text(person.comment), Kind::message),
                              number("entity_type", kind),
                              number("type", row.integer(type)),
                              number("status", row.integer(status)),
                              number("role", row.integer(role)),
                              text("uuid", row.text(person.uuid)),
                              when("participant_modified", row.time(person.modified, Epoch::cocoa)),
                              when("participant_commented", row.time(commented, Epoch::cocoa)),
                              when("proposed_start", row.time(proposed, Epoch::cocoa)),
                          });
    });
}

// Calendars: one that somebody shared, or that is subscribed to, is a way in, too.
static Result<void> read_calendars(const Database& db, Output& out) {
    if (!db.has_table("Calendar")) return {};
    Select select(db, "Calendar AS k");
    select.optional_join("Store AS s", "s.ROWID = k.store_id");
    const Column id = select.column("k.ROWID"), title = select.column("k.title"),
                 type = select.optional("k.type"), notes = select.optional("k.notes"),
                 external = select.optional("k.external_id"),
                 owner_name = select.optional("k.shared_owner_name"),
                 owner = select.optional("k.shared_owner_address"),
                 owner_email = select.optional("k.owner_identity_email"),
                 owner_phone = select.optional("k.owner_identity_phone_number"),
                 self_email = select.optional("k.self_identity_email"),
                 self_phone = select.optional("k.self_identity_phone_number"),
                 published = select.optional("k.published_URL"),
                 sharing = select.optional("k.sharing_status"),
                 invitation = select.optional("k.invitation_status"),
                 store = select.optional("s.name"), store_type = select.optional("s.type"),
                 store_external = select.optional("s.external_id"),
                 creator = select.optional("s.creator_bundle_id"),
                 synced = select.optional("s.last_sync_end");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("Calendar", row.integer(id).value_or(0)),
                          {
                              text("record_type", "calendar"),
                              headline(text("title", row.text(title))),
                              text("title_text", row.text(title), Kind::message),
                              headline(text("account", row.text(store))),
                              number("account_type", row.integer(store_type)),
                              text("account_id", row.text(store_external), Kind::message),
                              text("creator", row.text(creator), Kind::app_id),
                              text("type", row.text(type)),
                              text("notes", row.text(notes), Kind::message),
                              text("external_id", row.text(external), Kind::message),
                              text("shared_by_name", row.text(owner_name)),
                              text("shared_by", row.text(owner), Kind::handle),
                              text("owner_email", row.text(owner_email), Kind::email),
                              text("owner_phone", row.text(owner_phone), Kind::phone),
                              text("self_email", row.text(self_email), Kind::email),
                              text("self_phone", row.text(self_phone), Kind::phone),
                              text("published_at", row.text(published), Kind::url),
                              number("sharing_status", row.integer(sharing)),
                              number("invitation_status", row.integer(invitation)),
                              when("synced", row.time(synced, Epoch::cocoa)),
                          });
    });
}

// Invitations and notices that lie in the inbox of the calendar.
static Result<void> read_notifications(const Database& db, Output& out) {
    if (!db.has_table("Notification")) return {};
    Select select(db, "Notification AS n");
    select.optional_join("Identity AS i", "i.ROWID = n.identity_id");
    const Column id = select.column("n.ROWID"), summary = select.optional("n.summary"),
                 created = select.optional("n.creation_date"),
                 modified = select.optional("n.last_modified"),
                 status = select.optional("n.status"), host = select.optional("n.host_url"),
                 reply = select.optional("n.in_reply_to"), type = select.optional("n.entity_type"),
                 name = select.optional("i.display_name"), address = select.optional("i.address");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("Notification", row.integer(id).value_or(0)),
                          {
                              text("record_type", "notification"),
                              headline(text("summary", row.text(summary), Kind::message)),
                              headline(text("from", row.text(address), Kind::handle)),
                              text("name", row.text(name)),
                              text("host_url", row.text(host), Kind::url),
                              text("in_reply_to", row.text(reply)),
                              number("entity_type", row.integer(type)),
                              number("status", row.integer(status)),
                              when("notified", row.time(created, Epoch::cocoa)),
                              when("notification_modified", row.time(modified, Epoch::cocoa)),
                          });
    });
}

// Events that others deleted, and participants that are gone: what the phone still has to tell
// the server.
static Result<void> read_changes(const Database& db, Output& out) {
    if (!db.has_table("ResourceChange")) return {};
    Select select(db, "ResourceChange AS r");
    select.optional_join("Identity AS i", "i.ROWID = r.identity_id");
    const Column id = select.column("r.ROWID"), summary = select.optional("r.deleted_summary"),
                 start = select.optional("r.deleted_start_date"),
                 time = select.optional("r.timestamp"), type = select.optional("r.change_type"),
                 event = select.optional("r.calendar_item_id"),
                 deleted = select.optional("r.delete_count"),
                 address = select.optional("i.address");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ResourceChange", row.integer(id).value_or(0)),
                          {
                              text("record_type", "change"),
                              headline(text("by", row.text(address), Kind::handle)),
                              headline(text("summary", row.text(summary), Kind::message)),
                              number("event", row.integer(event)),
                              number("change_type", row.integer(type)),
                              number("deleted", row.integer(deleted)),
                              when("changed", row.time(time, Epoch::cocoa)),
                              when("deleted_event_starts", row.time(start, Epoch::cocoa)),
                          });
    });
}

static Result<void> read_gone_participants(const Database& db, Output& out) {
    if (!db.has_table("ParticipantChanges")) return {};
    Select select(db, "ParticipantChanges AS p");
    const Column id = select.column("p.rowid"), email = select.optional("p.email"),
                 phone = select.optional("p.phone_number"), comment = select.optional("p.comment"),
                 event = select.optional("p.owner_id"), type = select.optional("p.type");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ParticipantChanges", row.integer(id).value_or(0)),
                          {
                              text("record_type", "changed_participant"),
                              headline(text("email", row.text(email), Kind::email)),
                              headline(text("phone", row.text(phone), Kind::phone)),
                              text("comment", row.text(comment), Kind::message),
                              number("event", row.integer(event)),
                              number("type", row.integer(type)),
                          });
    });
}

// In newer layouts what is attached is a row of its own, which events share.
static Result<void> read_attachments(const Database& db, Output& out) {
    if (!db.has_table("Attachment")) return {};
    Select select(db, "Attachment AS a");
    if (db.has_column("Attachment", "file_id"))
        select.optional_join("AttachmentFile AS f", "f.ROWID = a.file_id");
    const std::string from = db.has_column("Attachment", "file_id") ? "f" : "a";
    const Column id = select.column("a.ROWID"), event = select.optional("a.owner_id"),
                 url = select.optional(from + ".url"), name = select.optional(from + ".filename"),
                 format = select.optional(from + ".format"),
                 size = select.optional(from + ".file_size"),
                 local = select.optional(from + (from == "f" ? ".local_path" : ".local_url"));
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("Attachment", row.integer(id).value_or(0)),
                          {
                              text("record_type", "attachment"),
                              number("event", row.integer(event)),
                              headline(text("name", row.text(name), Kind::file_path)),
                              text("url", row.text(url), Kind::url),
                              text("file", row.text(local), Kind::file_path),
                              text("format", row.text(format)),
                              number("size", row.integer(size)),
                          });
    });
}

static Result<void> read_alarms(const Database& db, Output& out) {
    if (!db.has_table("Alarm")) return {};
    Select select(db, "Alarm AS a");
    const Column id = select.column("a.ROWID"), trigger = select.optional("a.trigger_date"),
                 acknowledged = select.optional("a.acknowledgedDate"),
                 interval = select.optional("a.trigger_interval"),
                 event = select.optional("a.calendaritem_owner_id");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        auto at = row.time(trigger, Epoch::cocoa), seen = row.time(acknowledged, Epoch::cocoa);
        if (!at && !seen) return {};  // "ten minutes before" tells nothing more than the event
        return out.record(at_row("Alarm", row.integer(id).value_or(0)),
                          {
                              text("record_type", "alarm"),
                              number("event", row.integer(event)),
                              number("interval", row.integer(interval)),
                              when("alarm", at),
                              when("alarm_acknowledged", seen),
                          });
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    keep_going(out, "CalendarItem", Events(db, out).read());
    keep_going(out, "Participant", read_participants(db, out));
    keep_going(out, "Calendar", read_calendars(db, out));
    keep_going(out, "Notification", read_notifications(db, out));
    keep_going(out, "ResourceChange", read_changes(db, out));
    keep_going(out, "ParticipantChanges", read_gone_participants(db, out));
    keep_going(out, "Attachment", read_attachments(db, out));
    return read_alarms(db, out);
}

extern constinit const Artifact artifact = {
    .name = "calendar",
    .title = "Calendar",
    .paths = {"**/Library/Calendar/Calendar.sqlitedb"},
    .parse = parse,
};

}  // namespace bridle::ios::calendar
