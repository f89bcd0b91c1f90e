// Profiles of the phone, who manages it, which certificates it trusts, and what is left of a
// jailbreak. A phone of one's own has a profile for a network at most.

#include "base/hash.h"
#include "base/text.h"
#include "fabricate/part.h"
#include "fabricate/plist.h"
#include "fabricate/sqlite_builder.h"

namespace bridle::fabricate::profiles {

namespace {

using Dictionary = Plist::Dictionary;
using Array = Plist::Array;

constexpr char kDomain[] = "SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles";
constexpr char kFolder[] = "Library/ConfigurationProfiles/";
constexpr char kUserFolder[] = "Library/UserConfigurationProfiles/";

std::string der(unsigned char tag, std::string_view content) {
    std::string item(1, static_cast<char>(tag));
    if (content.size() < 128) {
        item += static_cast<char>(content.size());
    } else {
        item += '\x82';
        item += static_cast<char>(content.size() >> 8);
        item += static_cast<char>(content.size() & 0xFF);
    }
    return item.append(content);
}

// The sets of a name, without the sequence around them.
std::string name_parts(std::string_view common, std::string_view organisation) {
    auto part = [](std::string_view object, std::string_view text) {
        return der(0x31, der(0x30, der(0x06, object) + der(0x0C, text)));
    };
    return part("\x55\x04\x0A", organisation) + part("\x55\x04\x03", common);
}

// A certificate that names itself and holds no real key.
std::string certificate(std::string_view common, std::uint64_t seed) {
    const std::string name = der(0x30, name_parts(common, "Harbor Works"));
    const std::string how = der(0x30, der(0x06, "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B"));
    const std::string times = der(0x30, der(0x17, "250101000000Z") + der(0x17, "350101000000Z"));
    const std::string key = der(0x03, Random(seed, common).bytes(64));
    const std::string body = der(0x30, der(0xA0, der(0x02, "\x02")) + der(0x02, "\x01") + how +
                                           name + times + name + der(0x30, key));
    return der(0x30, body + how + der(0x03, Random(seed, "signature").bytes(64)));
}

Plist profile(std::string_view identifier, std::string_view uuid, std::string_view name,
              Time installed, Array payloads) {
    return Dictionary{
        {"InstallDate", installed},
        {"InstallOptions",
         Dictionary{{"isInstalledByMDM", false}, {"isInstalledInteractively", true}}},
        {"PayloadContent", std::move(payloads)},
        {"PayloadDescription", "Settings of the works"},
        {"PayloadDisplayName", name},
        {"PayloadIdentifier", identifier},
        {"PayloadOrganization", "Harbor Works"},
        {"PayloadRemovalDisallowed", false},
        {"PayloadType", "Configuration"},
        {"PayloadUUID", uuid},
        {"PayloadVersion", 1},
    };
}

Dictionary payload(std::string_view type, std::string_view uuid) {
    return Dictionary{{"PayloadType", type},
                      {"PayloadUUID", uuid},
                      {"PayloadIdentifier", "example.harbor." + std::string(uuid.substr(0, 8))},
                      {"PayloadVersion", 1}};
}

Dictionary with(Dictionary payload, Dictionary more) {
    payload.insert(payload.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
    return payload;
}

constexpr std::string_view kFirst = "0A6B3F10-1B2C-4D3E-8F90-A1B2C3D4E5F6",
                           kSecond = "1B7C4021-2C3D-4E4F-9FA1-B2C3D4E5F607",
                           kThird = "2C8D5132-3D4E-4F50-8FB2-C3D4E5F60718",
                           kFourth = "3D9E6243-4E5F-4061-9FC3-D4E5F6071829";

Plist managing(std::string_view uuid, std::string_view host, Time installed) {
    const std::string server = "https://" + std::string(host);
    return profile("example.harbor.manage", uuid, "Device management", installed,
                   Array{with(payload("com.apple.mdm", kFirst),
                              {{"ServerURL", server + "/mdm"},
                               {"CheckInURL", server + "/checkin"},
                               {"AccessRights", 8191},
                               {"SignMessage", true},
                               {"Topic", "com.apple.mgmt.External.example"}}),
                         with(payload("com.apple.security.scep", kSecond),
                              {{"PayloadContent", Dictionary{{"URL", server + "/scep"},
                                                             {"Challenge", "do-not-show"}}}})});
}

Plist listening(std::string_view proxy, Time installed) {
    return profile(
        "example.harbor.listen", kFourth, "Network settings", installed,
        Array{with(payload("com.apple.security.root", kThird),
                   {{"PayloadCertificateFileName", "root.cer"},
                    {"PayloadContent", Plist::Data{certificate("Harbor Root", 1)}}}),
              with(payload("com.apple.proxy.http.global", kSecond),
                   {{"ProxyType", "Manual"}, {"ProxyServer", proxy}, {"ProxyServerPort", 8080}}),
              with(payload("com.apple.notificationsettings", kFirst),
                   {{"NotificationSettings",
                     Array{Dictionary{{"BundleIdentifier", "example.harbor.bank"},
                                      {"NotificationsEnabled", false}}}}})});
}

Plist events(std::string_view profile, std::string_view process, Time at) {
    auto event = [&](std::string_view operation, Time time) {
        return Dictionary{
            {std::string(profile),
             Dictionary{{"Operation", operation}, {"Process", process}, {"Timestamp", time}}}};
    };
    return Dictionary{{"ProfileEvents",
                       Array{event("install", at), event("remove", at + std::chrono::hours(30))}}};
}

Plist settings_events(std::string_view process, Time at) {
    auto set = [&](std::string_view by) {
        return Dictionary{
            {"value", Dictionary{{"event", "set"}, {"process", by}, {"timestamp", at}}}};
    };
    return Dictionary{{"restrictedBool", Dictionary{{"allowDiagnosticSubmission", set(process)},
                                                    {"forceAutomaticDateAndTime", set(kFirst)}}},
                      {"restrictedValue", Dictionary{{"maxInactivity", set("Preferences")}}}};
}

Plist supervision(bool on) {
    Dictionary details = {{"AllowPairing", true},
                          {"CloudConfigurationUIComplete", true},
                          {"ConfigurationSource", 0},
                          {"IsSupervised", on},
                          {"PostSetupProfileWasInstalled", true}};
    if (on) details.emplace_back("OrganizationName", "Harbor Works");
    return details;
}

Plist list_of_profiles(const Array& shown, const Array& hidden) {
    return Dictionary{{"OrderedProfiles", shown}, {"HiddenProfiles", hidden}};
}

Plist managed_apps(std::string_view app) {
    return Dictionary{
        {"metadataByBundleID",
         Dictionary{{std::string(app), Dictionary{{"State", "Managed"}, {"Flags", 1}}}}}};
}

Plist enrolment(std::string_view host, Time at) {
    return Dictionary{{"ServerURL", "https://" + std::string(host) + "/mdm"},
                      {"CheckInURL", "https://" + std::string(host) + "/checkin"},
                      {"AccessRights", 8191},
                      {"ManagingProfileIdentifier", "example.harbor.manage"},
                      {"LastPollingSuccess", at}};
}

std::string trust_store(bool planted, bool newer, int page_size = 4096) {
    SqliteBuilder database(page_size);
    database.run("CREATE TABLE tsettings(" + std::string(newer ? "sha256" : "sha1") +
                 " BLOB NOT NULL DEFAULT '', subj BLOB NOT NULL DEFAULT '', tset BLOB, data BLOB" +
                 (newer ? ", uuid BLOB NOT NULL DEFAULT '')" : ")"));
    if (planted) {
        const std::string trusted = certificate("Harbor Listener", 2),
                          subject = name_parts("Harbor Listener", "Harbor Works");
        const std::string digest = newer ? std::string(as_text(sha256(as_bytes(trusted))))
                                         : std::string(as_text(sha1(as_bytes(trusted))));
        const std::string settings = binary_plist(Array{});
        Insert(database, "tsettings",
               (newer ? "sha256, subj, tset, data" : "sha1, subj, tset, data"))(
            Blob{digest}, Blob{subject}, Blob{settings}, Blob{trusted});
    }
    return database.bytes();
}

void plant_profiles(PartMaker& maker, Time installed) {
    Bait& bait = *maker.bait();
    auto add = [&](const std::string& name, const Plist& list) {
        maker.add(kDomain, kFolder + name, binary_plist(list));
    };
    const std::string host = bait.next(Sort::domain).value_or("mdm.harbor.example"),
                      proxy = bait.next(Sort::domain).value_or("proxy.harbor.example"),
                      uuid = bait.next(Sort::profile_id).value_or(std::string(kThird));
    add("profile-3f2a1b00.stub", managing(uuid, host, installed));
    maker.plant(Sort::profile_id, "configuration_profiles", uuid, uuid);
    maker.plant(Sort::domain, "configuration_profiles", host, "https://" + host + "/mdm");
    maker.plant_rule("profile_mdm", "configuration_profiles", "com.apple.mdm");
    add("profile-4e5d6c00.stub", listening(proxy, installed));
    maker.plant(Sort::domain, "configuration_profiles", proxy, proxy);
    maker.plant_rule("profile_root_certificate", "configuration_profiles",
                     "com.apple.security.root");
    maker.plant_rule("profile_traffic", "configuration_profiles", "com.apple.proxy.http.global");
    maker.plant_rule("profile_hides_notifications", "configuration_profiles",
                     "com.apple.notificationsettings");
    const std::string app = bait.next(Sort::app_id).value_or("example.harbor.helper");
    add("MDMAppManagement.plist", managed_apps(app));
    maker.plant(Sort::app_id, "device_management", app, app);
    const std::string process = bait.next(Sort::process).value_or("harbord");
    maker.add("HomeDomain", std::string(kUserFolder) + "MCProfileEvents.plist",
              binary_plist(events("example.harbor.gone", process, installed)));
    maker.plant(Sort::process, "profile_events", process, process);
    maker.plant_rule("profile_installed_and_removed", "profile_events", "example.harbor.gone");
}

void plant_rest(PartMaker& maker) {
    maker.plant_rule("trust_store_changed", "trust_store", "O=Harbor Works, CN=Harbor Listener");
    const std::string settings = "Library/Preferences/com.saurik.Cydia.plist";
    maker.add("HomeDomain", settings, binary_plist(Dictionary{{"CydiaPeriod", 1}}));
    maker.plant_rule("jailbreak_leftovers", "manifest", "/private/var/mobile/" + settings);
}

void make(PartMaker& maker) {
    const Time installed = maker.plan().taken - std::chrono::hours(24 * 30);
    const bool planted = maker.bait() != nullptr;
    auto add = [&](const std::string& name, const Plist& list) {
        maker.add(kDomain, kFolder + name, binary_plist(list));
    };
    add("CloudConfigurationDetails.plist", supervision(false));
    Array shown = {"example.office.network"};
    if (planted) shown.insert(shown.end(), {"example.harbor.manage", "example.harbor.listen"});
    add("PayloadManifest.plist", list_of_profiles(shown, {}));
    maker.add("HomeDomain", std::string(kUserFolder) + "PayloadManifest.plist",
              binary_plist(list_of_profiles({}, {})));
    std::string process = "Preferences";
    if (planted) {
        plant_profiles(maker, installed);
        if (auto bait = maker.bait()->next(Sort::process)) {
            process = *bait;
            maker.plant(Sort::process, "managed_settings_events", process, process);
        }
        plant_rest(maker);
    }
    add("MCSettingsEvents.plist", settings_events(process, installed));
    maker.add("KeychainDomain", "TrustStore.sqlite3", trust_store(planted, false));
}

Plist every_setting(Time at) {
    return profile(
        "example.every.setting", kFirst, "Everything", at,
        Array{
            with(payload("com.apple.vpn.managed", kSecond),
                 {{"VPNType", "IKEv2"},
                  {"UserDefinedName", "Tunnel"},
                  {"IKEv2", Dictionary{{"RemoteAddress", "vpn.harbor.example"},
                                       {"AuthPassword", "do-not-show"}}}}),
            with(payload("com.apple.dnsSettings.managed", kThird),
                 {{"DNSSettings",
                   Dictionary{{"DNSProtocol", "HTTPS"},
                              {"ServerURL", "https://dns.harbor.example/q"},
                              {"ServerAddresses", Array{"192.0.2.53", "192.0.2.54"}}}}}),
            with(payload("com.apple.applicationaccess", kFourth),
                 {{"allowCamera", false}, {"ratingApps", 1000}, {"note", "see harbor.example"}}),
            with(payload("com.apple.security.pem", kFirst),
                 {{"PayloadContent", Plist::Data{"-----BEGIN CERTIFICATE-----\n" +
                                                 base64(as_bytes(certificate("Harbor Root", 1))) +
                                                 "\n-----END CERTIFICATE-----\n"}}}),
            "no dictionary",
        });
}

Result<void> seeds(const SeedSink& write) {
    auto put = [&](std::string_view name, const Plist& list) {
        return write(name, binary_plist(list));
    };
    TRY(put("configuration_profiles/managing.plist", managing(kThird, "a.example", kTaken)));
    TRY(put("configuration_profiles/listening.plist", listening("p.example", kTaken)));
    TRY(put("configuration_profiles/every_setting.plist", every_setting(kTaken)));
    TRY(put("configuration_profiles/odd.plist",
            Dictionary{{"PayloadContent", Dictionary{{"URL", "https://a.example/ota"}}},
                       {"InstallDate", "never"},
                       {"SignerCerts", Array{Plist::Data{certificate("Signer", 3)}, "no data"}},
                       {"OTAProfileStub",
                        Dictionary{{"PayloadIdentifier", "example.ota"}, {"PayloadContent", 7}}}}));
    TRY(put("profile_events/two.plist", events("example.gone", "profiled", kTaken)));
    TRY(put("profile_events/odd.plist",
            Dictionary{{"ProfileEvents",
                        Array{"no dictionary",
                              Dictionary{{"a", Dictionary{{"Operation", 5}, {"Extra", "more"}}},
                                         {"b", "no dictionary"}}}}}));
    TRY(put("managed_settings_events/three.plist", settings_events("profiled", kTaken)));
    TRY(put("managed_settings_events/odd.plist",
            Dictionary{{"a", Array{1}}, {"b", Dictionary{{"timestamp", "never"}}}}));
    TRY(put("device_management/supervised.plist", supervision(true)));
    TRY(put("device_management/list.plist", list_of_profiles({"example.a"}, {"example.b", 7})));
    TRY(put("device_management/apps.plist", managed_apps("example.app")));
    TRY(put("device_management/enrolment.plist", enrolment("a.example", kTaken)));
    TRY(write("trust_store/sha1.db", trust_store(true, false, 512)));
    TRY(write("trust_store/sha256.db", trust_store(true, true, 512)));
    TRY(write("certificate/root.der", certificate("Harbor Root", 1)));
    return write("certificate/name.der", name_parts("Harbor Root", "Harbor Works"));
}

}  // namespace

extern constinit const PhonePart part = {.name = "profiles", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::profiles
