// What Operation Triangulation left in backups: a process of a name long out of use among those
// that the phone counted, and in the same minutes an empty folder for attachments and a file of
// settings that changed.

#include "fabricate/part.h"
#include "fabricate/plist.h"

namespace bridle::fabricate::triangulation {

using Dictionary = Plist::Dictionary;

static constexpr char kAnalytics[] = "Library/Preferences/com.apple.osanalytics.addaily.plist";

static void make(PartMaker& maker) {
    if (!maker.bait()) return;
    const Time attack = maker.plan().taken - std::chrono::hours(24 * 21);
    Dictionary counters = {{"BackupAgent", Plist::Array{attack, 1024.0, 4096.0, 0.0, 0.0}}};
    maker.add("RootDomain", kAnalytics,
              binary_plist(Dictionary{{"netUsageBaseline", std::move(counters)}}));
    maker.plant_rule("triangulation_process", "os_analytics_ad_daily", "BackupAgent");
    maker.add_folder("MediaDomain", "Library/SMS/Attachments/e7/07", attack);
    maker.part.files.push_back({.domain = "RootDomain",
                                .path = "Library/Preferences/com.apple.ImageIO.plist",
                                .content = binary_plist(Dictionary{{"Version", 1}}),
                                .time = attack + std::chrono::seconds(75)});
    maker.plant_rule("triangulation_window", "manifest", "Attachments/e7/07");
}

extern constinit const PhonePart part = {.name = "triangulation", .make = make};

}  // namespace bridle::fabricate::triangulation
