// Everybody whom WhatsApp knows: number, hidden identity (LID), name, and since when messages
// to them disappear. Older versions keep some texts as blobs.

#include <fmt/format.h>

#include "artifact/rows.h"

namespace bridle::ios::whatsapp_contacts {

static constexpr std::string_view kTable = "ZWAADDRESSBOOKCONTACT";

// How long messages are kept, in the words of the app.
static std::string label(std::optional<double> seconds) {
    if (!seconds || *seconds <= 0) return "off";
    if (*seconds == 86'400) return "24 hours";
    static constexpr int kDays[] = {7, 14, 30, 90};
    for (int days : kDays)
        if (*seconds == days * 86'400.0) return fmt::format("{} days", days);
    return fmt::format("{} seconds", *seconds);
}

struct ContactColumns {
    explicit ContactColumns(Select& select)
        : id(select.column("c.Z_PK")),
          account(select.column("c.ZWHATSAPPID")),
          lid(select.optional("c.ZLID")),
          phone(select.optional("c.ZPHONENUMBER")),
          local_phone(select.optional("c.ZLOCALIZEDPHONENUMBER")),
          full(select.optional("c.ZFULLNAME")),
          given(select.optional("c.ZGIVENNAME")),
          last(select.optional("c.ZLASTNAME")),
          user(select.optional("c.ZUSERNAME")),
          business(select.optional("c.ZBUSINESSNAME")),
          about(select.optional("c.ZABOUTTEXT")),
          emoji(select.optional("c.ZABOUTEMOJI")),
          notes(select.optional("c.ZNOTES")),
          contact_id(select.optional("c.ZIDENTIFIER")),
          disappearing(select.optional("c.ZDISAPPEARINGMODEDURATION")),
          disappearing_set(select.optional("c.ZDISAPPEARINGMODETIMESTAMP")),
          about_changed(select.optional("c.ZABOUTTIMESTAMP")),
          about_expires(select.optional("c.ZABOUTEXPIRATIONTIMESTAMP")),
          updated(select.optional("c.ZLASTUPDATED")),
          status(select.optional("c.ZPHONESTATUS")),
          number_status(select.optional("c.ZPHONENUMBERSTATUS")),
          sync(select.optional("c.ZSYNCPOLICY")) {}
    Column id, account, lid, phone, local_phone, full, given, last, user, business, about, emoji,
        notes, contact_id, disappearing, disappearing_set, about_changed, about_expires, updated,
        status, number_status, sync;
};

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    Select select(db, std::string(kTable) + " AS c");
    const ContactColumns c(select);
    const bool has_mode = db.has_column(kTable, "ZDISAPPEARINGMODEDURATION");
    auto cocoa = [](const Row& row, Column column) { return row.time(column, Epoch::cocoa); };
    return each_row(select, out, [&](const Row& row) {
        auto kept = row.real(c.disappearing);
        const std::string kept_label = label(kept);
        auto status = row.integer(c.status);
        return out.record(
            at_row(kTable, row.integer(c.id).value_or(0)),
            {
                headline(text("account", row.text(c.account), Kind::handle)),
                text("lid", row.text(c.lid), Kind::handle),
                headline(text("phone_number", row.text(c.phone), Kind::phone)),
                text("localized_phone_number", row.text(c.local_phone)),
                headline(text("full_name", row.text(c.full))),
                text("given_name", row.text(c.given)),
                text("last_name", row.text(c.last)),
                text("user_name", row.text(c.user), Kind::handle),
                text("business_name", row.text(c.business)),
                text("about", row.text(c.about), Kind::message),
                text("about_emoji", row.text(c.emoji)),
                text("notes", row.text(c.notes), Kind::message),
                text("contact_id", row.text(c.contact_id)),
                real("disappearing_mode_duration", kept),
                flag("disappearing_mode_is_on",
                     has_mode ? std::optional(kept.value_or(0) > 0) : std::nullopt),
                text("disappearing_mode",
                     has_mode ? std::optional<std::string_view>(kept_label) : std::nullopt),
                when("disappearing_mode_set", cocoa(row, c.disappearing_set)),
                when("about_changed", cocoa(row, c.about_changed)),
                when("about_expires", cocoa(row, c.about_expires)),
                when("contact_updated", cocoa(row, c.updated)),
                number("phone_status", status ? status : row.integer(c.number_status)),
                number("sync_policy", row.integer(c.sync)),
            });
    });
}

extern constinit const Artifact artifact = {
    .name = "whatsapp_contacts",
    .title = "WhatsApp contacts",
    .paths = {"**/ContactsV2.sqlite"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::whatsapp_contacts
