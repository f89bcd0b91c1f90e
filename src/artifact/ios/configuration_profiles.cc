// Configuration profiles: what an organisation, a person or an attacker has made the phone
// accept. One record for each profile and one for each thing that it sets up (a payload).
//
// Apple documents payloads in "Device Management". What a payload sets is read by the name of
// each setting, wherever in the payload it stands.

#include <algorithm>
#include <span>

#include "artifact/plist_record.h"
#include "artifact/plists.h"
#include "format/certificate.h"

namespace bridle::ios::configuration_profiles {

namespace {

constexpr std::size_t kPayloadsAtMost = 1'000, kFieldsAtMost = 400, kNodesAtMost = 5'000;
constexpr std::size_t kSignersAtMost = 20, kLongestSetting = 500, kKeyShown = 100;
constexpr int kDepth = 12;

struct Setting {
    std::string_view key, field;
    Kind kind = Kind::text;
};

// Settings that lead somewhere, so that they are compared and found again by one name.
constexpr Setting kSettings[] = {
    {"ServerURL", "server_url", Kind::url},
    {"CheckInURL", "check_in_url", Kind::url},
    {"URL", "url", Kind::url},
    {"DirectoryURL", "url", Kind::url},
    {"ConfigurationURL", "url", Kind::url},
    {"SubCalAccountHostName", "url", Kind::url},
    {"ProxyPACURL", "proxy_script", Kind::url},
    {"HTTPProxyPACURL", "proxy_script", Kind::url},
    {"ProxyAutoConfigURLString", "proxy_script", Kind::url},
    {"ProxyServer", "proxy", Kind::domain},
    {"HTTPProxy", "proxy", Kind::domain},
    {"HTTPSProxy", "proxy", Kind::domain},
    {"proxy", "proxy", Kind::domain},  // of an access point (com.apple.apn.managed)
    {"RemoteAddress", "server", Kind::domain},
    {"CommRemoteAddress", "server", Kind::domain},
    {"ServerAddress", "server", Kind::domain},
    {"ServerAddresses", "server", Kind::domain},
    {"ServerName", "server", Kind::domain},
    {"Host", "server", Kind::domain},
    {"HostName", "server", Kind::domain},
    {"IncomingMailServerHostName", "server", Kind::domain},
    {"OutgoingMailServerHostName", "server", Kind::domain},
    {"CalDAVHostName", "server", Kind::domain},
    {"CardDAVHostName", "server", Kind::domain},
    {"LDAPAccountHostName", "server", Kind::domain},
    {"CalDAVPrincipalURL", "url", Kind::url},
    {"CardDAVPrincipalURL", "url", Kind::url},
    {"HTTP3RelayURL", "url", Kind::url},
    {"HTTP2RelayURL", "url", Kind::url},
    {"PermittedURLs", "allowed_url", Kind::url},
    {"WhitelistedBookmarks", "allowed_url", Kind::url},
    {"BlacklistedURLs", "denied_url", Kind::url},
    {"DenyListURLs", "denied_url", Kind::url},
    {"EmailAddress", "email", Kind::email},
    {"ManagedAppleID", "managed_account", Kind::handle},
    {"AssignedManagedAppleID", "managed_account", Kind::handle},
    {"UserName", "account", Kind::handle},
    {"IncomingMailServerUsername", "account", Kind::handle},
    {"OutgoingMailServerUsername", "account", Kind::handle},
    {"AuthName", "account", Kind::handle},
    {"BundleIdentifier", "app", Kind::app_id},
    {"PluginBundleID", "app", Kind::app_id},
    {"AppBundleIdentifier", "app", Kind::app_id},
    {"VPNSubType", "app", Kind::app_id},
    {"ProviderBundleIdentifier", "app", Kind::app_id},
    {"FilterDataProviderBundleIdentifier", "app", Kind::app_id},
    {"FilterPacketProviderBundleIdentifier", "app", Kind::app_id},
    {"TargetApplicationBundleIdentifier", "app", Kind::app_id},
    {"VPNType", "vpn_type"},
    {"ProxyType", "proxy_type"},
    {"FilterType", "filter_type"},
    {"DNSProtocol", "dns_protocol"},
    {"SSID_STR", "network"},
    {"EncryptionType", "encryption"},
    {"Label", "label"},
    {"UserDefinedName", "label"},
    {"Topic", "topic"},
    {"EnrollmentMode", "enrolment_mode"},
    {"PayloadCertificateFileName", "file_name"},
    {"AccessRights", "access_rights", Kind::number},
    {"SignMessage", "sign_message", Kind::number},
    {"CheckOutWhenRemoved", "check_out_when_removed", Kind::number},
    {"OnDemandEnabled", "on_demand", Kind::number},
    {"IncludeAllNetworks", "all_traffic", Kind::number},
    {"ProhibitDisablement", "cannot_be_turned_off", Kind::number},
    {"ProxyServerPort", "proxy_port", Kind::number},
    {"ProxyPort", "proxy_port", Kind::number},
    {"proxyPort", "proxy_port", Kind::number},
    {"isInstalledByMDM", "installed_by_mdm", Kind::number},
    {"isInstalledInteractively", "installed_by_hand", Kind::number},
    {"managingProfileIdentifier", "managing_profile", Kind::profile_id},
};

// What is read by itself.
constexpr std::string_view kOfPayload[] = {
    "PayloadType",        "PayloadUUID",         "PayloadIdentifier",    "PayloadDisplayName",
    "PayloadDescription", "PayloadOrganization", "NotificationSettings", "PayloadVersion"};
constexpr std::string_view kOfProfile[] = {
    "PayloadType",         "PayloadUUID",        "PayloadIdentifier",
    "PayloadDisplayName",  "PayloadDescription", "PayloadOrganization",
    "PayloadVersion",      "PayloadContent",     "PayloadRemovalDisallowed",
    "HasRemovalPasscode",  "PayloadScope",       "PayloadExpirationDate",
    "ProfileWasEncrypted", "InstallDate",        "RemovalDate",
    "SignerCerts",         "OTAProfileStub"};

const Setting* find_setting(std::string_view key) {
    auto found = std::ranges::find(kSettings, key, &Setting::key);
    return found == std::end(kSettings) ? nullptr : found;
}

// What opens something else is not for a report, whichever of the keys that lead to it says so.
bool is_secret(std::string_view path) {
    const std::string keys = lower(path);
    for (std::string_view word :
         {"password", "passphrase", "passcode", "challenge", "secret", "token", "privatekey",
          "presharedkey", "psk", "apikey", "wgquickconfig"})
        if (keys.contains(word)) return true;
    return false;
}

// A whole configuration of a tunnel, or a key as text.
bool holds_key(std::string_view words) {
    return words.contains("PrivateKey") || words.contains("PRIVATE KEY");
}

// "Endpoint = vpn.example:51820" in a configuration of WireGuard, which has the keys, too.
std::string_view endpoint_in(std::string_view line) {
    const std::size_t is = line.find('=');
    if (is == line.npos || lower(trimmed(line.substr(0, is))) != "endpoint") return {};
    std::string_view host = trimmed(line.substr(is + 1));
    host = host.substr(0, host.rfind(':'));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return host;
}

// What a payload sets, at any depth.
class Settings {
public:
    explicit Settings(PlistRecord& record) : record_(record) {}

    void read(Plist::Node list, std::span<const std::string_view> except) {
        for (auto [key, value] : list.members()) {
            if (!all()) return;
            const std::string name = key.text();
            if (std::ranges::find(except, name) == except.end())
                visit(std::string(front(name, kKeyShown)), name, value, 0);
        }
    }
    bool all() const { return nodes_ <= kNodesAtMost && record_.size() < kFieldsAtMost; }

private:
    void visit(const std::string& path, const std::string& key, Plist::Node value, int depth) {
        if (++nodes_ > kNodesAtMost || record_.size() >= kFieldsAtMost || depth > kDepth) return;
        if (value.type() == Plist::Type::dictionary) {
            for (auto [name, inner] : value.members()) {
                if (!all()) return;
                std::string below = name.text();
                visit((path + ".").append(front(below, kKeyShown)), below, inner, depth + 1);
            }
        } else if (value.type() == Plist::Type::array) {
            for (std::size_t i = 0; i < value.size() && all(); i++)
                visit(path, key, value.at(i), depth + 1);
        } else {
            leaf(path, key, value);
        }
    }

    void leaf(const std::string& path, std::string_view key, Plist::Node value) {
        const Setting* known = find_setting(key);
        if (known && known->kind == Kind::number && value.boolean())
            return record_.flag(known->field, value);
        if (known && known->kind == Kind::number && value.integer())
            return record_.number(known->field, value);
        if (known && known->kind != Kind::number && value.is_text())
            return record_.text(known->field, value, known->kind);
        std::string shown = plain_words(value).value_or("");
        if (shown.empty()) return;
        if (is_secret(path) || holds_key(shown)) {
            for (std::string_view line : split(shown, '\n'))
                record_.words("server", std::string(endpoint_in(line)), Kind::domain);
            shown = "(not shown)";
        }
        if (shown.contains('.')) record_.words("says", shown, Kind::message);
        record_.words("setting", std::string(front(path + "=" + shown, kLongestSetting)));
    }

    PlistRecord& record_;
    std::size_t nodes_ = 0;
};

bool holds_certificate(std::string_view type) {
    return type == "com.apple.security.root" || type == "com.apple.security.pem" ||
           type == "com.apple.security.pkcs1" || type == "com.apple.security.pkcs12" ||
           type == "com.apple.ssl.certificate";
}

void add_certificate(std::string_view type, Bytes bytes, PlistRecord& record) {
    std::vector<std::byte> der = certificate_bytes(bytes);
    record.sha256("certificate", der);
    record.words("certificate_sha1", hex(sha1(der)), Kind::hash);
    if (type == "com.apple.security.pkcs12") return;  // locked with a password
    if (auto names = certificate_names(der)) {
        record.words("subject", names->subject);
        record.words("issuer", names->issuer);
    }
}

// Which apps may show what they have to say.
void add_notifications(Plist::Node list, PlistRecord& record) {
    for (std::size_t i = 0; i < list.size() && record.size() < kFieldsAtMost; i++) {
        Plist::Node app = list.at(i);
        auto enabled = app["NotificationsEnabled"].boolean();
        record.text(enabled && !*enabled ? "silenced_app" : "app", app["BundleIdentifier"],
                    Kind::app_id);
    }
}

class ProfileReader {
public:
    explicit ProfileReader(Output& out) : out_(out) {}

    Result<void> read(Plist::Node root) {
        TRY(profile(root, "profile"));
        // What a profile was before the phone had enrolled with it.
        if (Plist::Node stub = root["OTAProfileStub"]) TRY(profile(stub, "enrolment_profile"));
        return {};
    }

private:
    Result<void> profile(Plist::Node root, std::string_view part) {
        PlistRecord record;
        record.add(text("record_type", part));
        record.text("name", root["PayloadDisplayName"]);
        record.headline();
        record.text("organisation", root["PayloadOrganization"]);
        record.headline();
        record.text("identifier", root["PayloadIdentifier"], Kind::profile_id);
        record.text("uuid", root["PayloadUUID"], Kind::profile_id);
        record.text("description", root["PayloadDescription"]);
        record.text("type", root["PayloadType"]);
        record.number("version", root["PayloadVersion"]);
        record.flag("removal_disallowed", root["PayloadRemovalDisallowed"]);
        record.flag("removal_password", root["HasRemovalPasscode"]);
        record.flag("was_encrypted", root["ProfileWasEncrypted"]);
        record.text("scope", root["PayloadScope"]);
        record.time("profile_installed", root["InstallDate"]);
        record.time("profile_expires", root["PayloadExpirationDate"]);
        record.time("profile_removal", root["RemovalDate"]);
        signers(root["SignerCerts"], record);
        const Plist::Node content = root["PayloadContent"];
        std::string identifier = root["PayloadIdentifier"].text();
        Settings settings(record);
        settings.read(root, kOfProfile);
        if (content.type() == Plist::Type::dictionary) settings.read(content, {});
        TRY(record.write(at_key(part), out_));
        return payloads(content, identifier);
    }

    static void signers(Plist::Node list, PlistRecord& record) {
        for (std::size_t i = 0; i < list.size() && i < kSignersAtMost; i++) {
            Bytes certificate = list.at(i).data();
            record.sha256("signer", certificate);
            if (auto names = certificate_names(certificate))
                record.words("signer_name", names->subject);
        }
    }

    Result<void> payloads(Plist::Node content, const std::string& profile) {
        if (content.type() != Plist::Type::array) return {};
        if (content.size() > kPayloadsAtMost)
            out_.problem({Errc::limit, grouped(content.size() - kPayloadsAtMost) +
                                           " more payloads than are read"},
                         "PayloadContent");
        for (std::size_t i = 0; i < content.size() && i < kPayloadsAtMost; i++)
            TRY(payload(content.at(i), profile, static_cast<std::int64_t>(index_++)));
        return {};
    }

    Result<void> payload(Plist::Node payload, const std::string& profile, std::int64_t index) {
        PlistRecord record;
        std::string type = payload["PayloadType"].text();
        record.add(text("record_type", "payload"));
        record.words("type", type);
        record.headline();
        record.text("name", payload["PayloadDisplayName"]);
        record.headline();
        record.text("organisation", payload["PayloadOrganization"]);
        record.text("identifier", payload["PayloadIdentifier"], Kind::profile_id);
        record.text("uuid", payload["PayloadUUID"], Kind::profile_id);
        record.words("profile", profile);  // compared with the profile itself
        record.text("description", payload["PayloadDescription"]);
        if (Bytes bytes = payload["PayloadContent"].data();
            holds_certificate(type) && !bytes.empty())
            add_certificate(type, bytes, record);
        add_notifications(payload["NotificationSettings"], record);
        Settings settings(record);
        settings.read(payload, kOfPayload);
        if (!settings.all())
            out_.problem({Errc::limit, "more settings than are read"},
                         "payload " + std::to_string(index));
        return record.write(at_key("PayloadContent", index), out_);
    }

    Output& out_;
    std::size_t index_ = 0;
};

Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    return ProfileReader(out).read(file.root());
}

}  // namespace

extern constinit const Artifact artifact = {
    .name = "configuration_profiles",
    .title = "Configuration profiles",
    .paths = {"**/ConfigurationProfiles/profile-*", "**/UserConfigurationProfiles/profile-*"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::configuration_profiles
