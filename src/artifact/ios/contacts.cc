// The address book: everybody in it, with each number, address and page. Who writes or calls and
// is not here is a stranger, and an attacker whom the phone knows by name may be here.

#include "artifact/rows.h"

namespace bridle::ios::contacts {

// What a value is, as the address book numbers it.
struct Property {
    std::int64_t number;
    std::string_view name;
    Kind kind;
};
static constexpr Property kProperties[] = {
    {3, "phone", Kind::phone},
    {4, "email", Kind::email},
    {5, "address", Kind::text},
    {12, "date", Kind::text},
    {13, "instant_message", Kind::handle},
    {16, "ringtone", Kind::text},
    {22, "url", Kind::url},
    {23, "related_name", Kind::text},
    {46, "social_profile", Kind::handle},
};

static Property property_of(std::optional<std::int64_t> number) {
    for (const Property& property : kProperties)
        if (property.number == number) return property;
    return {0, "value", Kind::handle};
}

// "_$!<Mobile>!$_" is what the system calls it in every language.
static std::optional<std::string_view> plain(std::optional<std::string_view> label) {
    if (label && label->starts_with("_$!<") && label->ends_with(">!$_"))
        return label->substr(4, label->size() - 8);
    return label;
}

static Result<void> read_people(const Database& db, Output& out) {
    Select select(db, "ABPerson AS p");
    select.optional_join("ABStore AS s", "s.ROWID = p.StoreID");
    select.optional_join("ABAccount AS a", "a.ROWID = s.AccountID");
    const Column id = select.column("p.ROWID"), first = select.column("p.First"),
                 last = select.column("p.Last"), middle = select.optional("p.Middle"),
                 nickname = select.optional("p.Nickname"),
                 organization = select.optional("p.Organization"),
                 department = select.optional("p.Department"), job = select.optional("p.JobTitle"),
                 note = select.optional("p.Note"), prefix = select.optional("p.Prefix"),
                 suffix = select.optional("p.Suffix"), shown = select.optional("p.DisplayName"),
                 birthday = select.optional("p.Birthday"), kind = select.optional("p.Kind"),
                 external = select.optional("p.ExternalUUID"), guid = select.optional("p.guid"),
                 created = select.optional("p.CreationDate"),
                 modified = select.optional("p.ModificationDate"),
                 store = select.optional("s.Name"),
                 account = select.optional("a.AccountIdentifier");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ABPerson", row.integer(id).value_or(0)),
                          {
                              text("record_type", "person"),
                              headline(text("first_name", row.text(first))),
                              text("middle_name", row.text(middle)),
                              headline(text("last_name", row.text(last))),
                              text("nickname", row.text(nickname)),
                              text("prefix", row.text(prefix)),
                              text("suffix", row.text(suffix)),
                              text("display_name", row.text(shown)),
                              headline(text("organization", row.text(organization))),
                              text("department", row.text(department)),
                              text("job_title", row.text(job)),
                              text("note", row.text(note), Kind::message),
                              text("birthday", row.text(birthday)),
                              number("kind", row.integer(kind)),
                              text("store", row.text(store)),
                              text("account", row.text(account)),
                              text("external_uuid", row.text(external)),
                              text("guid", row.text(guid)),
                              when("contact_created", row.time(created, Epoch::cocoa)),
                              when("contact_modified", row.time(modified, Epoch::cocoa)),
                          });
    });
}

// Whose value it is, so that a match names them.
struct Owner {
    explicit Owner(Select& select)
        : first(select.optional("p.First")),
          middle(select.optional("p.Middle")),
          last(select.optional("p.Last")),
          organization(select.optional("p.Organization")) {}
    Column first, middle, last, organization;
};

static Result<void> read_values(const Database& db, Output& out) {
    Select select(db, "ABMultiValue AS v");
    select.optional_join("ABPerson AS p", "p.ROWID = v.record_id");
    select.optional_join("ABMultiValueLabel AS l", "l.ROWID = v.label");
    const Owner owner(select);
    const Column id = select.column("v.rowid"), person = select.column("v.record_id"),
                 property = select.optional("v.property"), value = select.column("v.value"),
                 label = select.optional("l.value"), guid = select.optional("v.guid");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        if (row.is_null(value)) return {};  // its parts are in another table
        const Property is = property_of(row.integer(property));
        return out.record(at_row("ABMultiValue", row.integer(id).value_or(0)),
                          {
                              text("record_type", is.name),
                              headline(text("value", row.text(value), is.kind)),
                              text("label", plain(row.text(label))),
                              headline(text("first_name", row.text(owner.first))),
                              text("middle_name", row.text(owner.middle)),
                              headline(text("last_name", row.text(owner.last))),
                              headline(text("organization", row.text(owner.organization))),
                              number("person", row.integer(person)),
                              number("property", is.number ? std::nullopt : row.integer(property)),
                              text("guid", row.text(guid)),
                          });
    });
}

// Accounts and postal addresses, which have several parts.
static Result<void> read_entries(const Database& db, Output& out) {
    if (!db.has_table("ABMultiValueEntry")) return {};
    Select select(db, "ABMultiValueEntry AS e");
    select.optional_join("ABMultiValueEntryKey AS k", "k.ROWID = e.key");
    // The parent's id is the row id of its table, under another name.
    if (db.has_column("ABMultiValue", "UID"))
        select.optional_join("ABMultiValue AS v", "v.UID = e.parent_id");
    const Column id = select.column("e.rowid"), parent = select.optional("e.parent_id"),
                 key = select.optional("k.value"), value = select.column("e.value"),
                 person = select.optional("v.record_id"), property = select.optional("v.property");
    return each_row(select, out, [&](const Row& row) {
        const std::string_view part = row.text(key).value_or("");
        const Kind kind = part == "url"                                ? Kind::url
                          : part == "username" || part == "identifier" ? Kind::handle
                                                                       : Kind::text;
        return out.record(at_row("ABMultiValueEntry", row.integer(id).value_or(0)),
                          {
                              text("record_type", property_of(row.integer(property)).name),
                              text("part", row.text(key)),
                              headline(text("value", row.text(value), kind)),
                              number("person", row.integer(person)),
                              number("value_of", row.integer(parent)),
                          });
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    keep_going(out, "ABPerson", read_people(db, out));
    keep_going(out, "ABMultiValue", read_values(db, out));
    return read_entries(db, out);
}

extern constinit const Artifact artifact = {
    .name = "contacts",
    .title = "Contacts",
    .paths = {"**/Library/AddressBook/AddressBook.sqlitedb"},
    .parse = parse,
};

}  // namespace bridle::ios::contacts
