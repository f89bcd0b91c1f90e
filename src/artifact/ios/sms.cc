// Messages: SMS, MMS, RCS and iMessage, in one database.
//
// Since iOS 16 the column `text` is often null and the words are in
// `attributedBody` (a typed stream); links with a preview have it in
// `payload_data` (a keyed archive); what was edited or unsent keeps its earlier words in
// `message_summary_info` (a property list with typed streams in it).

#include <unordered_map>

#include "artifact/row_ids.h"
#include "artifact/rows.h"
#include "base/text.h"
#include "format/keyed_archive.h"
#include "format/typedstream.h"

namespace bridle::ios::sms {

static constexpr std::int64_t kGroupStyle = 43;
static constexpr std::size_t kChatsAtMost = 1'000'000;
static constexpr std::int64_t kMessagesAtMost = 8'000'000;  // that are told their chat
static constexpr std::size_t kObjectsPerPayload = 50'000;
static constexpr std::size_t kTextsPerMessage = 1000;
static constexpr std::size_t kShortestLink = 4;
// Messages allows five edits. All versions may share one stream.
static constexpr std::size_t kVersionsPerMessage = 1000, kVersionBytesPerMessage = 8 << 20;

// "evil.com", "http://[2001:db8::1]/": only such texts can hold a link.
static bool may_hold_link(std::string_view words) {
    return words.contains('.') || words.contains("://");
}

struct Chats {
    struct Chat {
        std::string identifier, name;
        bool is_group;
    };
    std::vector<Chat> all;
    std::unordered_map<std::int64_t, std::uint32_t> number_of;  // chat to its place in all, from 1
    std::vector<std::uint32_t> chat_of;                         // by message; 0: of none
    std::unordered_map<std::int64_t, Time> deleted;  // messages that can still be brought back

    const Chat* of(std::int64_t message) const {
        if (message < 0 || static_cast<std::size_t>(message) >= chat_of.size()) return nullptr;
        std::uint32_t number = chat_of[static_cast<std::size_t>(message)];
        return number ? &all[number - 1] : nullptr;
    }
};

using Participants = std::unordered_map<std::int64_t, std::vector<std::string>>;  // of each chat

static Result<void> read_participants(const Database& db, Participants& participants,
                                      RowIds& handles, Output& out) {
    if (!db.has_table("chat_handle_join")) return {};
    Select select(db, "chat_handle_join AS j");
    select.optional_join("handle AS h", "h.ROWID = j.handle_id");
    const Column chat = select.column("j.chat_id"), number = select.column("j.handle_id"),
                 handle = select.column("h.id");
    std::size_t count = 0;
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        handles.add(row.integer(number));
        auto name = row.text(handle);
        if (name && ++count <= kChatsAtMost)
            participants[row.integer(chat).value_or(0)].emplace_back(*name);
        return {};
    });
}

static Result<void> read_chats(const Database& db, Chats& chats, RowIds& handles, Output& out) {
    if (!db.has_table("chat")) return {};
    Participants participants;
    keep_going(out, "chat_handle_join", read_participants(db, participants, handles, out));
    Select select(db, "chat AS c");
    const Column id = select.column("c.ROWID"), style = select.optional("c.style"),
                 identifier = select.column("c.chat_identifier"),
                 name = select.optional("c.display_name"), guid = select.optional("c.guid"),
                 service = select.optional("c.service_name"),
                 account = select.optional("c.account_login"),
                 filtered = select.optional("c.is_filtered"),
                 archived = select.optional("c.is_archived");
    return each_row(select, out, [&](const Row& row) {
        const std::int64_t chat = row.integer(id).value_or(0);
        const bool group = row.integer(style) == kGroupStyle;
        if (chats.all.size() < kChatsAtMost) {
            chats.all.push_back({std::string(row.text(identifier).value_or("")),
                                 std::string(row.text(name).value_or("")), group});
            chats.number_of[chat] = static_cast<std::uint32_t>(chats.all.size());
        }
        std::vector<Field> fields = {
            text("record_type", "chat"),
            headline(text("identifier", row.text(identifier), Kind::handle)),
            headline(text("name", row.text(name), Kind::message)),
            flag("is_group", group),
            text("guid", row.text(guid)),
            text("service", row.text(service)),
            text("account", row.text(account)),
            flag("filtered", row.boolean(filtered)),
            flag("archived", row.boolean(archived)),
        };
        for (const std::string& participant : participants[chat])
            fields.push_back(text("participant", participant, Kind::handle));
        return out.record(at_row("chat", chat), fields);
    });
}

// Which chat a message is of; and for those that were deleted lately, when that was.
static Result<void> read_chat_messages(const Database& db, std::string_view table, Chats& chats,
                                       Output& out) {
    if (!db.has_table(table)) return {};
    Select select(db, std::string(table) + " AS j");
    const Column chat = select.column("j.chat_id"), message = select.column("j.message_id"),
                 deleted = select.optional("j.delete_date");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        auto number = chats.number_of.find(row.integer(chat).value_or(0));
        const std::int64_t id = row.integer(message).value_or(-1);
        auto when = row.time(deleted, Epoch::cocoa);
        if (when && chats.deleted.size() < kChatsAtMost) chats.deleted.emplace(id, *when);
        if (number == chats.number_of.end() || id < 0 || id >= kMessagesAtMost) return {};
        auto place = static_cast<std::size_t>(id);
        if (chats.chat_of.size() <= place) chats.chat_of.resize(std::max(place + 1, place * 3 / 2));
        chats.chat_of[place] = number->second;
        return {};
    });
}

// Reads the messages one after the other; its memory serves them all.
class MessageReader {
public:
    MessageReader(const Database& db, const Chats& chats, RowIds& handles, Output& out)
        : select_(db, "message AS m"), chats_(chats), handles_(handles), out_(out) {
        select_.join("handle AS h", "h.ROWID = m.handle_id");
        c_ = Columns(select_);
        others_ = select_.others();
    }

    Result<void> read() {
        return each_row(select_, out_, [this](const Row& row) { return message(row); });
    }

private:
    struct Columns {
        Columns() = default;
        explicit Columns(Select& s)
            : id(s.column("m.ROWID")),
              guid(s.column("m.guid")),
              text(s.column("m.text")),
              subject(s.optional("m.subject")),
              body(s.optional("m.attributedBody")),
              payload(s.optional("m.payload_data")),
              summary(s.optional("m.message_summary_info")),
              balloon(s.optional("m.balloon_bundle_id")),
              service(s.optional("m.service")),
              account(s.optional("m.account")),
              to(s.optional("m.destination_caller_id")),
              group_title(s.optional("m.group_title")),
              about(s.optional("m.associated_message_guid")),
              from_me(s.column("m.is_from_me")),
              date(s.column("m.date")),
              read(s.optional("m.date_read")),
              delivered(s.optional("m.date_delivered")),
              played(s.optional("m.date_played")),
              edited(s.optional("m.date_edited")),
              retracted(s.optional("m.date_retracted")),
              recovered(s.optional("m.date_recovered")),
              handle(s.optional("m.handle_id")),
              peer(s.column("h.id")) {}
        Column id, guid, text, subject, body, payload, summary, balloon, service, account, to,
            group_title, about, from_me, date, read, delivered, played, edited, retracted,
            recovered, handle, peer;
    };
    static constexpr std::string_view kSummary = "message_summary_info";

    Result<void> message(const Row& row) {
        fields_.clear();
        kept_.clear();
        id_ = row.integer(c_.id).value_or(0);
        add_envelope(row);
        add_words(row);
        if (auto summary = row.blob(c_.summary); !summary.empty()) add_earlier_words(summary);
        if (auto payload = row.blob(c_.payload); !payload.empty()) add_payload(payload);
        add_others(row);
        return out_.record(at_row("message", id_), fields_);
    }

    void add_envelope(const Row& row) {
        const bool sent = row.boolean(c_.from_me).value_or(false);
        fields_.push_back(when(sent ? "sent" : "received", row.time(c_.date, Epoch::cocoa)));
        fields_.push_back(text("direction", sent ? "sent" : "received"));
        add_peer(row);
        add_present(text("service", row.text(c_.service)));
        add_present(text("guid", row.text(c_.guid)));
        add_present(text("account", row.text(c_.account)));
        add_present(text("to", row.text(c_.to)));
        add_present(when("read", row.time(c_.read, Epoch::cocoa)));
        add_present(when("delivered", row.time(c_.delivered, Epoch::cocoa)));
        add_present(when("played", row.time(c_.played, Epoch::cocoa)));
        add_present(when("edited", row.time(c_.edited, Epoch::cocoa)));
        add_present(when("unsent", row.time(c_.retracted, Epoch::cocoa)));
        add_present(when("recovered", row.time(c_.recovered, Epoch::cocoa)));
        add_present(text("app", row.text(c_.balloon)));
        add_present(text("about", row.text(c_.about)));
        add_present(text("group_title", row.text(c_.group_title), Kind::message));
        if (const Chats::Chat* chat = chats_.of(id_); chat && chat->is_group) {
            fields_.push_back(text("group", chat->identifier));
            if (!chat->name.empty()) fields_.push_back(text("group_name", chat->name));
        }
        if (!chats_.deleted.empty())
            if (auto found = chats_.deleted.find(id_); found != chats_.deleted.end())
                fields_.push_back(when("deleted", found->second));
    }

    // The row of the handle may be gone, and many messages never had one: the chat
    // between two has the name of the other.
    void add_peer(const Row& row) {
        const auto handle = row.integer(c_.handle);
        handles_.add(handle);
        const Chats::Chat* chat = row.is_null(c_.peer) ? chats_.of(id_) : nullptr;
        if (chat && !chat->is_group && !chat->identifier.empty())
            fields_.push_back(headline(text("peer", chat->identifier, Kind::handle)));
        else
            fields_.push_back(headline(text("peer", row.text(c_.peer), Kind::handle)));
        if (row.is_null(c_.peer) && handle.value_or(0) != 0)
            fields_.push_back(number("handle_id", handle));
    }

    // An absent field of fifteen would be most of what a case stores.
    void add_present(Field field) {
        if (!std::holds_alternative<std::monostate>(field.value) &&
            !(std::holds_alternative<std::string_view>(field.value) && field.string().empty()))
            fields_.push_back(field);
    }

    void add_words(const Row& row) {
        auto plain = row.text(c_.text);
        add_present(text("subject", row.text(c_.subject), Kind::message));
        Bytes body = row.blob(c_.body);
        if (body.empty()) {
            fields_.push_back(headline(text("text", plain, Kind::message)));
            return;
        }
        const AttributedText& rich = body_reader_.read(body);
        if (rich.damage) problem(*rich.damage, "attributedBody");
        const bool use_plain = plain && !plain->empty();
        fields_.push_back(headline(text("text", use_plain ? *plain : rich.text, Kind::message)));
        // Different words in the two places are worth keeping both of.
        if (use_plain && !rich.text.empty() && rich.text != *plain)
            fields_.push_back(text("attributed_text", rich.text, Kind::message));
        for (const TextAttribute& attribute : rich.attributes)
            if (may_hold_link(attribute.text) || attribute.text.contains('@'))
                fields_.push_back(text("attribute", attribute.text, Kind::message));
    }

    // "ec": part of the message to its versions, each a date and a typed
    // stream; "rp": the parts that were unsent.
    void add_earlier_words(Bytes summary) {
        if (auto done = summary_.read(summary); !done) return problem(done.error(), kSummary);
        if (std::size_t unsent = summary_.root()["rp"].size())
            fields_.push_back(number("unsent_parts", static_cast<std::int64_t>(unsent)));
        for (const Error& error : summary_.problems()) problem(error, kSummary);
        std::size_t versions_left = kVersionsPerMessage, bytes_left = kVersionBytesPerMessage;
        for (auto [part, versions] : summary_.root()["ec"].members()) {
            for (Plist::Node version : versions.items()) {
                Plist::Node stream = version["t"];
                if (versions_left-- == 0 || stream.data().size() > bytes_left)
                    return problem({Errc::limit, "more earlier versions than are read"}, kSummary);
                bytes_left -= stream.data().size();
                add_version(stream);
            }
        }
    }

    void add_version(Plist::Node stream) {
        if (!stream) return;
        const AttributedText& words = earlier_reader_.read(stream.data());
        if (words.damage) problem(*words.damage, kSummary);
        add_kept("earlier_text", words.text);
        for (const TextAttribute& attribute : words.attributes)
            if (may_hold_link(attribute.text)) add_kept("earlier_text", attribute.text);
    }

    // A link preview, or whatever another app archived: every text in it. Some, such as
    // handwriting, keep their own formats.
    void add_payload(Bytes payload) {
        const std::string_view raw = as_text(payload);
        if (!raw.starts_with("bplist") && !raw.starts_with('<')) return add_printable(raw);
        auto done = payload_.read(payload);
        if (done)
            done = for_each_text(payload_.root(), kObjectsPerPayload, [&](std::string_view found) {
                if (may_hold_link(found)) add_kept("payload", found);
            });
        for (const Error& error : payload_.problems()) problem(error, "payload_data");
        if (!done) problem(done.error(), "payload_data");
    }

    void add_printable(std::string_view raw) {
        static constexpr auto is_text = [](char c) { return static_cast<unsigned char>(c) > ' '; };
        while (!raw.empty()) {
            auto start = std::ranges::find_if(raw, is_text);
            auto end = std::find_if_not(start, raw.end(), is_text);
            std::string_view run(start, end);
            if (run.size() >= kShortestLink && may_hold_link(run)) add_kept("payload", run);
            raw = {end, raw.end()};
        }
    }

    void problem(Error error, std::string_view column) {
        out_.problem(std::move(error), std::string(column) + " of message " + std::to_string(id_));
    }

    void add_kept(std::string_view name, std::string_view words) {
        if (words.empty()) return;
        if (kept_.size() == kTextsPerMessage) {
            problem({Errc::limit, "more texts than are read"}, name);
            kept_.push_back(nullptr);
        }
        if (kept_.size() > kTextsPerMessage) return;
        kept_.push_back(std::make_unique<std::string>(words));
        fields_.push_back(text(name, *kept_.back(), Kind::message));
    }

    // Whatever else the table has, under its own names. Most of it says nothing.
    void add_others(const Row& row) {
        for (const auto& [name, column] : others_) {
            if (auto whole = row.whole(column)) {  // nearly all of them
                if (*whole != 0) fields_.push_back(number(name, whole));
            } else if (row.is_null(column)) {
                continue;
            } else if (auto words = row.text(column); is_utf8(*words)) {
                add_present(text(name, words));
            } else {
                kept_.push_back(std::make_unique<std::string>(base64(row.blob(column))));
                fields_.push_back(text(name, *kept_.back()));
            }
        }
    }

    Select select_;
    const Chats& chats_;
    RowIds& handles_;
    Output& out_;
    Columns c_;
    std::vector<Select::Other> others_;
    std::int64_t id_ = 0;
    std::vector<Field> fields_;
    std::vector<std::unique_ptr<std::string>> kept_;
    AttributedTextReader body_reader_, earlier_reader_;
    Plist summary_, payload_;
};

// Handles that nothing else speaks of any more: of chats that were deleted.
static Result<void> read_other_handles(const Database& db, const RowIds& handles, Output& out) {
    Select select(db, "handle AS h");
    const Column row_id = select.column("h.ROWID"), id = select.column("h.id"),
                 original = select.optional("h.uncanonicalized_id"),
                 service = select.optional("h.service");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        const std::int64_t number = row.integer(row_id).value_or(-1);
        if (handles.contains(number)) return {};
        return out.record(at_row("handle", number),
                          {
                              text("record_type", "handle"),
                              headline(text("identifier", row.text(id), Kind::handle)),
                              text("original_identifier", row.text(original), Kind::handle),
                              text("service", row.text(service)),
                          });
    });
}

// What was deleted lately and can still be brought back, part by part.
static Result<void> read_recoverable(const Database& db, Output& out) {
    if (!db.has_table("recoverable_message_part")) return {};
    Select select(db, "recoverable_message_part AS r");
    const Column message = select.column("r.message_id"), part = select.optional("r.part_index"),
                 body = select.column("r.part_text"), deleted = select.optional("r.delete_date");
    AttributedTextReader reader;
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        const AttributedText& words = reader.read(row.blob(body));
        ++index;
        if (words.damage)
            out.problem(*words.damage, "part_text of deleted part " + std::to_string(index));
        std::vector<Field> fields = {
            text("record_type", "deleted_part"),
            number("message", row.integer(message)),
            number("part", row.integer(part)),
            when("deleted", row.time(deleted, Epoch::cocoa)),
            headline(text("text", words.text, Kind::message)),
        };
        for (const TextAttribute& attribute : words.attributes)
            if (may_hold_link(attribute.text))
                fields.push_back(text("attribute", attribute.text, Kind::message));
        return out.record(at_row("recoverable_message_part", index), fields);
    });
}

// Of messages that were deleted for good only the identifier is left.
static Result<void> read_deleted(const Database& db, Output& out) {
    if (!db.has_table("deleted_messages")) return {};
    Select select(db, "deleted_messages AS d");
    const Column id = select.optional("d.ROWID"), guid = select.column("d.guid");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("deleted_messages", row.integer(id).value_or(0)),
                          {text("record_type", "deleted"), headline(text("guid", row.text(guid)))});
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    Chats chats;
    RowIds handles;  // that stand in a message or a chat
    keep_going(out, "chat", read_chats(db, chats, handles, out));
    for (std::string_view table : {"chat_message_join", "chat_recoverable_message_join"})
        keep_going(out, table, read_chat_messages(db, table, chats, out));
    keep_going(out, "message", MessageReader(db, chats, handles, out).read());
    if (db.has_table("handle")) keep_going(out, "handle", read_other_handles(db, handles, out));
    keep_going(out, "recoverable_message_part", read_recoverable(db, out));
    return read_deleted(db, out);
}

extern constinit const Artifact artifact = {
    .name = "sms",
    .title = "Messages (SMS and iMessage)",
    .paths = {"**/Library/SMS/sms.db"},
    .parse = parse,
};

}  // namespace bridle::ios::sms
