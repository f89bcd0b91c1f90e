#include "acquisition/dump_root.h"

#include <algorithm>

#include "acquisition/device_path.h"
#include "base/text.h"

namespace bridle {

static constexpr std::size_t kDeepest = 3;  // folders before the root

// Folders right below /private/var, and nowhere else at the top of a file system.
static constexpr std::string_view kDataFolders[] = {
    "mobile",   "root",     "containers",   "wireless",  "db",          "Keychains",
    "networkd", "installd", "MobileDevice", "protected", "preferences", "MobileSoftwareUpdate",
    "hardware", "keybags",
};

static bool is_data_folder(std::string_view name) {
    return std::ranges::find(kDataFolders, name) != std::end(kDataFolders);
}

// "filesystem1", as one tool calls the partitions.
static bool is_partition(std::string_view name) {
    static constexpr std::string_view kWord = "filesystem";
    return name.starts_with(kWord) && name.size() > kWord.size() &&
           name.size() < kWord.size() + 3 &&
           std::ranges::all_of(name.substr(kWord.size()), is_digit);
}

std::string_view without_lead(std::string_view member) {
    for (;;) {
        if (member.starts_with('/'))
            member.remove_prefix(1);
        else if (member.starts_with("./"))
            member.remove_prefix(2);
        else
            return member;
    }
}

// The first names of a path: enough to see where the root is.
static std::vector<std::string_view> first_names(std::string_view member) {
    std::vector<std::string_view> names;
    while (!member.empty() && names.size() < kDeepest + 4) {
        std::size_t slash = member.find('/');
        names.push_back(member.substr(0, slash));
        if (slash == member.npos) break;
        member.remove_prefix(slash + 1);
    }
    return names;
}

// Whether what begins here is a root, or the top of the data partition.
static bool begins(const std::vector<std::string_view>& names, std::size_t at) {
    auto name = [&](std::size_t i) { return i < names.size() ? names[i] : std::string_view(); };
    if (name(at) == "private" && name(at + 1) == "var")
        return name(at + 2).empty() || is_data_folder(name(at + 2));
    if (name(at) == "System" && name(at + 1) == "Library")
        return name(at + 2) == "CoreServices" || name(at + 2) == "PrivateFrameworks";
    if (name(at) == "var") return name(at + 1) == "mobile" || name(at + 1) == "wireless";
    static constexpr std::string_view kOfMobile[] = {"Library", "Containers", "Media"};
    return name(at) == "mobile" &&
           std::ranges::find(kOfMobile, name(at + 1)) != std::end(kOfMobile);
}

std::optional<DumpRoot> DumpRoot::recognise(std::string_view member) {
    std::vector<std::string_view> names = first_names(without_lead(member));
    for (std::size_t at = 0; at <= kDeepest && at < names.size(); at++) {
        if (!begins(names, at)) continue;
        std::size_t folders = at > 0 && is_partition(names[at - 1]) ? at - 1 : at;
        std::string prefix;
        for (std::size_t i = 0; i < folders; i++) prefix.append(names[i]).append("/");
        return DumpRoot(std::move(prefix));
    }
    return std::nullopt;
}

std::optional<std::string> DumpRoot::device_path(std::string_view member) const {
    member = without_lead(member);
    if (!member.starts_with(prefix_)) return std::nullopt;
    member.remove_prefix(prefix_.size());
    if (member.ends_with('/')) member.remove_suffix(1);
    std::string_view first = member.substr(0, member.find('/'));
    if (is_partition(first)) {
        member.remove_prefix(std::min(member.size(), first.size() + 1));
        first = member.substr(0, member.find('/'));
    }
    if (first.empty()) return member.empty() ? std::nullopt : std::optional(path_below("", member));
    if (is_data_folder(first)) return path_below("/private/var", member);
    if (first == "var" || first == "etc") return path_below("/private", member);
    if (first == "tmp") return path_below("/private/var", member);
    return path_below("", member);
}

}  // namespace bridle
