// clients.plist of the location daemon: which apps and programs asked where the phone is.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/plist.h"

namespace bridle::fabricate::locationd_clients {

using Dictionary = Plist::Dictionary;

static Dictionary client(Time taken, int hours) {
    const double stopped = cocoa_seconds(taken - std::chrono::hours(hours));
    return {{"Authorization", 2},
            {"ConsumptionPeriodBegin", stopped - 900},
            {"LocationTimeStopped", stopped},
            {"ReceivingLocationInformationTimeStopped", stopped + 0.5},
            {"SupportedAuthorizationMask", 7}};
}

static Dictionary app_clients(Time taken) {
    Dictionary maps = client(taken, 5), reader = client(taken, 30);
    maps.emplace_back("BundleId", "com.apple.Maps");
    maps.emplace_back("BundlePath", "/Applications/Maps.app");
    maps.emplace_back("Executable", "/Applications/Maps.app/Maps");
    reader.emplace_back("BundleId", "com.example.reader");
    reader.emplace_back("Registered", true);
    reader.emplace_back("ClientStorageToken", Plist::Data{"token"});
    return {{"icom.apple.Maps:", maps},
            {"icom.example.reader:", reader},
            {"p/System/Library/LocationBundles/Routine.bundle:", client(taken, 2)}};
}

static void plant(PartMaker& maker, Bait& bait, Dictionary& clients) {
    const Time taken = maker.plan().taken;
    if (auto process = bait.next(Sort::process)) {
        clients.emplace_back("i" + *process + ":", client(taken, 60));
        maker.plant(Sort::process, "locationd_clients", *process, *process);
    }
    if (auto path = bait.next(Sort::file_path,
                              [](std::string_view each) { return !each.ends_with('/'); })) {
        Dictionary named = client(taken, 61);
        named.emplace_back("Executable", *path);
        clients.emplace_back("icom.example.tool:", named);
        maker.plant(Sort::file_path, "locationd_clients", *path, *path);
    }
    clients.emplace_back("inehelperd:", client(taken, 62));
    maker.plant_rule("process_near_miss", "locationd_clients", "nehelperd");
    static constexpr char kStaged[] =
        "/private/var/db/com.apple.xpc.roleaccountd.staging/quietworkerd";
    clients.emplace_back("p" + std::string(kStaged) + ":", client(taken, 63));
    maker.plant_rule("process_from_unusual_place", "locationd_clients", kStaged);
}

static void make(PartMaker& maker) {
    Dictionary clients = app_clients(maker.plan().taken);
    if (Bait* bait = maker.bait()) plant(maker, *bait, clients);
    maker.add("RootDomain", "Library/Caches/locationd/clients.plist", binary_plist(clients));
}

static Result<void> seeds(const SeedSink& write) {
    TRY(write("locationd_clients/three.plist", binary_plist(app_clients(kTaken))));
    return write("locationd_clients/odd.plist",
                 binary_plist(Dictionary{
                     {"::", true},
                     {"ia:pb:c", Dictionary{{"BundleId", 7},
                                            {"Executable", ""},
                                            {"BundlePath", Plist::Array{}},
                                            {"LocationTimeStopped", "never"},
                                            {"NewTimeStopped", 600000000},
                                            {"FenceTimeStopped", kTaken},
                                            {"VisitTimeStopped", 1e300},
                                            {"Registered", "/usr/libexec/x"}}},
                     {"", Dictionary{{"", Plist::Data{"x"}}, {"a", 2.5}}},
                 }));
}

extern constinit const PhonePart part = {.name = "locationd_clients", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::locationd_clients
