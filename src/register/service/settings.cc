#include "register/service/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/host_file.h"
#include "base/text.h"
#include "format/json_value.h"
#include "register/log/note.h"
#include "register/model/types.h"
#include "register/service/age_file.h"
#include "register/verify/own_policy.h"

namespace bridle::registry {

namespace {

constexpr std::uint64_t kMostBytes = 1 << 20;
constexpr std::size_t kMostItems = 32;  // languages, witnesses, …: of each so many
constexpr std::size_t kMostTextBytes = 1000;
constexpr unsigned kMostDays = 3650;
constexpr unsigned kMostMonths = 240;

std::unexpected<Error> wrong(std::string what) {
    return fail(Errc::corrupt, "register.json: " + std::move(what));
}

// Reads the members of one object, and at the end says which of them nobody asked for.
class Reader {
public:
    Reader(const Json& object, std::string where) : object_(object), where_(std::move(where)) {}

    Result<void> text(std::string_view key, std::string& into) {
        const Json* value = take(key);
        if (value && !value->is_text()) return wrong_kind(key, "a text");
        if (value) into = value->text();
        return {};
    }
    Result<void> flag(std::string_view key, bool& into) {
        const Json* value = take(key);
        if (value && !value->is_bool()) return wrong_kind(key, "true or false");
        if (value) into = value->truth();
        return {};
    }
    Result<void> number(std::string_view key, unsigned& into) {
        const Json* value = take(key);
        if (!value) return {};
        auto number = value->integer();
        if (!number || !std::in_range<unsigned>(*number))
            return wrong_kind(key, "a whole number, and not below 0");
        into = static_cast<unsigned>(*number);
        return {};
    }
    Result<void> texts(std::string_view key, std::vector<std::string>& into) {
        const Json* value = take(key);
        if (!value) return {};
        into.clear();
        bool fine = value->is_array() && value->size() <= kMostItems;
        for (const Json& item : value->items()) {
            fine = fine && item.is_text();
            into.emplace_back(item.text());
        }
        return fine ? Result<void>() : wrong_kind(key, "a list of at most 32 texts");
    }
    // read(reader of one item) for each.
    Result<void> objects(std::string_view key, const auto& read) {
        const Json* value = take(key);
        if (!value) return {};
        if (!value->is_array() || value->size() > kMostItems)
            return wrong_kind(key, "a list of at most 32 objects");
        for (std::size_t i = 0; i < value->size(); i++) {
            std::string place = fmt::format("{}[{}]", name_of(key), i);
            if (!value->items()[i].is_object()) return wrong("\"" + place + "\" is no object");
            Reader item(value->items()[i], place + ".");
            TRY(read(item));
            TRY(item.finish());
        }
        return {};
    }
    Result<void> finish() const {
        for (const auto& [key, value] : object_.members())
            if (!asked_.contains(key)) return wrong("there is no setting \"" + name_of(key) + "\"");
        return {};
    }

private:
    std::string name_of(std::string_view key) const { return where_ + std::string(key); }
    const Json* take(std::string_view key) {
        asked_.emplace(key);
        return object_.find(key);
    }
    Result<void> wrong_kind(std::string_view key, std::string_view kind) const {
        return wrong(fmt::format("\"{}\" must be {}", name_of(key), kind));
    }

    const Json& object_;
    std::string where_;
    std::set<std::string, std::less<>> asked_;
};

bool is_plain(std::string_view text) {
    return text.size() <= kMostTextBytes && std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
           });
}

bool is_url(std::string_view text) {
    bool is_http = text.starts_with("https://") || text.starts_with("http://");
    std::string_view host = text.substr(std::min(text.size(), text.find("://") + 3));
    return is_http && !host.empty() && host[0] != '/' && !text.ends_with('/') &&
           std::ranges::all_of(text, [](char c) {
               return c > ' ' && c < '\x7f' && !std::string_view("\"<>\\^`{|}#?").contains(c);
           });
}

// What names a witness or a group in a policy.
bool is_policy_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text != "none" &&
           std::ranges::all_of(text, [](char c) {
               return is_letter(c) || is_digit(c) || std::string_view(".-_/").contains(c);
           });
}

bool is_language(std::string_view text) {
    return (text.size() == 2 || text.size() == 3) &&
           std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_ocid_prefix(std::string_view text) {
    return text.starts_with("ocds-") && text.size() > 5 && text.size() <= 40 &&
           std::ranges::all_of(text.substr(5),
                               [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); });
}

bool is_store(std::string_view store) {
    if (store.starts_with("postgresql://") || store.starts_with("postgres://"))
        return is_plain(store);
    return store.empty() || (is_plain(store) && !store.contains("://"));
}

Result<void> check_witnesses(const Settings& settings) {
    std::set<std::string_view> names, keys;
    std::size_t asked = 0;
    for (const WitnessSetting& witness : settings.witnesses) {
        if (!is_policy_name(witness.name) || witness.name == "witnesses")
            return wrong("\"" + witness.name +
                         "\" cannot name a witness: letters, digits and .-_/ can, but for the "
                         "words none and witnesses");
        auto key = VerifierKey::parse(witness.vkey);
        if (!key) return wrong("the vkey of the witness " + witness.name + ": " + key.error().what);
        if (key->type() != KeyType::cosignature)
            return wrong("the vkey of the witness " + witness.name +
                         " is not one for cosignatures");
        if (!is_url(witness.url))
            return wrong("the url of the witness " + witness.name +
                         " must be an http(s) address without a slash at its end");
        if (!names.insert(witness.name).second || !keys.insert(witness.vkey).second)
            return wrong("the witness " + witness.name + " or its key is there twice");
        asked += !witness.retired;
    }
    if (settings.cosigners_to_publish > asked)
        return wrong(
            fmt::format("\"cosignersToPublish\" is {}, and there are only {} witnesses to "
                        "ask: no checkpoint could ever be published",
                        settings.cosigners_to_publish, asked));
    return {};
}

Result<void> check_obligations(const Settings& settings) {
    std::set<std::string_view> types;
    for (const ObligationRule& rule : settings.obligations) {
        if (!find_type(rule.type))
            return wrong("\"obligations\": there are no records of type \"" + rule.type + "\"");
        if (!types.insert(rule.type).second)
            return wrong("\"obligations\": two rules for \"" + rule.type + "\"");
        if (rule.every_months == 0 || rule.every_months > kMostMonths ||
            rule.grace_days > kMostDays)
            return wrong(
                fmt::format("\"obligations\": {} is due every 1 to {} months, with at "
                            "most {} days of grace",
                            rule.type, kMostMonths, kMostDays));
    }
    return {};
}

}  // namespace

Result<void> Settings::check() const {
    for (auto [key, value] : {std::pair("name", &name),
                              {"keeper", &keeper},
                              {"contact", &contact},
                              {"dataLicence", &data_licence}})
        if (!is_plain(*value))
            return wrong(
                fmt::format("\"{}\" must be one line of at most {} bytes", key, kMostTextBytes));
    if (trimmed(name).empty()) return wrong("\"name\" is missing: what the register is called");
    if (!is_key_name(origin))
        return wrong(
            "\"origin\" must be a name for the log without blanks and plus signs, such as "
            "register.example/log");
    if (!url.empty() && !is_url(url))
        return wrong("\"url\" must be an http(s) address without a slash at its end");
    if (!desk.empty() && !is_url(desk))
        return wrong("\"desk\" must be an http(s) address without a slash at its end");
    if (!is_store(store))
        return wrong("\"store\" must be the name of a file, or begin with postgresql://");
    if (languages.empty() || !std::ranges::all_of(languages, is_language) ||
        std::set(languages.begin(), languages.end()).size() != languages.size())
        return wrong("\"languages\" must be a list of different codes such as \"en\"");
    if (decision_days == 0 || decision_days > kMostDays)
        return wrong(fmt::format("\"decisionDays\" must be from 1 to {}", kMostDays));
    if (!is_ocid_prefix(ocid_prefix))
        return wrong(
            "\"ocidPrefix\" must be ocds- and what the OCP has registered for you, or "
            "ocds-unregistered");
    for (const std::string& recipient : recipients)
        if (!is_age_recipient(recipient))
            return wrong("\"recipients\": \"" + recipient + "\" is no age recipient (age1…)");
    TRY(check_obligations(*this));
    return check_witnesses(*this);
}

Result<Settings> Settings::parse(std::string_view text) {
    auto json = Json::parse(text);
    if (!json) return wrong(json.error().what);
    if (!json->is_object()) return wrong("is no object");
    Settings settings;
    Reader reader(*json, "");
    TRY(reader.text("name", settings.name));
    TRY(reader.text("keeper", settings.keeper));
    TRY(reader.text("contact", settings.contact));
    TRY(reader.text("origin", settings.origin));
    TRY(reader.text("url", settings.url));
    TRY(reader.text("desk", settings.desk));
    TRY(reader.text("store", settings.store));
    TRY(reader.text("dataLicence", settings.data_licence));
    TRY(reader.texts("languages", settings.languages));
    TRY(reader.number("decisionDays", settings.decision_days));
    TRY(reader.objects("obligations", [&](Reader& item) -> Result<void> {
        ObligationRule& rule = settings.obligations.emplace_back();
        TRY(item.text("type", rule.type));
        TRY(item.number("everyMonths", rule.every_months));
        return item.number("graceDays", rule.grace_days);
    }));
    TRY(reader.text("ocidPrefix", settings.ocid_prefix));
    TRY(reader.texts("recipients", settings.recipients));
    TRY(reader.objects("witnesses", [&](Reader& item) -> Result<void> {
        WitnessSetting& witness = settings.witnesses.emplace_back();
        TRY(item.text("name", witness.name));
        TRY(item.text("vkey", witness.vkey));
        TRY(item.text("url", witness.url));
        return item.flag("retired", witness.retired);
    }));
    TRY(reader.number("cosignersToPublish", settings.cosigners_to_publish));
    TRY(reader.flag("demonstration", settings.demonstration));
    TRY(reader.finish());
    TRY(settings.check());
    return settings;
}

Result<Settings> Settings::load(const std::string& folder) {
    const std::string file = folder + "/register.json";
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error)
        return fail(Errc::io, fmt::format("{} holds no register: there is no register.json in it; "
                                          "`bridle-register init` makes a new one",
                                          folder));
    std::string text = TRY(read_text_file(file, kMostBytes));
    return parse(text);
}

std::string Settings::text() const {
    Json json = Json::object();
    json.set("name", name);
    json.set("keeper", keeper);
    json.set("contact", contact);
    json.set("origin", origin);
    json.set("url", url);
    json.set("desk", desk);
    json.set("store", store);
    json.set("dataLicence", data_licence);
    json.set("languages", Json(Json::Array(languages.begin(), languages.end())));
    json.set("decisionDays", decision_days);
    Json& rules = json.set("obligations", Json::array());
    for (const ObligationRule& rule : obligations) {
        Json& item = rules.push(Json::object());
        item.set("type", rule.type);
        item.set("everyMonths", rule.every_months);
        item.set("graceDays", rule.grace_days);
    }
    json.set("ocidPrefix", ocid_prefix);
    json.set("recipients", Json(Json::Array(recipients.begin(), recipients.end())));
    Json& all = json.set("witnesses", Json::array());
    for (const WitnessSetting& witness : witnesses) {
        Json& item = all.push(Json::object());
        item.set("name", witness.name);
        item.set("vkey", witness.vkey);
        item.set("url", witness.url);
        if (witness.retired) item.set("retired", true);
    }
    json.set("cosignersToPublish", cosigners_to_publish);
    json.set("demonstration", demonstration);
    return json.dump(2) + "\n";
}

std::string Settings::policy(std::string_view log_vkey) const {
    std::string text = "log " + std::string(log_vkey);
    if (!url.empty()) text += " " + url + "/log";
    text += "\n";
    std::vector<std::string> asked;
    for (const WitnessSetting& witness : witnesses) {
        text += fmt::format("witness {} {} {}\n", witness.name, witness.vkey, witness.url);
        if (!witness.retired) asked.push_back(witness.name);
    }
    if (cosigners_to_publish > 0)
        text += fmt::format("group witnesses {} {}\nquorum witnesses\n", cosigners_to_publish,
                            joined(asked, " "));
    else
        text += "quorum none\n";
    return with_digest_line(std::move(text));
}

std::string Settings::store_address(const std::string& folder) const {
    if (store.starts_with("postgresql://") || store.starts_with("postgres://")) return store;
    if (store.starts_with('/')) return store;
    return folder + "/" + (store.empty() ? "register.db" : store);
}

}  // namespace bridle::registry
