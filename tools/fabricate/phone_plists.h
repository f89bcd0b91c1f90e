// The property lists of a phone that an examiner reads, and those that
// describe the backup itself.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "fabricate/plist.h"
#include "fabricate/sms.h"
#include "fabricate/trace.h"

namespace bridle::fabricate {

struct PlistPlan {
    std::uint64_t seed = 1;
    std::size_t entries = 60;
    Time taken = kTaken;
    Bait* bait = nullptr;
};

// com.apple.osanalytics.addaily.plist: traffic of processes, counted daily.
Plist os_analytics(const PlistPlan& plan, Planted& planted);
// com.apple.identityservices.idstatuscache.plist: addresses looked up for iMessage and FaceTime.
Plist id_status_cache(const PlistPlan& plan, Planted& planted);
// .GlobalPreferences.plist.
Plist global_preferences(bool lockdown_mode);
// com.apple.CrashReporter.plist, which a phone has no reason to have.
Plist crash_reporter();
// A configuration profile, and the log of what was done with profiles.
Plist configuration_profile(std::string_view uuid, std::string_view type, Time installed);
Plist profile_events(std::string_view profile, std::string_view process, Time at);

struct Phone {
    std::string name = "Ana's iPhone";
    std::string product = "iPhone14,5", version = "26.6.1", build = "23G83";
    std::string serial = "F2LEXAMPLE00";
    std::string id = "00008110-000A1B2C3D4E5F60";  // of the device; also names the folder
};

Plist info_plist(const Phone& phone, const PlistPlan& plan, Planted& planted);
Plist status_plist(Time taken);
// Without a key bag, of a backup that is not encrypted.
Plist manifest_plist(const Phone& phone, Time taken, std::string_view key_bag = {},
                     std::string_view manifest_key = {});

}  // namespace bridle::fabricate
