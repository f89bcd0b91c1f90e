// WhatsApp: messages, what was attached to them, chats, and the pairs of
// hidden identities (LID) and phone numbers, which lie in ChatStorage.sqlite or in
// LID.sqlite beside it.
//
// A link preview or a medium is a record of its own that names its message:
// a message may have several, and none of them is worth a second copy of it.

#include <algorithm>
#include <unordered_map>

#include "artifact/kept_text.h"
#include "artifact/rows.h"

namespace bridle::ios::whatsapp {

// Where WhatsApp keeps media, encrypted: an address in nearly every message,
// and never one that anybody chose.
static bool is_media_store(std::string_view url) {
    return url.starts_with("https://mmg.whatsapp.net/") ||
           url.starts_with("https://mmg-fna.whatsapp.net/");
}

static std::string_view direction(std::optional<bool> from_me) {
    return from_me.value_or(false) ? "sent" : "received";
}

// What the file holds of a chat, which need not be what the chat claims.
struct Stored {
    std::int64_t messages = 0;
    std::optional<Time> first, last;

    void add(std::optional<Time> time) {
        messages++;
        if (!time) return;
        first = first ? std::min(*first, *time) : *time;
        last = last ? std::max(*last, *time) : *time;
    }
};
using StoredByChat = std::unordered_map<std::int64_t, Stored>;
static constexpr std::size_t kChatsAtMost = 1'000'000;

// A name in which somebody may have put a link.
static std::optional<std::string_view> has_dot(std::optional<std::string_view> name) {
    return name && name->contains('.') ? name : std::nullopt;
}

static Result<void> read_messages(const Database& db, StoredByChat& stored, Output& out) {
    Select select(db, "ZWAMESSAGE AS m");
    // In a group "from" is the group; who wrote is a member of it.
    if (db.has_column("ZWAMESSAGE", "ZGROUPMEMBER"))
        select.optional_join("ZWAGROUPMEMBER AS g", "g.Z_PK = m.ZGROUPMEMBER");
    const Column member = select.optional("g.ZMEMBERJID");
    const Column id = select.column("m.Z_PK"), body = select.column("m.ZTEXT"),
                 date = select.column("m.ZMESSAGEDATE"), from = select.column("m.ZFROMJID"),
                 to = select.column("m.ZTOJID"), from_me = select.column("m.ZISFROMME"),
                 chat = select.column("m.ZCHATSESSION"), type = select.column("m.ZMESSAGETYPE"),
                 sent = select.optional("m.ZSENTDATE"), push = select.optional("m.ZPUSHNAME"),
                 stanza = select.optional("m.ZSTANZAID");
    return each_row(select, out, [&](const Row& row) {
        auto time = row.time(date, Epoch::cocoa);
        if (auto of = row.integer(chat);
            of && (stored.size() < kChatsAtMost || stored.contains(*of)))
            stored[*of].add(time);
        return out.record(at_row("ZWAMESSAGE", row.integer(id).value_or(0)),
                          {
                              when("message", time),
                              headline(text("direction", direction(row.boolean(from_me)))),
                              headline(text("from", row.text(from), Kind::handle)),
                              headline(text("member", row.text(member), Kind::handle)),
                              headline(text("to", row.text(to), Kind::handle)),
                              headline(text("text", row.text(body), Kind::message)),
                              number("chat", row.integer(chat)),
                              number("message_type", row.integer(type)),
                              when("sent", row.time(sent, Epoch::cocoa)),
                              text("push_name", row.text(push)),
                              text("push_name_text", has_dot(row.text(push)), Kind::message),
                              text("stanza", row.text(stanza)),
                          });
    });
}

// The message that a medium or a preview belongs to, joined by its primary key.
struct Owner {
    explicit Owner(Select& select)
        : date(select.optional("m.ZMESSAGEDATE")),
          from(select.optional("m.ZFROMJID")),
          from_me(select.optional("m.ZISFROMME")) {}
    Column date, from, from_me;
};

static Result<void> read_media(const Database& db, Output& out) {
    if (!db.has_table("ZWAMEDIAITEM")) return {};
    Select select(db, "ZWAMEDIAITEM AS i");
    select.optional_join("ZWAMESSAGE AS m", "m.Z_PK = i.ZMESSAGE");
    const Owner owner(select);
    const Column id = select.column("i.Z_PK"), message = select.column("i.ZMESSAGE"),
                 url = select.column("i.ZMEDIAURL"), author = select.optional("i.ZAUTHORNAME"),
                 title = select.optional("i.ZTITLE"), path = select.optional("i.ZMEDIALOCALPATH"),
                 card = select.optional("i.ZVCARDSTRING"), size = select.optional("i.ZFILESIZE");
    return each_row(select, out, [&](const Row& row) {
        auto address = row.text(url);
        const bool store = address && is_media_store(*address);
        return out.record(
            at_row("ZWAMEDIAITEM", row.integer(id).value_or(0)),
            {
                text("record_type", "medium"),
                number("message", row.integer(message)),
                when("medium", row.time(owner.date, Epoch::cocoa)),
                headline(text("direction", direction(row.boolean(owner.from_me)))),
                headline(text("from", row.text(owner.from), Kind::handle)),
                headline(text("media_url", address, store ? Kind::text : Kind::message)),
                text("author", row.text(author)),
                text("title", row.text(title), Kind::message),
                text("file", row.text(path), Kind::file_path),
                text("card", row.text(card), Kind::message),
                number("size", row.integer(size)),
            });
    });
}

static Result<void> read_previews(const Database& db, Output& out) {
    if (!db.has_table("ZWAMESSAGEDATAITEM")) return {};
    Select select(db, "ZWAMESSAGEDATAITEM AS i");
    select.optional_join("ZWAMESSAGE AS m", "m.Z_PK = i.ZMESSAGE");
    const Owner owner(select);
    const Column id = select.column("i.Z_PK"), message = select.column("i.ZMESSAGE"),
                 content1 = select.column("i.ZCONTENT1"), content2 = select.column("i.ZCONTENT2"),
                 matched = select.column("i.ZMATCHEDTEXT"), summary = select.optional("i.ZSUMMARY"),
                 title = select.optional("i.ZTITLE"), sender = select.optional("i.ZSENDERJID");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ZWAMESSAGEDATAITEM", row.integer(id).value_or(0)),
                          {
                              text("record_type", "preview"),
                              number("message", row.integer(message)),
                              when("preview", row.time(owner.date, Epoch::cocoa)),
                              headline(text("direction", direction(row.boolean(owner.from_me)))),
                              headline(text("from", row.text(owner.from), Kind::handle)),
                              text("sender", row.text(sender), Kind::handle),
                              headline(text("matched_text", row.text(matched), Kind::message)),
                              text("content1", row.text(content1), Kind::message),
                              text("content2", row.text(content2), Kind::message),
                              text("summary", row.text(summary), Kind::message),
                              text("title", row.text(title), Kind::message),
                          });
    });
}

// Everybody in groups, and everybody whose chosen name the app has seen,
// also those of whom no message is left.
struct People {
    std::string_view table, account, name, record_type;
};
static constexpr People kPeople[] = {
    {"ZWAGROUPMEMBER", "ZMEMBERJID", "ZCONTACTNAME", "member"},
    {"ZWAPROFILEPUSHNAME", "ZJID", "ZPUSHNAME", "profile"},
};

static Result<void> read_people(const Database& db, const People& people, Output& out) {
    if (!db.has_table(people.table)) return {};
    Select select(db, std::string(people.table) + " AS p");
    auto named = [](std::string_view column) { return "p." + std::string(column); };
    const Column id = select.column("p.Z_PK"), account = select.column(named(people.account)),
                 name = select.optional(named(people.name)),
                 chat = select.optional("p.ZCHATSESSION");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row(people.table, row.integer(id).value_or(0)),
                          {
                              text("record_type", people.record_type),
                              text("account", row.text(account), Kind::handle),
                              text("name", row.text(name)),
                              number("chat", row.integer(chat)),
                          });
    });
}

static constexpr std::string_view kPairs = "ZWAPHONENUMBERLIDPAIR";
using Numbers = std::unordered_map<std::string, std::string>;  // of hidden identities
static constexpr std::size_t kNumbersAtMost = 1'000'000;

static Result<void> read_pairs(
    const Database& db,
    const std::function<Result<void>(std::int64_t row, std::string_view lid, std::string_view phone,
                                     std::optional<Time> time)>& visit,
    Output& out) {
    if (!db.has_table(kPairs)) return {};
    Select select(db, std::string(kPairs) + " AS p");
    const Column id = select.optional("p.Z_PK"), lid = select.column("p.ZLID"),
                 phone = select.column("p.ZPHONENUMBER"), time = select.optional("p.ZTIMESTAMP");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        return visit(row.integer(id).value_or(++index), row.text(lid).value_or(""),
                     row.text(phone).value_or(""), row.time(time, Epoch::cocoa));
    });
}

static Result<void> collect_numbers(const Database& db, Numbers& numbers, Output& out) {
    auto collect = [&](std::int64_t, std::string_view lid, std::string_view phone,
                       std::optional<Time>) -> Result<void> {
        if (numbers.size() < kNumbersAtMost)
            numbers.emplace(kept(before_at(lid)), kept(before_at(phone)));
        return {};
    };
    return read_pairs(db, collect, out);
}

static Result<void> read_chats(const Database& db, const Numbers& numbers,
                               const StoredByChat& stored_by_chat, Output& out) {
    Select select(db, "ZWACHATSESSION AS c");
    select.optional_join("ZWAGROUPINFO AS g", "g.Z_PK = c.ZGROUPINFO");
    const Column id = select.column("c.Z_PK"), contact = select.column("c.ZCONTACTJID"),
                 partner = select.column("c.ZPARTNERNAME"),
                 type = select.optional("c.ZSESSIONTYPE"),
                 archived = select.optional("c.ZARCHIVED"), removed = select.optional("c.ZREMOVED"),
                 hidden = select.optional("c.ZHIDDEN"),
                 count = select.optional("c.ZMESSAGECOUNTER"),
                 last = select.optional("c.ZLASTMESSAGEDATE"),
                 created = select.optional("g.ZCREATIONDATE"),
                 creator = select.optional("g.ZCREATORJID"), owner = select.optional("g.ZOWNERJID"),
                 last_text = select.optional("c.ZLASTMESSAGETEXT"),
                 draft = select.optional("c.ZSAVEDINPUT");
    return each_row(select, out, [&](const Row& row) {
        std::string_view identity = row.text(contact).value_or("");
        std::string number_of;
        auto found_chat = stored_by_chat.find(row.integer(id).value_or(0));
        const Stored stored = found_chat == stored_by_chat.end() ? Stored() : found_chat->second;
        if (identity.ends_with("@lid"))
            if (auto found = numbers.find(std::string(before_at(identity)));
                found != numbers.end() && !found->second.empty())
                number_of = "+" + found->second;
        return out.record(
            at_row("ZWACHATSESSION", row.integer(id).value_or(0)),
            {
                text("record_type", "chat"),
                headline(text("contact", row.text(contact), Kind::handle)),
                headline(text("name", row.text(partner))),
                text("phone_number",
                     number_of.empty() ? std::nullopt : std::optional<std::string_view>(number_of),
                     Kind::phone),
                number("session_type", row.integer(type)),
                flag("archived", row.boolean(archived)),
                flag("removed", row.boolean(removed)),
                flag("hidden", row.boolean(hidden)),
                number("messages", row.integer(count)),
                when("group_created", row.time(created, Epoch::cocoa)),
                when("last_message", row.time(last, Epoch::cocoa)),
                when("first_stored_message", stored.first),
                when("last_stored_message", stored.last),
                number("stored_messages", stored.messages),
                text("creator", row.text(creator), Kind::handle),
                text("owner", row.text(owner), Kind::handle),
                text("title", has_dot(row.text(partner)), Kind::message),
                text("last_text", row.text(last_text), Kind::message),
                text("draft", row.text(draft), Kind::message),
            });
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    auto emit = [&](std::int64_t row, std::string_view lid, std::string_view phone,
                    std::optional<Time> time) {
        return out.record(at_row(kPairs, row),
                          {
                              text("record_type", "identity"),
                              headline(text("lid", lid)),
                              headline(text("phone_number", phone, Kind::phone)),
                              when("identity_recorded", time),
                          });
    };
    keep_going(out, kPairs, read_pairs(db, emit, out));
    if (!db.has_table("ZWAMESSAGE") && !db.has_table("ZWACHATSESSION") && db.has_table(kPairs))
        return {};  // LID.sqlite

    StoredByChat stored;
    keep_going(out, "ZWAMESSAGE", read_messages(db, stored, out));
    keep_going(out, "ZWAMEDIAITEM", read_media(db, out));
    keep_going(out, "ZWAMESSAGEDATAITEM", read_previews(db, out));
    for (const People& people : kPeople)
        keep_going(out, people.table, read_people(db, people, out));
    Numbers numbers;
    keep_going(out, kPairs, collect_numbers(db, numbers, out));
    for (const Neighbour& neighbour : input.beside) {
        auto pairs = Database::open(neighbour.file, neighbour.wal);
        if (pairs) keep_going(out, neighbour.name, collect_numbers(*pairs, numbers, out));
    }
    return read_chats(db, numbers, stored, out);
}

extern constinit const Artifact artifact = {
    .name = "whatsapp",
    .title = "WhatsApp",
    .paths = {"**/ChatStorage.sqlite", "**/LID.sqlite"},
    .absence = Absence::optional,
    .beside = {"LID.sqlite"},
    .parse = parse,
};

}  // namespace bridle::ios::whatsapp
