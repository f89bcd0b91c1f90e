#include "fabricate/phone_plists.h"

#include "fabricate/encoding.h"
#include "fabricate/random.h"
#include "fabricate/words.h"

namespace bridle::fabricate {

using Array = Plist::Array;
using Dictionary = Plist::Dictionary;

namespace {

constexpr std::string_view kAnalyticsFile =
    "HomeDomain/Library/Preferences/com.apple.osanalytics.addaily.plist";
constexpr std::string_view kCacheFile =
    "HomeDomain/Library/Preferences/com.apple.identityservices.idstatuscache.plist";

constexpr std::string_view kDaemons[] = {"mDNSResponder", "apsd",
                                         "cloudd",        "nsurlsessiond",
                                         "trustd",        "geod",
                                         "assistantd",    "locationd",
                                         "timed",         "softwareupdated",
                                         "mediaserverd",  "identityservicesd",
                                         "akd",           "parsecd",
                                         "BackupAgent2",  "itunesstored"};

Time before(Time taken, Random& random, std::int64_t days) {
    return taken - std::chrono::milliseconds(random.between(60'000, days * 86'400'000));
}

Trace trace_of(std::string_view artifact, std::string_view file, std::string table, std::size_t row,
               std::string value, std::string indicator, std::string kind, std::string form,
               std::string how) {
    return {.artifact = std::string(artifact),
            .file = std::string(file),
            .table = std::move(table),
            .row = static_cast<std::int64_t>(row),
            .value = std::move(value),
            .indicator = std::move(indicator),
            .kind = std::move(kind),
            .form = std::move(form),
            .how = std::move(how)};
}

}  // namespace

Plist os_analytics(const PlistPlan& plan, Planted& planted) {
    Random random(plan.seed, "os analytics");
    Dictionary counters;
    auto add = [&](std::string_view name) {
        auto bytes = [&] { return static_cast<double>(random.below(80'000'000)); };
        // A date in whole seconds, as the phone's daily job writes it.
        Time date = whole_seconds(before(plan.taken, random, 30));
        counters.emplace_back(std::string(name), Array{date, bytes(), bytes(), bytes(), bytes()});
    };
    for (std::string_view daemon : kDaemons) add(daemon);
    for (const App& app : usual_apps()) add(app.process);
    for (std::size_t i = counters.size(); i < plan.entries; i++)
        add("example.extension" + std::to_string(i));
    if (plan.bait)
        if (auto name = plan.bait->next(Sort::process)) {
            add(*name);
            planted.add(trace_of("os_analytics_ad_daily", kAnalyticsFile, "netUsageBaseline",
                                 counters.size() - 1, *name, *name, "process", "plain", "exact"));
        }
    return Dictionary{{"netUsageBaseline", std::move(counters)},
                      {"lastSubmission", whole_seconds(plan.taken)}};
}

Plist id_status_cache(const PlistPlan& plan, Planted& planted) {
    Random random(plan.seed, "id status");
    std::vector<Person> all = people(plan.seed, plan.entries);
    auto looked_up = [&] {
        return Dictionary{{"IDStatus", random.one_in(4) ? 2 : 1},
                          {"LookupDate", cocoa_seconds(before(plan.taken, random, 90))}};
    };
    Dictionary madrid, facetime;
    for (const Person& person : all) {
        madrid.emplace_back("tel:" + person.phone, looked_up());
        if (random.one_in(3)) facetime.emplace_back("mailto:" + person.email, looked_up());
    }
    auto plant = [&](const std::string& address, std::string value, std::string indicator,
                     std::string kind, std::string form, std::string how) {
        madrid.emplace_back(address, looked_up());
        planted.add(trace_of("id_status_cache", kCacheFile, "com.apple.madrid", madrid.size() - 1,
                             std::move(value), std::move(indicator), std::move(kind),
                             std::move(form), std::move(how)));
    };
    if (plan.bait) {
        if (auto email = plan.bait->next(Sort::email))
            plant("mailto:" + *email, *email, *email, "email", "mailto", "exact");
        if (auto email = plan.bait->next(Sort::email)) {
            std::string loud = *email;
            loud[0] = static_cast<char>(loud[0] & ~0x20);
            plant("mailto:" + loud, loud, *email, "email", "upper_case", "exact");
        }
        plant(std::string("mailto:x\0\0y@post.example", 25), "mailto:x\\x00\\x00y@post.example",
              "id_status_nul", "rule", "nul", "rule");
    }
    return Dictionary{{"CacheVersion", 1},
                      {"com.apple.madrid", std::move(madrid)},
                      {"com.apple.ess", std::move(facetime)},
                      {"com.apple.private.alloy.sms", Dictionary{}}};
}

Plist global_preferences(bool lockdown_mode) {
    return Dictionary{
        {"AppleLanguages", Array{"en-GB", "pt-PT"}},
        {"AppleLocale", "en_GB"},
        {"AppleKeyboards", Array{"en_GB@sw=QWERTY;hw=Automatic", "emoji@sw=Emoji"}},
        {"AppleKeyboardsExpanded", 1},
        {"WebKitShowLinkPreviews", false},
        {"PKKeychainVersionKey", 8},
        {"LDMGlobalEnabled", lockdown_mode},
    };
}

Plist crash_reporter() {
    return Dictionary{{"SubmitDiagInfo", false}, {"SBReportingEnabled", false}};
}

Plist configuration_profile(std::string_view uuid, std::string_view type, Time installed) {
    return Dictionary{
        {"InstallDate", installed},
        {"PayloadType", "Configuration"},
        {"PayloadUUID", uuid},
        {"PayloadIdentifier", "example.office.network"},
        {"PayloadDisplayName", "Office network"},
        {"PayloadDescription", "Settings of the office"},
        {"PayloadOrganization", "Harbor Works"},
        {"PayloadContent",
         Array{Dictionary{{"PayloadType", type}, {"PayloadUUID", uuid}, {"PayloadVersion", 1}}}},
    };
}

Plist profile_events(std::string_view profile, std::string_view process, Time at) {
    return Dictionary{{"ProfileEvents",
                       Array{Dictionary{{std::string(profile), Dictionary{{"Operation", "install"},
                                                                          {"Process", process},
                                                                          {"Timestamp", at}}}}}}};
}

namespace {

Plist app_entry(const App& app, std::string_view source, Time bought) {
    Dictionary metadata = {
        {"artistName", app.maker},
        {"bundleShortVersionString", "4.2"},
        {"bundleVersion", "420"},
        {"com.apple.iTunesStore.downloadInfo", Dictionary{{"purchaseDate", iso(bought)}}},
        {"itemName", app.name},
        {"softwareVersionBundleId", app.bundle},
        {"sourceApp", source},
    };
    return Dictionary{{"iTunesMetadata", Plist::Data{binary_plist(std::move(metadata))}}};
}

}  // namespace

Plist info_plist(const Phone& phone, const PlistPlan& plan, Planted& planted) {
    Random random(plan.seed, "info");
    Dictionary applications;
    Array installed;
    for (const App& app : usual_apps()) {
        Time bought = whole_seconds(before(plan.taken, random, 700));
        applications.emplace_back(std::string(app.bundle),
                                  app_entry(app, "com.apple.AppStore", bought));
        installed.emplace_back(app.bundle);
    }
    if (plan.bait)
        if (auto id = plan.bait->next(Sort::app_id)) {
            // Not from the store: there is no metadata of it.
            applications.emplace_back(*id, Dictionary{});
            installed.emplace_back(*id);
            planted.add(trace_of("backup_info", "Info.plist", "Applications",
                                 applications.size() - 1, *id, *id, "app_id", "side_loaded",
                                 "exact"));
        }
    if (plan.bait && !phone.version.starts_with("26."))
        planted.add(trace_of("backup_info", "Info.plist", "Info.plist", 0, phone.version,
                             "outdated_ios", "rule", "version", "rule"));
    return Dictionary{
        {"Applications", std::move(applications)},
        {"Build Version", phone.build},
        {"Device Name", phone.name},
        {"Display Name", phone.name},
        {"GUID", "5EAF00D0EXAMPLE0"},
        {"ICCID", "8900000000000000000"},
        {"IMEI", "350000000000000"},
        {"IMEI 2", "350000000000001"},
        {"Installed Applications", std::move(installed)},
        {"Last Backup Date", whole_seconds(plan.taken)},
        {"Phone Number", "+1 (202) 555-0100"},
        {"Product Name", "iPhone 13"},
        {"Product Type", phone.product},
        {"Product Version", phone.version},
        {"Serial Number", phone.serial},
        {"Target Identifier", phone.id},
        {"Target Type", "Device"},
        {"Unique Identifier", phone.id},
        {"iTunes Version", "12.13.2"},
    };
}

Plist status_plist(Time taken) {
    return Dictionary{{"BackupState", "new"},
                      {"Date", whole_seconds(taken)},
                      {"IsFullBackup", true},
                      {"SnapshotState", "finished"},
                      {"UUID", "0B3F6E0A-6D0E-4C55-9A35-0E1F5C0A7B11"},
                      {"Version", "3.3"}};
}

Plist manifest_plist(const Phone& phone, Time taken, std::string_view key_bag,
                     std::string_view manifest_key) {
    Dictionary applications;
    for (const App& app : usual_apps())
        applications.emplace_back(std::string(app.bundle),
                                  Dictionary{{"CFBundleIdentifier", app.bundle},
                                             {"CFBundleVersion", "420"},
                                             {"ContainerContentClass", "Data/Application"}});
    Dictionary root = {
        {"Applications", std::move(applications)},
        {"Date", whole_seconds(taken)},
        {"IsEncrypted", !key_bag.empty()},
        {"Lockdown", Dictionary{{"BuildVersion", phone.build},
                                {"DeviceName", phone.name},
                                {"ProductType", phone.product},
                                {"ProductVersion", phone.version},
                                {"SerialNumber", phone.serial},
                                {"UniqueDeviceID", phone.id},
                                {"com.apple.MobileDeviceCrashCopy", Dictionary{}}}},
        {"SystemDomainsVersion", "24.0"},
        {"Version", "10.0"},
        {"WasPasscodeSet", true},
    };
    if (!key_bag.empty()) root.emplace_back("BackupKeyBag", Plist::Data{std::string(key_bag)});
    if (!manifest_key.empty())
        root.emplace_back("ManifestKey", Plist::Data{std::string(manifest_key)});
    return root;
}

}  // namespace bridle::fabricate
