// The accounts under which this phone can be reached by iMessage and FaceTime: the login, its
// addresses and numbers, and which of them Apple has verified. An address that the owner does not
// know is somebody who reads along; and who is here is no stranger elsewhere. Several services
// keep such lists, under keys that have changed little.

#include "artifact/addresses.h"
#include "artifact/plist_record.h"
#include "artifact/plists.h"

namespace bridle::ios::imessage_accounts {

namespace {

constexpr std::size_t kAliasesAtMost = 200;

// "E:alex@mail.example" and "P:+12025550100" say of which sort it is.
std::string_view without_sort(std::string_view login) {
    if (login.starts_with("E:") || login.starts_with("P:")) login.remove_prefix(2);
    for (std::string_view scheme : {"mailto:", "tel:"})
        if (login.starts_with(scheme)) login.remove_prefix(scheme.size());
    return login;
}

void add_handle(std::string_view name, Plist::Node node, PlistRecord& record) {
    const std::size_t before = record.size();
    record.words(name, std::string(without_sort(node.text())), Kind::handle);
    if (record.size() > before && name != "vetted_alias")
        record.headline();  // has been said before
}

// Texts, or dictionaries that say it under "Alias".
void add_aliases(std::string_view name, Plist::Node list, PlistRecord& record) {
    if (list.is_text()) return add_handle(name, list, record);
    for (std::size_t i = 0; i < list.size() && i < kAliasesAtMost; i++) {
        const Plist::Node item = list.at(i);
        add_handle(name, item.is_text() ? item : item["Alias"], record);
    }
}

bool is_account(Plist::Node node) {
    return node["LoginAs"] || node["Aliases"] || node["VettedAliases"];
}

Result<void> record_account(const PlistPlace& place, Output& out) {
    const Plist::Node account = place.node;
    PlistRecord record;
    record.add(text("record_type", "account"));
    add_handle("login", account["LoginAs"], record);
    add_aliases("alias", account["Aliases"], record);
    add_aliases("vetted_alias", account["VettedAliases"], record);
    record.text("display_name", account["DisplayName"]);
    record.text("phone_number", account["PhoneNumber"], Kind::phone);
    record.text("service", account["ServiceName"]);
    record.text("profile", account["ProfileID"]);
    record.text("region", account["RegionID"]);
    record.number("type", account["AccountType"]);
    record.number("registration_status", account["RegistrationStatus"]);
    for (Time time : times_in(account)) record.add(when("account_dated", time));
    return record.write(at_key(place.path), out);
}

}  // namespace

static Result<void> parse(const Input& input, Output& out) {
    if (input.path.ends_with("idstatuscache.plist")) return {};  // whom it looked up is no account
    PlistFile file;
    TRY(file.read(input, out));
    LookBudget budget;
    return each_dictionary(file.root(), [&](const PlistPlace& place) -> Result<Further> {
        if (place.node["Alias"]) return Further::look;  // has been said with its account
        auto done = is_account(place.node) ? record_account(place, out)
                                           : record_addresses(place, "mention", budget, out);
        if (!done) return std::unexpected(done.error());
        return Further::look;
    });
}

extern constinit const Artifact artifact = {
    .name = "imessage_accounts",
    .title = "Accounts of iMessage and FaceTime",
    .paths = {"**/Library/Preferences/com.apple.madrid.plist",
              "**/Library/Preferences/com.apple.imservice.*.plist",
              "**/Library/Preferences/com.apple.imagent.plist",
              "**/Library/Preferences/com.apple.ids.*.plist",
              "**/Library/Preferences/com.apple.ids.plist",
              "**/Library/Preferences/com.apple.identityservicesd.plist",
              "**/Library/Preferences/com.apple.identityservices.*.plist",
              "**/Library/IdentityServices/ids.plist", "**/Library/IdentityServices/ids-*.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::imessage_accounts
