// Who wrote to whom, called or mailed whom, by way of which app, and when: the system's memory of
// dealings with people, which outlives the messages themselves. Each interaction is a record with
// all its recipients and attachments; each contact is one with its totals.
//
// LIDs of WhatsApp are resolved where its contacts are at hand.

#include <algorithm>
#include <unordered_map>

#include "artifact/core_data.h"
#include "artifact/kept_text.h"
#include "artifact/row_ids.h"
#include "artifact/rows.h"
#include "base/text.h"

namespace bridle::ios::interaction_c {

namespace {

constexpr std::size_t kPeopleAtMost = 500'000, kAttachmentsAtMost = 500'000;
constexpr std::size_t kListAtMost = 100, kContentKept = 4096;

struct Contact {
    std::string name, identifier, person, custom;
};
struct Attachment {
    std::string content, uti, url, photo, cloud, identifier;
    std::optional<std::int64_t> size;
};

// Numbers and names of those whom WhatsApp knows.
struct Known {
    std::string phone, name;
};
using KnownByAccount = std::unordered_map<std::string, Known>;  // by LID and by number

void collect_known(const Database& db, KnownByAccount& known, Output& out) {
    static constexpr std::string_view kTable = "ZWAADDRESSBOOKCONTACT";
    if (!db.has_table(kTable)) return;
    Select select(db, std::string(kTable) + " AS c");
    const Column lid = select.optional("c.ZLID"), phone = select.optional("c.ZPHONENUMBER"),
                 name = select.optional("c.ZFULLNAME");
    auto visit = [&](const Row& row) -> Result<void> {
        if (known.size() >= kPeopleAtMost) return {};
        Known person{kept(row.text(phone)), kept(row.text(name))};
        std::string_view digits = person.phone;
        if (digits.starts_with('+')) digits.remove_prefix(1);
        if (auto hidden = row.text(lid); hidden && !hidden->empty())
            known.emplace(std::string(before_at(*hidden)) + "@lid", person);
        if (!digits.empty()) known.emplace(digits, person);
        return {};
    };
    keep_going(out, kTable, each_row(select, out, visit));
}

struct ContactColumns {
    explicit ContactColumns(Select& select)
        : id(select.column("c.Z_PK")),
          name(select.column("c.ZDISPLAYNAME")),
          identifier(select.column("c.ZIDENTIFIER")),
          person(select.optional("c.ZPERSONID")),
          person_type(select.optional("c.ZPERSONIDTYPE")),
          type(select.optional("c.ZTYPE")),
          custom(select.optional("c.ZCUSTOMIDENTIFIER")),
          created(select.optional("c.ZCREATIONDATE")),
          in_recipient(select.optional("c.ZINCOMINGRECIPIENTCOUNT")),
          in_sender(select.optional("c.ZINCOMINGSENDERCOUNT")),
          out_recipient(select.optional("c.ZOUTGOINGRECIPIENTCOUNT")),
          first_in_recipient(select.optional("c.ZFIRSTINCOMINGRECIPIENTDATE")),
          first_in_sender(select.optional("c.ZFIRSTINCOMINGSENDERDATE")),
          first_out(select.optional("c.ZFIRSTOUTGOINGRECIPIENTDATE")),
          last_in_sender(select.optional("c.ZLASTINCOMINGSENDERDATE")),
          last_in_recipient(select.optional("c.ZLASTINCOMINGRECIPIENTDATE")),
          last_out(select.optional("c.ZLASTOUTGOINGRECIPIENTDATE")) {}
    Column id, name, identifier, person, person_type, type, custom, created, in_recipient,
        in_sender, out_recipient, first_in_recipient, first_in_sender, first_out, last_in_sender,
        last_in_recipient, last_out;
};

struct InteractionColumns {
    explicit InteractionColumns(Select& select)
        : id(select.column("i.Z_PK")),
          start(select.column("i.ZSTARTDATE")),
          end(select.optional("i.ZENDDATE")),
          created(select.optional("i.ZCREATIONDATE")),
          bundle(select.column("i.ZBUNDLEID")),
          account(select.optional("i.ZACCOUNT")),
          target(select.optional("i.ZTARGETBUNDLEID")),
          direction(select.optional("i.ZDIRECTION")),
          sender(select.optional("i.ZSENDER")),
          count(select.optional("i.ZRECIPIENTCOUNT")),
          domain(select.optional("i.ZDOMAINIDENTIFIER")),
          response(select.optional("i.ZISRESPONSE")),
          mechanism(select.optional("i.ZMECHANISM")),
          url(select.optional("i.ZCONTENTURL")),
          location(select.optional("i.ZLOCATIONUUID")),
          group(select.optional("i.ZGROUPNAME")),
          intent(select.optional("i.ZDERIVEDINTENTIDENTIFIER")),
          uuid(select.optional("i.ZUUID")) {}
    Column id, start, end, created, bundle, account, target, direction, sender, count, domain,
        response, mechanism, url, location, group, intent, uuid;
};

class Reader {
public:
    Reader(const Database& db, const KnownByAccount& known, Output& out)
        : db_(db), known_(known), out_(out) {}

    Result<void> read() {
        keep_going(out_, "ZCONTACTS", read_contacts());
        keep_going(out_, "ZATTACHMENT", collect_attachments());
        keep_going(out_, "ZKEYWORDS", collect_keywords());
        read_pairs({"CONTACTS", "RECIPIENTS"}, recipients_);
        read_pairs({"ATTACHMENT", "ATTACHMENT"}, attached_);
        read_pairs({"KEYWORDS", "KEYWORD"}, keyworded_);
        keep_going(out_, "ZINTERACTIONS", read_interactions());
        return read_loose_attachments();
    }

private:
    Result<void> read_contacts();
    Result<void> collect_attachments();
    Result<void> collect_keywords();
    Result<void> read_interactions();
    Result<void> read_loose_attachments();
    void read_pairs(JoinSide to, Pairs& pairs);
    void append_sender(std::optional<std::int64_t> id, bool whatsapp, std::vector<Field>& fields);
    void append_recipients(std::int64_t id, bool whatsapp, std::vector<Field>& fields);
    void append_attachments(std::int64_t id, std::vector<Field>& fields);
    void append_known(std::string_view identity, std::string_view phone, std::string_view name,
                      std::vector<Field>& fields);

    const Database& db_;
    const KnownByAccount& known_;
    Output& out_;
    std::unordered_map<std::int64_t, Contact> contacts_;
    std::unordered_map<std::int64_t, Attachment> attachments_;
    std::unordered_map<std::int64_t, std::string> keywords_;
    Pairs recipients_, attached_, keyworded_;
    RowIds shown_;  // attachments
};

Result<void> Reader::read_contacts() {
    Select select(db_, "ZCONTACTS AS c");
    const ContactColumns c(select);
    return each_row(select, out_, [&](const Row& row) {
        const std::int64_t id = row.integer(c.id).value_or(0);
        auto time = [&](Column column) { return row.time(column, Epoch::cocoa); };
        if (contacts_.size() < kPeopleAtMost)
            contacts_.emplace(id, Contact{kept(row.text(c.name)), kept(row.text(c.identifier)),
                                          kept(row.text(c.person)), kept(row.text(c.custom))});
        return out_.record(at_row("ZCONTACTS", id),
                           {
                               text("record_type", "contact"),
                               headline(text("name", row.text(c.name))),
                               headline(text("identifier", row.text(c.identifier), Kind::handle)),
                               text("custom_id", row.text(c.custom), Kind::handle),
                               text("person_id", row.text(c.person)),
                               number("person_type", row.integer(c.person_type)),
                               number("type", row.integer(c.type)),
                               when("contact_recorded", time(c.created)),
                               number("incoming_recipient_count", row.integer(c.in_recipient)),
                               number("incoming_sender_count", row.integer(c.in_sender)),
                               number("outgoing_recipient_count", row.integer(c.out_recipient)),
                               when("first_incoming_recipient", time(c.first_in_recipient)),
                               when("first_incoming_sender", time(c.first_in_sender)),
                               when("first_outgoing_recipient", time(c.first_out)),
                               when("last_incoming_sender", time(c.last_in_sender)),
                               when("last_incoming_recipient", time(c.last_in_recipient)),
                               when("last_outgoing_recipient", time(c.last_out)),
                           });
    });
}

Result<void> Reader::collect_attachments() {
    if (!db_.has_table("ZATTACHMENT")) return {};
    Select select(db_, "ZATTACHMENT AS a");
    const Column id = select.column("a.Z_PK"), content = select.optional("a.ZCONTENTTEXT"),
                 uti = select.optional("a.ZUTI"), url = select.optional("a.ZCONTENTURL"),
                 size = select.optional("a.ZSIZEINBYTES"),
                 photo = select.optional("a.ZPHOTOLOCALIDENTIFIER"),
                 cloud = select.optional("a.ZCLOUDIDENTIFIER"),
                 identifier = select.optional("a.ZIDENTIFIER");
    return each_row(select, out_, [&](const Row& row) -> Result<void> {
        if (attachments_.size() >= kAttachmentsAtMost)
            return fail(Errc::limit, "more attachments than are read");
        attachments_.emplace(
            row.integer(id).value_or(0),
            Attachment{kept(row.text(content), kContentKept), kept(row.text(uti)),
                       kept(row.text(url), kContentKept), kept(row.text(photo)),
                       kept(row.text(cloud)),
                       hex(row.blob(identifier)
                               .first(std::min<std::size_t>(row.blob(identifier).size(), 64))),
                       row.integer(size)});
        return {};
    });
}

Result<void> Reader::collect_keywords() {
    if (!db_.has_table("ZKEYWORDS")) return {};
    Select select(db_, "ZKEYWORDS AS k");
    const Column id = select.column("k.Z_PK"), word = select.optional("k.ZKEYWORD");
    return each_row(select, out_, [&](const Row& row) -> Result<void> {
        if (keywords_.size() < kAttachmentsAtMost && !row.is_null(word))
            keywords_.emplace(row.integer(id).value_or(0), kept(row.text(word), kContentKept));
        return {};
    });
}

void Reader::read_pairs(JoinSide to, Pairs& pairs) {
    auto join = find_join_table(db_, {"INTERACTIONS", "INTERACTION"}, to);
    if (join) keep_going(out_, join->table, pairs.read(db_, *join, out_));
}

// What WhatsApp's own contacts say of one of its accounts.
void Reader::append_known(std::string_view identity, std::string_view phone, std::string_view name,
                          std::vector<Field>& fields) {
    std::string key(identity);
    if (identity.ends_with("@s.whatsapp.net")) key = before_at(identity);
    if (key.starts_with('+')) key.erase(0, 1);
    auto found = known_.find(key);
    if (found == known_.end()) return;
    fields.push_back(text(phone, present(found->second.phone), Kind::phone));
    fields.push_back(text(name, present(found->second.name)));
}

void Reader::append_sender(std::optional<std::int64_t> id, bool whatsapp,
                           std::vector<Field>& fields) {
    auto found = contacts_.find(id.value_or(0));
    if (found == contacts_.end()) return;
    const Contact& sender = found->second;
    fields.push_back(headline(text("sender", present(sender.identifier), Kind::handle)));
    fields.push_back(headline(text("sender_name", present(sender.name))));
    fields.push_back(text("sender_person_id", present(sender.person)));
    fields.push_back(text("sender_custom_id", present(sender.custom), Kind::handle));
    if (whatsapp)
        append_known(sender.identifier.empty() ? sender.custom : sender.identifier,
                     "sender_phone_number", "sender_known_as", fields);
}

void Reader::append_recipients(std::int64_t id, bool whatsapp, std::vector<Field>& fields) {
    auto pairs = recipients_.of(id);
    pairs = pairs.first(std::min(pairs.size(), kListAtMost));
    std::vector<const Contact*> people;
    for (const Pairs::Pair& pair : pairs)
        if (auto found = contacts_.find(pair.to); found != contacts_.end())
            people.push_back(&found->second);
    for (const Contact* each : people)
        fields.push_back(headline(text("recipient", present(each->identifier), Kind::handle)));
    for (const Contact* each : people)
        fields.push_back(headline(text("recipient_name", present(each->name))));
    for (const Contact* each : people)
        fields.push_back(text("recipient_person_id", present(each->person)));
    if (!whatsapp) return;
    for (const Contact* each : people)
        append_known(each->identifier, "recipient_phone_number", "recipient_known_as", fields);
}

void append_attachment(const Attachment& each, std::vector<Field>& fields) {
    fields.push_back(text("attachment_text", present(each.content), Kind::message));
    fields.push_back(text("attachment_type", present(each.uti)));
    fields.push_back(text("attachment_url", present(each.url), Kind::url));
    fields.push_back(number("attachment_size", each.size));
    fields.push_back(text("attachment_photo", present(each.photo)));
    fields.push_back(text("attachment_cloud_id", present(each.cloud)));
    fields.push_back(text("attachment_id", present(each.identifier)));
}

void Reader::append_attachments(std::int64_t id, std::vector<Field>& fields) {
    std::vector<Field> unsorted;
    auto pairs = attached_.of(id);
    for (const Pairs::Pair& pair : pairs.first(std::min(pairs.size(), kListAtMost))) {
        auto found = attachments_.find(pair.to);
        if (found == attachments_.end()) continue;
        shown_.add(pair.to);
        append_attachment(found->second, unsorted);
    }
    // Neighbours of one name are one list, so what is of one name must stand together.
    static constexpr std::size_t kFieldsOfEach = 7;
    for (std::size_t first = 0; first < std::min(kFieldsOfEach, unsorted.size()); first++)
        for (std::size_t i = first; i < unsorted.size(); i += kFieldsOfEach)
            fields.push_back(unsorted[i]);
    auto words = keyworded_.of(id);
    for (const Pairs::Pair& pair : words.first(std::min(words.size(), kListAtMost)))
        if (auto found = keywords_.find(pair.to); found != keywords_.end())
            fields.push_back(text("keyword", found->second, Kind::message));
}

Result<void> Reader::read_interactions() {
    Select select(db_, "ZINTERACTIONS AS i");
    const InteractionColumns c(select);
    std::vector<Field> fields;
    return each_row(select, out_, [&](const Row& row) {
        const std::int64_t id = row.integer(c.id).value_or(0);
        const bool whatsapp = row.text(c.bundle) == "net.whatsapp.WhatsApp";
        auto outgoing = row.boolean(c.direction);
        auto start = row.time(c.start, Epoch::cocoa), end = row.time(c.end, Epoch::cocoa);
        fields = {
            when("interaction", start),
            when("interaction_end", end == start ? std::nullopt : end),
            headline(text("bundle", row.text(c.bundle), Kind::app_id)),
            headline(text("direction", !outgoing   ? std::nullopt
                                       : *outgoing ? std::optional("outgoing")
                                                   : std::optional("incoming"))),
        };
        append_sender(row.integer(c.sender), whatsapp, fields);
        append_recipients(id, whatsapp, fields);
        append_attachments(id, fields);
        for (const Field& field : {
                 text("account", row.text(c.account), Kind::handle),
                 text("target_bundle", row.text(c.target), Kind::app_id),
                 number("recipient_count", row.integer(c.count)),
                 text("domain_identifier", row.text(c.domain), Kind::handle),
                 flag("is_response", row.boolean(c.response)),
                 number("mechanism", row.integer(c.mechanism)),
                 text("content_url", row.text(c.url), Kind::url),
                 text("location", row.text(c.location)),
                 text("group_name", row.text(c.group), Kind::message),
                 text("derived_intent", row.text(c.intent)),
                 text("uuid", row.text(c.uuid)),
                 when("interaction_recorded", row.time(c.created, Epoch::cocoa)),
             })
            fields.push_back(field);
        if (whatsapp && !row.is_null(c.domain))
            append_known(*row.text(c.domain), "domain_phone_number", "domain_known_as", fields);
        return out_.record(at_row("ZINTERACTIONS", id), fields);
    });
}

// What was attached to interactions that are gone.
Result<void> Reader::read_loose_attachments() {
    std::vector<std::int64_t> ids;
    for (const auto& [id, attachment] : attachments_)
        if (!shown_.contains(id)) ids.push_back(id);
    std::ranges::sort(ids);
    for (std::int64_t id : ids) {
        std::vector<Field> fields = {text("record_type", "attachment")};
        append_attachment(attachments_.at(id), fields);
        TRY(out_.record(at_row("ZATTACHMENT", id), fields));
    }
    return {};
}

}  // namespace

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    KnownByAccount known;
    for (const Neighbour& neighbour : input.beside)
        if (auto contacts = Database::open(neighbour.file, neighbour.wal))
            collect_known(*contacts, known, out);
    return Reader(db, known, out).read();
}

extern constinit const Artifact artifact = {
    .name = "interaction_c",
    .title = "Dealings with people (interactionC)",
    .paths = {"**/Library/CoreDuet/People/interactionC.db"},
    .absence = Absence::only_encrypted,
    .beside = {"**/ContactsV2.sqlite"},
    .parse = parse,
};

}  // namespace bridle::ios::interaction_c
