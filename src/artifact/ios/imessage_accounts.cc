// The accounts under which this phone can be reached by iMessage and FaceTime: the login, its
// addresses and numbers, and which of them Apple has verified. An address that the owner does not
// know is somebody who reads along; and who is here is no stranger elsewhere. Several services
// keep such lists, under keys that have changed little.

#include "artifact/addresses.h"
#include "artifact/plists.h"
#include "base/text.h"

namespace bridle::ios {

namespace {

constexpr std::size_t kAliasesAtMost = 200;

// "E:alex@mail.example" and "P:+12025550100" say of which sort it is.
std::string_view without_sort(std::string_view login) {
    if (login.starts_with("E:") || login.starts_with("P:")) login.remove_prefix(2);
    for (std::string_view scheme : {"mailto:", "tel:"})
        if (login.starts_with(scheme)) login.remove_prefix(scheme.size());
    return login;
}

// Texts, or dictionaries that say it under "Alias".
std::vector<std::string> aliases(Plist::Node list) {
    std::vector<std::string> all;
    auto add = [&](const std::string& text) {
        if (!text.empty() && all.size() < kAliasesAtMost) all.emplace_back(without_sort(text));
    };
    if (list.is_text()) add(list.text());
    const std::size_t size = std::min(list.size(), kAliasesAtMost);
    for (std::size_t i = 0; i < size; i++) {
        Plist::Node item = list.at(i);
        add(item.is_text() ? item.text() : item["Alias"].text());
    }
    return all;
}

bool is_account(Plist::Node node) {
    return node["LoginAs"] || node["Aliases"] || node["VettedAliases"];
}

Result<void> record_account(const PlistPlace& place, Output& out) {
    Plist::Node account = place.node;
    const std::string login(without_sort(account["LoginAs"].text()));
    const std::string shown = account["DisplayName"].text(),
                      service = account["ServiceName"].text(),
                      profile = account["ProfileID"].text(), region = account["RegionID"].text(),
                      number = account["PhoneNumber"].text();
    const auto all = aliases(account["Aliases"]), vetted = aliases(account["VettedAliases"]);
    auto present = [](std::string_view text) {
        return text.empty() ? std::nullopt : std::optional(text);
    };
    std::vector<Field> fields = {
        text("record_type", "account"),
        headline(text("login", present(login), Kind::handle)),
    };
    for (const std::string& alias : all)
        fields.push_back(headline(text("alias", alias, Kind::handle)));
    for (const std::string& alias : vetted)
        fields.push_back(text("vetted_alias", alias, Kind::handle));
    for (const Field& field : {
             text("display_name", present(shown)),
             text("phone_number", present(number), Kind::phone),
             text("service", present(service)),
             text("profile", present(profile)),
             text("region", present(region)),
             bridle::number("type", account["AccountType"].integer()),
             bridle::number("registration_status", account["RegistrationStatus"].integer()),
         })
        fields.push_back(field);
    for (Time time : times_in(account)) fields.push_back(when("account_dated", time));
    return out.record(at_key(place.path), fields);
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

extern constinit const Artifact imessage_accounts = {
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

}  // namespace bridle::ios
