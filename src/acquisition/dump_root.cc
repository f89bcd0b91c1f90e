#include "acquisition/dump_root.h"

#include <algorithm>
#include <tuple>

#include "acquisition/device_path.h"
#include "base/text.h"

namespace bridle {

static constexpr std::size_t kDeepestRoot = 3;  // folders before the root
static constexpr std::size_t kPlacesAtMost = 64;

// Folders right below /private/var, and nowhere else at the top of a file system.
static constexpr std::string_view kDataFolders[] = {
    "mobile",   "root",     "containers",   "wireless",  "db",          "Keychains",
    "networkd", "installd", "MobileDevice", "protected", "preferences", "MobileSoftwareUpdate",
    "hardware", "keybags",
};
// Such as other systems have there, too: they do not tell that this is a phone.
static constexpr std::string_view kMoreDataFolders[] = {
    "log",     "logs",        "run",
    "folders", "backups",     "Managed Preferences",
    "vm",      "MobileAsset", "staged_system_apps",
};
// Folders at the top of the system, which the data partition does not have.
static constexpr std::string_view kSystemFolders[] = {
    "private", "System", "Applications", "Library", "Developer", "usr",
    "bin",     "sbin",   "dev",          "etc",     "var",
};

static bool is_one_of(std::string_view name, const auto& names) {
    return std::ranges::find(names, name) != std::end(names);
}

// "filesystem1", as one program calls the partitions.
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
    while (!member.empty() && names.size() < kDeepestRoot + 4) {
        std::size_t slash = member.find('/');
        names.push_back(member.substr(0, slash));
        if (slash == member.npos) break;
        member.remove_prefix(slash + 1);
    }
    return names;
}

// Of what begins here: a root, or the top of the data partition. The system partition
// alone has a /private/var, too, in which nothing is.
std::optional<RootSearch::Evidence> RootSearch::evidence_at(
    const std::vector<std::string_view>& names, std::size_t at) {
    auto name = [&](std::size_t i) { return i < names.size() ? names[i] : std::string_view(); };
    if (name(at) == "private" && name(at + 1) == "var") {
        if (name(at + 2).empty()) return Evidence::system;
        if (is_one_of(name(at + 2), kDataFolders)) return Evidence::whole;
    }
    if (name(at) == "System" && name(at + 1) == "Library")
        if (name(at + 2) == "CoreServices" || name(at + 2) == "PrivateFrameworks")
            return Evidence::system;
    if (name(at) == "var")
        if (name(at + 1) == "mobile" || name(at + 1) == "wireless") return Evidence::whole;
    static constexpr std::string_view kOfMobile[] = {"Library", "Containers", "Media"};
    if (name(at) == "mobile" && is_one_of(name(at + 1), kOfMobile)) return Evidence::data_alone;
    return std::nullopt;
}

// A cryptex holds a small system of its own; what a Mac packs beside files looks like them.
std::optional<RootSearch::Place> RootSearch::place_in(std::string_view member) {
    std::vector<std::string_view> names = first_names(without_lead(member));
    std::string folder;
    for (std::size_t at = 0; at <= kDeepestRoot && at < names.size(); at++) {
        if (auto evidence = evidence_at(names, at)) return Place{std::move(folder), *evidence};
        if (names[at] == "__MACOSX" || names[at] == "Cryptexes") break;
        folder.append(names[at]).append("/");
    }
    return std::nullopt;
}

// "phone/filesystem1/" as "phone/" and "filesystem1".
static std::pair<std::string_view, std::string_view> parted(std::string_view folder) {
    std::string_view path = folder.substr(0, folder.empty() ? 0 : folder.size() - 1);
    const std::size_t name = path.rfind('/') + 1;  // 0 where there is none
    return {path.substr(0, name), path.substr(name)};
}

// A system without data and data without a system, side by side, are partitions of one phone.
DumpRoot RootSearch::root_of(const Place& place) const {
    const auto [parent, name] = parted(place.folder);
    DumpRoot root;
    auto belongs = [&](const Place& other) {
        if (&other == &place) return true;
        const auto [its_parent, its_name] = parted(other.folder);
        if (other.folder.empty() || its_parent != parent) return false;
        return (is_partition(name) && is_partition(its_name)) ||
               (place.evidence == Evidence::data_alone && other.evidence == Evidence::system);
    };
    for (const Place& each : places_)
        if (!place.folder.empty() && belongs(each))
            root.partitions_.push_back(
                {std::string(parted(each.folder).second), each.evidence == Evidence::data_alone});
    if (is_partition(name) || root.partitions_.size() > 1) {
        root.prefix_ = parent;
        return root;
    }
    root.partitions_.clear();
    root.prefix_ = place.folder;
    root.data_ = place.evidence == Evidence::data_alone;
    return root;
}

void RootSearch::choose() {
    auto rank = [](const DumpRoot& root, Evidence evidence) {
        return std::tuple(evidence == Evidence::system, std::ranges::count(root.prefix(), '/'));
    };
    best_.reset();
    for (const Place& place : places_) {
        DumpRoot root = root_of(place);
        if (best_ && rank(root, place.evidence) >= rank(*best_, evidence_)) continue;
        best_ = std::move(root);
        evidence_ = place.evidence;
    }
}

bool RootSearch::hear(std::string_view member) {
    std::optional<Place> place = place_in(member);
    if (!place) return false;
    auto known = std::ranges::find(places_, place->folder, &Place::folder);
    if (known == places_.end()) {
        if (places_.size() == kPlacesAtMost) return false;
        places_.push_back(*std::move(place));
    } else {
        if (known->evidence >= place->evidence) return false;
        known->evidence = place->evidence;
    }
    choose();
    return true;
}

bool RootSearch::has_data() const {
    return best_ && evidence_ != Evidence::system &&
           (evidence_ == Evidence::whole || !best_->partitions_.empty());
}
bool RootSearch::settled() const {
    return best_ && evidence_ != Evidence::system && best_->prefix().empty();
}

std::optional<DumpRoot> DumpRoot::recognise(std::string_view member) {
    RootSearch search;
    search.hear(member);
    return search.best();
}

std::optional<std::string> DumpRoot::device_path(std::string_view member) const {
    member = without_lead(member);
    if (!member.starts_with(prefix_)) return std::nullopt;
    member.remove_prefix(prefix_.size());
    if (member.ends_with('/')) member.remove_suffix(1);
    std::string_view first = member.substr(0, member.find('/'));
    auto partition = std::ranges::find(partitions_, first, &Partition::name);
    bool data = data_;
    if (partition != partitions_.end() || is_partition(first)) {
        data = partition != partitions_.end() && partition->data;
        member.remove_prefix(std::min(member.size(), first.size() + 1));
        first = member.substr(0, member.find('/'));
    }
    if (first.empty()) return member.empty() ? std::nullopt : std::optional(path_below("", member));
    if (is_one_of(first, kDataFolders) || is_one_of(first, kMoreDataFolders))
        return path_below("/private/var", member);
    if (first == "var" || first == "etc") return path_below("/private", member);
    if (first == "tmp") return path_below("/private/var", member);
    return path_below(data && !is_one_of(first, kSystemFolders) ? "/private/var" : "", member);
}

}  // namespace bridle
