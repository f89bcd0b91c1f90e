// Where programs lie on a phone, and where only spyware and Apple's updater put some.

#pragma once

#include <algorithm>
#include <string_view>

namespace bridle::ios {

// "/private/var/x" is "/var/x": /var, /tmp and /etc are links into /private.
inline std::string_view without_private(std::string_view path) {
    constexpr std::string_view kPrivate = "/private";
    return path.starts_with("/private/") ? path.substr(kPrivate.size()) : path;
}

// A path without /private. The system puts there what it runs for a short time.
inline constexpr std::string_view kStaging = "/var/db/com.apple.xpc.roleaccountd.staging/";

// The helper of Apple's own updates, of the phone and of its secure element, in the forms in which
// it is staged: "exec/16777220.10364.xpc/com.apple.MobileSoftwareUpdate.UpdateBrainService" and
// "<name>.xpc/Contents/MacOS/com.apple.NRD.UpdateBrainService". What else lies there is not.
inline bool is_updater_of_apple(std::string_view path) {
    constexpr std::string_view kHelpers[] = {"com.apple.MobileSoftwareUpdate.UpdateBrainService",
                                             "com.apple.NRD.UpdateBrainService"};
    constexpr std::string_view kBundle = ".xpc";
    auto skip = [&](std::string_view front) {
        const bool there = path.starts_with(front);
        if (there) path.remove_prefix(front.size());
        return there;
    };
    path = without_private(path);
    if (!skip(kStaging)) return false;
    skip("exec/");
    const std::string_view bundle = path.substr(0, path.find('/'));
    if (bundle.size() <= kBundle.size() || !bundle.ends_with(kBundle) || !skip(bundle))
        return false;
    if (!skip("/Contents/MacOS/") && !skip("/")) return false;
    return std::ranges::find(kHelpers, path) != std::end(kHelpers);
}

}  // namespace bridle::ios
