// Where the file system of the phone begins in a dump, which each tool decides
// for itself:
//
//     private/var/mobile/…                /private/var/mobile/…
//     ./var/mobile/…                      /private/var/mobile/…
//     phone/filesystem1/System/…          /System/…
//     phone/filesystem2/mobile/…          /private/var/mobile/…   the data partition alone
//
// On the phone /var is a link to /private/var, /tmp to /private/var/tmp and /etc to /private/etc.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridle {

class DumpRoot {
public:
    // What the path of one member tells of it, if it tells anything. At most three folders deep.
    static std::optional<DumpRoot> recognise(std::string_view member);

    // For who says that it is a dump, however it looks.
    static DumpRoot at_top() { return DumpRoot({}); }

    // Nothing of a member that lies outside. Hostile names come out repaired.
    std::optional<std::string> device_path(std::string_view member) const;

    // The folders before the root: "phone/", or nothing.
    const std::string& prefix() const { return prefix_; }

private:
    explicit DumpRoot(std::string prefix) : prefix_(std::move(prefix)) {}
    std::string prefix_;
};

// Without the leading / and ./, which say nothing.
std::string_view without_lead(std::string_view member);

}  // namespace bridle
