// Accounts of the phone: Apple Account, mail, calendars, messages, others. A strange one hands
// over what is synchronised with it.

#include "artifact/ios/archived_value.h"
#include "artifact/plist_record.h"
#include "artifact/rows.h"

namespace bridle::ios::accounts {

namespace {

constexpr std::size_t kTextsAtMost = 50;

Result<void> read_accounts(const Database& db, Output& out) {
    Select select(db, "ZACCOUNT AS a");
    select.join("ZACCOUNTTYPE AS t", "t.Z_PK = a.ZACCOUNTTYPE");
    const Column id = select.column("a.Z_PK"), user = select.column("a.ZUSERNAME"),
                 description = select.column("a.ZACCOUNTDESCRIPTION"),
                 identifier = select.column("a.ZIDENTIFIER"), date = select.column("a.ZDATE"),
                 owner = select.column("a.ZOWNINGBUNDLEID"),
                 parent = select.optional("a.ZPARENTACCOUNT"),
                 active = select.optional("a.ZACTIVE"),
                 authenticated = select.optional("a.ZAUTHENTICATED"),
                 visible = select.optional("a.ZVISIBLE"),
                 authentication = select.optional("a.ZAUTHENTICATIONTYPE"),
                 modifier = select.optional("a.ZMODIFICATIONID"),
                 rejected = select.optional("a.ZLASTCREDENTIALRENEWALREJECTIONDATE"),
                 type = select.column("t.ZIDENTIFIER"),
                 type_name = select.column("t.ZACCOUNTTYPEDESCRIPTION");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ZACCOUNT", row.integer(id).value_or(0)),
                          {
                              text("record_type", "account"),
                              headline(text("type", row.text(type))),
                              text("type_name", row.text(type_name)),
                              headline(text("user", row.text(user), Kind::handle)),
                              text("description", row.text(description)),
                              text("identifier", row.text(identifier)),
                              text("app", row.text(owner), Kind::app_id),
                              number("part_of", row.integer(parent)),
                              flag("active", row.boolean(active)),
                              flag("authenticated", row.boolean(authenticated)),
                              flag("visible", row.boolean(visible)),
                              text("authentication", row.text(authentication)),
                              text("modification", row.text(modifier)),
                              when("account_added", row.time(date, Epoch::cocoa)),
                              when("account_refused", row.time(rejected, Epoch::cocoa)),
                          });
    });
}

// What opens an account is not for a report.
bool is_secret(std::string_view key) {
    const std::string name = lower(key);
    return name.contains("token") || name.contains("password") || name.contains("secret");
}

Kind kind_of(std::string_view key, std::string_view value) {
    const std::string name = lower(key);
    if (value.contains("://")) return Kind::url;
    if (value.contains('@') && !value.contains(' ')) return Kind::handle;
    if (name.contains("phonenumber") || name == "phone") return Kind::phone;
    if (name.ends_with("host") || name.contains("hostname") || name.ends_with("server"))
        return Kind::domain;
    return Kind::text;
}

void add_value(std::string_view key, const ArchivedValue& value, PlistRecord& record) {
    auto add = [&](std::string said) {
        const Kind kind = kind_of(key, said);
        record.words("value", std::move(said), kind);
        record.headline();
    };
    if (is_secret(key)) return;
    if (auto flag = value.boolean()) return add(*flag ? "true" : "false");
    if (auto number = value.integer()) return add(std::to_string(*number));
    if (auto date = value.date()) return add(iso(*date));
    add(value.text());
    for (std::string& each : value.texts(kTextsAtMost)) add(std::move(each));
}

Result<void> read_properties(const Database& db, Output& out) {
    if (!db.has_table("ZACCOUNTPROPERTY")) return {};
    Select select(db, "ZACCOUNTPROPERTY AS p");
    select.join("ZACCOUNT AS a", "a.Z_PK = p.ZOWNER");
    const Column id = select.column("p.Z_PK"), owner = select.column("p.ZOWNER"),
                 key = select.column("p.ZKEY"), value = select.column("p.ZVALUE"),
                 user = select.column("a.ZUSERNAME");
    ArchivedValue archived;
    return each_row(select, out, [&](const Row& row) {
        const std::string name(row.text(key).value_or(""));
        PlistRecord record;
        record.add(text("record_type", "property"));
        record.add(number("account", row.integer(owner)));
        record.add(headline(text("user", row.text(user))));  // compared with the account itself
        record.words("key", name);
        record.headline();
        const Bytes bytes = row.blob(value);
        if (!bytes.empty()) {
            if (auto done = archived.read(bytes); done)
                add_value(name, archived, record);
            else
                out.problem(done.error(),
                            "ZVALUE of row " + std::to_string(row.integer(id).value_or(0)));
        }
        return record.write(at_row("ZACCOUNTPROPERTY", row.integer(id).value_or(0)), out);
    });
}

Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    keep_going(out, "ZACCOUNT", read_accounts(db, out));
    return read_properties(db, out);
}

}  // namespace

extern constinit const Artifact artifact = {
    .name = "accounts",
    .title = "Accounts on the phone",
    .paths = {"**/Library/Accounts/Accounts3.sqlite",
              "**/Library/Accounts/VerifiedBackup/Accounts3.sqlite"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::accounts
