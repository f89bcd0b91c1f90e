// Apps as they lie on the phone, whose folders are whose, and what the home screen and the
// installer know of them. A backup holds little of that; a dump holds all.

#include "fabricate/keyed_archive.h"
#include "fabricate/part.h"
#include "fabricate/plist.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::apps {

namespace {

using Dictionary = Plist::Dictionary;
using Array = Plist::Array;

constexpr char kBundles[] = "/private/var/containers/Bundle/Application/";
constexpr char kData[] = "/private/var/mobile/Containers/Data/Application/";
constexpr char kOwner[] = "/.com.apple.mobile_container_manager.metadata.plist";

Plist store_metadata(const App& app, Time bought, std::string_view source = "com.apple.AppStore") {
    return Dictionary{
        {"artistName", app.maker},
        {"bundleShortVersionString", "4.2"},
        {"bundleVersion", "420"},
        {"com.apple.iTunesStore.downloadInfo",
         Dictionary{{"accountInfo", Dictionary{{"AppleID", "ana@people.example"}}},
                    {"purchaseDate", iso(bought)}}},
        {"itemName", app.name},
        {"softwareVersionBundleId", app.bundle},
        {"sourceApp", source},
    };
}

Plist bundle(const App& app) {
    return Dictionary{
        {"CFBundleDisplayName", app.name},
        {"CFBundleExecutable", app.process},
        {"CFBundleIdentifier", app.bundle},
        {"CFBundleShortVersionString", "4.2"},
        {"CFBundleURLTypes", Array{Dictionary{{"CFBundleURLSchemes", Array{"scheme"}}}}},
        {"CFBundleVersion", "420"},
        {"MinimumOSVersion", "15.0"},
        {"UIBackgroundModes", Array{"fetch"}},
    };
}

Plist owner(std::string_view app, std::string_view uuid) {
    return Dictionary{
        {"MCMMetadataContentClass", 2}, {"MCMMetadataIdentifier", app}, {"MCMMetadataUUID", uuid}};
}

std::string compatibility(std::string_view app, const std::string& folder,
                          const std::string& data) {
    KeyedArchive archive;
    auto root = archive.declare();
    archive.define(root,
                   {{"bundleIdentifier", archive.link(archive.text(app))},
                    {"bundlePath", archive.link(archive.text(folder))},
                    {"sandboxPath", archive.link(archive.text(data))}},
                   {"XBApplicationCompatibilityInfo", "NSObject"});
    return binary_plist(Plist::Data{archive.finish(root)});
}

// Where the folders of one app lie; the names are made up.
struct Folders {
    std::string bundle, data;
    explicit Folders(Random& random)
        : bundle(kBundles + random.uuid()), data(kData + random.uuid()) {}
};

class HomeScreen {
public:
    explicit HomeScreen(int page_size = 4096) : database_(page_size) {
        database_.run(R"sql(
            CREATE TABLE application_identifier_tab (id INTEGER PRIMARY KEY AUTOINCREMENT,
                application_identifier TEXT NOT NULL UNIQUE);
            CREATE TABLE key_tab (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE);
            CREATE TABLE kvs (id INTEGER PRIMARY KEY AUTOINCREMENT, application_identifier INTEGER,
                key INTEGER, value BLOB);
            INSERT INTO key_tab VALUES (1, 'compatibilityInfo'), (2, '_UninstallDate'), (3, 'other');
        )sql");
    }
    std::int64_t name(std::string_view app) {
        Insert(database_, "application_identifier_tab", "id, application_identifier")(++apps_, app);
        return apps_;
    }
    void value(std::int64_t app, int key, std::string_view bytes) {
        Insert(database_, "kvs", "application_identifier, key, value")(app, key, Blob{bytes});
    }
    std::string bytes() { return database_.bytes(); }

private:
    SqliteBuilder database_;
    std::int64_t apps_ = 0;
};

std::string installation_log(std::string_view app) {
    const std::string name(app);
    return "Mon Mar  2 10:00:00 2026 [101] <notice> (0x16b0eb000) "
           "-[MIClientConnection _doInstallationForURL:]: Install of "
           "\"/var/installd/Library/x\" type Placeholder requested by appstored (pid 90 "
           "(501/501))\n"
           "Mon Mar  2 10:00:09 2026 [101] <notice> (0x16b0eb000) -[MIInstaller "
           "performInstallationWithError:]: Install Successful for "
           "(Placeholder:" +
           name +
           ")\n"
           "Tue Mar  3 11:00:00 2026 [101] <err> (0x16b0eb000) -[MIBundle x]: 5: a list\n"
           "of two lines\n"
           "Wed Mar  4 12:00:00 2026 [101] <notice> (0x16b0eb000) "
           "-[MIUninstaller _uninstall]: Uninstalling identifier " +
           name + "\n";
}

void add_app(PartMaker& maker, const App& app, Random& random, HomeScreen& home) {
    const Folders folders(random);
    const std::string folder = folders.bundle + "/" + std::string(app.process) + ".app";
    const Time bought = maker.plan().taken - std::chrono::hours(24 * random.between(20, 700));
    maker.add_to_dumps(folders.bundle + "/iTunesMetadata.plist",
                       binary_plist(store_metadata(app, bought)));
    maker.add_to_dumps(folder + "/Info.plist", binary_plist(bundle(app)));
    for (const std::string& each : {folders.bundle, folders.data})
        maker.add_to_dumps(each + kOwner,
                           binary_plist(owner(app.bundle, each.substr(each.rfind('/') + 1))));
    home.value(home.name(app.bundle), 1, compatibility(app.bundle, folder, folders.data));
}

// An app whose receipt names another store than Apple's.
void plant_foreign_app(PartMaker& maker, Random& random) {
    static constexpr App kApp = {"example.chat.extra", "Chat Extra", "ChatExtra", "Nobody"};
    const Time bought = maker.plan().taken - std::chrono::hours(24 * 40);
    maker.plant_rule("app_foreign_source", "applications", kApp.bundle);
    maker.add_to_dumps(Folders(random).bundle + "/iTunesMetadata.plist",
                       binary_plist(store_metadata(kApp, bought, "com.example.otherstore")));
}

void make(PartMaker& maker) {
    Random random(maker.plan().seed, "apps");
    HomeScreen home;
    for (const App& app : usual_apps()) add_app(maker, app, random, home);
    home.value(home.name("example.gone.game"), 2,
               binary_plist(maker.plan().taken - std::chrono::hours(24 * 90)));
    if (maker.bait()) plant_foreign_app(maker, random);
    if (Bait* bait = maker.bait())
        if (auto app = bait->next(Sort::app_id)) {
            home.name(*app);
            maker.plant(Sort::app_id, "installed_apps", *app, *app);
        }
    // Info.plist of the backup lists an app that the store knows nothing of; it is dealt by the
    // phone's own bait, and first.
    if (maker.bait())
        if (auto app = Bait(maker.plan().indicators, maker.plan().seed).next(Sort::app_id))
            maker.plant_rule("app_without_store_metadata", "backup_info", *app);
    maker.add("HomeDomain", "Library/FrontBoard/applicationState.db", home.bytes());
    maker.add_to_dumps(
        "/private/var/installd/Library/Logs/MobileInstallation/mobile_installation.log.0",
        installation_log("example.gone.game"));
}

Result<void> seeds(const SeedSink& write) {
    const App& app = usual_apps().front();
    TRY(write("applications/store.plist", binary_plist(store_metadata(app, kTaken))));
    TRY(write("applications/bundle.plist", xml_plist(bundle(app))));
    TRY(write("applications/signed.mobileprovision",
              "0\x82" +
                  xml_plist(Dictionary{{"Name", "Everywhere"},
                                       {"TeamName", "Harbor Works"},
                                       {"TeamIdentifier", Array{"AB12"}},
                                       {"ProvisionsAllDevices", true},
                                       {"ExpirationDate", kTaken},
                                       {"DeveloperCertificates", Array{Plist::Data{"x"}}}}) +
                  "signature"));
    TRY(write("applications/odd.plist",
              binary_plist(Dictionary{{"softwareVersionBundleId", 7},
                                      {"com.apple.iTunesStore.downloadInfo", "none"},
                                      {"itemName", Array{}}})));
    TRY(write("containers/app.plist", binary_plist(owner(app.bundle, "UUID"))));
    TRY(write("containers/odd.plist", binary_plist(Array{"no dictionary"})));
    HomeScreen home(512);
    home.value(home.name("example.a"), 1, compatibility("example.a", "/b/A.app", "/d/1"));
    home.value(home.name("example.b"), 2, binary_plist(kTaken));
    home.value(home.name("example.c"), 1, "no property list");
    home.value(home.name("example.d"), 3, "passed over");
    home.name("example.e");
    TRY(write("installed_apps/five.db", home.bytes()));
    TRY(write("daemon_log/two.log", installation_log("example.gone.game")));
    return write("installation_log/two.log", installation_log("example.gone.game"));
}

}  // namespace

extern constinit const PhonePart part = {.name = "apps", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::apps
