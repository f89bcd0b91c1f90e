#include "acquisition/dump_base.h"

#include <filesystem>

#include "acquisition/complaints.h"
#include "acquisition/device_path.h"
#include "format/plist.h"

namespace bridle {

// Lists that say which phone this is, and which version of the system it runs.
static constexpr std::string_view kSystem = "/System/Library/CoreServices/SystemVersion.plist",
                                  kBuild =
                                      "/private/var/installd/Library/MobileInstallation/"
                                      "LastBuildInfo.plist",
                                  kArk = "/private/var/root/Library/Lockdown/data_ark.plist";

// What a Mac puts beside the files that it packs: attributes of theirs, under their names, which
// are no files of the phone.
static bool is_from_a_mac(std::string_view member) {
    return last_component(member).starts_with("._") || member.starts_with("__MACOSX/") ||
           member.contains("/__MACOSX/");
}

std::string Dump::own_name() const {
    return std::string(kOwnFiles) + to_utf8(std::filesystem::path(path_).filename().string());
}

Result<void> Dump::list(const std::function<bool(const Entry&)>& visit,
                        const std::function<void(Error)>& problem) const {
    std::error_code error;
    if (const std::string own = own_name(); std::filesystem::is_regular_file(path_, error))
        visit({own, own});
    Complaints of_names(printable(path_), problem), of_the_listing(printable(path_), problem);
    std::map<std::string, std::string> telling;  // device path to location
    std::optional<std::string> other_root;
    bool has_data = false;
    auto member = [&](const Member& each) {
        std::optional<std::string> path = root_.device_path(each.name);
        if (!path) {
            auto other = DumpRoot::recognise(each.name);
            if (other && !other_root) other_root = other->prefix();
            return false;
        }
        std::string_view relative = without_lead(each.name);
        if (relative.ends_with('/')) relative.remove_suffix(1);
        if (auto defect = relative_path_defect(relative); !defect.empty())
            of_names.add(printable(front(to_utf8(each.name), 200)) + ": the name " +
                         std::string(defect));
        has_data |= path->starts_with("/private/");
        const auto type = each.type == Entry::Type::file && is_from_a_mac(each.name)
                              ? Entry::Type::other
                              : each.type;
        bool wanted = visit({*path, each.location, type, each.attributes, each.target});
        if (type == Entry::Type::file && (*path == kSystem || *path == kBuild || *path == kArk)) {
            telling.emplace(*path, each.location);
            wanted = true;
        }
        return wanted;
    };
    Result<void> done =
        each_member(member, [&](Error damage) { of_the_listing.add(std::move(damage)); });
    of_names.end();
    of_the_listing.end();
    if (done && !has_data)
        problem({Errc::unsupported, printable(path_) + ": none of the files lies below /private, "
                                                       "where a phone keeps its data"});
    if (other_root)
        problem({Errc::unsupported,
                 printable(path_) + ": a second file system begins at " +
                     (other_root->empty() ? "the top" : printable(*other_root)) +
                     "; only the first, at " +
                     (root_.prefix().empty() ? "the top" : printable(root_.prefix())) +
                     ", was read"});
    describe(telling);
    return done;
}

void Dump::describe(const std::map<std::string, std::string>& locations) const {
    static constexpr std::uint64_t kListBytes = 8 << 20;
    auto with = [&](std::string_view path, auto read) {
        auto found = locations.find(std::string(path));
        if (found == locations.end()) return;
        auto file = open(found->second);
        if (!file) return;
        auto bytes = (*file)->read_all(kListBytes);
        if (!bytes) return;
        if (auto list = Plist::parse(*bytes)) read(list->root());
    };
    auto take = [](std::string& into, Plist::Node node) {
        if (into.empty()) into = node.text();
    };
    with(kBuild, [&](Plist::Node root) {
        take(device_.version, root["ProductVersion"]);
        take(device_.build, root["ProductBuildVersion"]);
    });
    with(kSystem, [&](Plist::Node root) {
        take(device_.version, root["ProductVersion"]);
        take(device_.build, root["ProductBuildVersion"]);
    });
    with(kArk, [&](Plist::Node root) {
        take(device_.name, root["-DeviceName"]);
        take(device_.product, root["-ProductType"]);
        take(device_.serial, root["-SerialNumber"]);
        take(device_.unique_id, root["-UniqueDeviceID"]);
    });
}

}  // namespace bridle
