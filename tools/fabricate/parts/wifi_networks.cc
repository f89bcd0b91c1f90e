// com.apple.wifi.known-networks.plist: the networks that the phone knows, and when it joined them.

#include "fabricate/part.h"
#include "fabricate/plist.h"

namespace bridle::fabricate::wifi_networks {

using Dictionary = Plist::Dictionary;

static constexpr char kFile[] = "SystemConfiguration/com.apple.wifi.known-networks.plist";

static Plist known_networks(Time taken) {
    auto network = [&](std::string_view name, int days) {
        const Time added = taken - std::chrono::hours(24 * days);
        return Dictionary{
            {"SSID", Plist::Data{std::string(name)}},
            {"AddReason", "WiFi Settings"},
            {"AddedAt", added},
            {"UpdatedAt", added + std::chrono::hours(30)},
            {"JoinedByUserAt", added + std::chrono::minutes(1)},
            {"SupportedSecurityTypes", "WPA2/WPA3 Personal"},
            {"__OSSpecific__", Dictionary{{"BSSID", "02:00:5e:10:00:01"}, {"CHANNEL", 6}}},
        };
    };
    return Dictionary{{"wifi.network.ssid.Home", network("Home", 400)},
                      {"wifi.network.ssid.Conference", network("Conference", 12)}};
}

static void make(PartMaker& maker) {
    maker.add("SystemPreferencesDomain", kFile, binary_plist(known_networks(maker.plan().taken)));
}

static Result<void> seeds(const SeedSink& write) {
    TRY(write("wifi_networks/two.plist", binary_plist(known_networks(kTaken))));
    TRY(write("wifi_networks/older.plist",
              binary_plist(Dictionary{
                  {"List of known networks", Plist::Array{Dictionary{{"SSID_STR", "Home"},
                                                                     {"BSSID", "02:00:5e:10:00:01"},
                                                                     {"lastJoined", kTaken},
                                                                     {"lastAutoJoined", kTaken}},
                                                          "no dictionary"}}})));
    return write("wifi_networks/odd.plist",
                 binary_plist(Dictionary{{"wifi.network.ssid.x", "no dictionary"},
                                         {"wifi.network.ssid.y", Dictionary{{"AddedAt", "never"}}},
                                         {"other", Plist::Array{}}}));
}

extern constinit const PhonePart part = {.name = "wifi_networks", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::wifi_networks
