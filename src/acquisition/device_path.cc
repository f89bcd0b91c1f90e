#include "acquisition/device_path.h"

#include <algorithm>

#include "base/text.h"

namespace bridle {

namespace {

struct Root {
    std::string_view domain, path;
};

constexpr Root kDomains[] = {
    {"HomeDomain", "/private/var/mobile"},
    {"CameraRollDomain", "/private/var/mobile"},
    {"MediaDomain", "/private/var/mobile"},
    {"RootDomain", "/private/var/root"},
    {"WirelessDomain", "/private/var/wireless"},
    {"KeyboardDomain", "/private/var/mobile"},
    {"TonesDomain", "/private/var/mobile"},
    {"HealthDomain", "/private/var/mobile/Library"},
    {"HomeKitDomain", "/private/var/mobile"},
    {"DatabaseDomain", "/private/var/db"},
    {"KeychainDomain", "/private/var/Keychains"},
    {"ManagedPreferencesDomain", "/private/var/Managed Preferences"},
    {"SystemPreferencesDomain", "/private/var/preferences"},
    {"InstallDomain", "/private/var/installd"},
    {"MobileDeviceDomain", "/private/var/MobileDevice"},
    {"NetworkDomain", "/private/var/networkd"},
    {"ProtectedDomain", "/private/var/protected"},
};

// A domain for each app or group, whose identifier stands behind the hyphen.
constexpr Root kContainers[] = {
    {"AppDomain-", "/private/var/mobile/Containers/Data/Application/"},
    {"AppDomainGroup-", "/private/var/mobile/Containers/Shared/AppGroup/"},
    {"AppDomainPlugin-", "/private/var/mobile/Containers/Data/PluginKitPlugin/"},
    {"SysContainerDomain-", "/private/var/containers/Data/System/"},
    {"SysSharedContainerDomain-", "/private/var/containers/Shared/SystemGroup/"},
};

constexpr std::string_view kReplacement = "\uFFFD";

bool is_dots(std::string_view name) {
    return name == "." || name == "..";
}

// One name of a path, with its slashes and dots made harmless.
std::string harmless_name(std::string_view name) {
    if (is_dots(name)) return std::string(name) + std::string(kReplacement);
    std::string out;
    for (char c : name) {
        if (c == '/' || c == '\0')
            out += kReplacement;
        else
            out += c;
    }
    return to_utf8(out);
}

std::string root_of(std::string_view domain) {
    for (const Root& each : kDomains)
        if (domain == each.domain) return std::string(each.path);
    for (const Root& each : kContainers)
        if (domain.size() > each.domain.size() && domain.starts_with(each.domain))
            return std::string(each.path) + harmless_name(domain.substr(each.domain.size()));
    return "/unknown-domain/" + harmless_name(domain.empty() ? "?" : domain);
}

std::string_view defect_of_names(std::string_view path) {
    for (;;) {
        std::size_t slash = path.find('/');
        std::string_view name = path.substr(0, slash);
        if (name.empty()) return "holds an empty name";
        if (is_dots(name)) return "climbs with . or ..";
        if (slash == path.npos) return {};
        path.remove_prefix(slash + 1);
    }
}

std::string_view defect_of_path(std::string_view path) {
    if (path.empty()) return {};
    if (path.size() > kLongestPath) return "is longer than a path can be";
    if (path.find('\0') != path.npos) return "holds a NUL";
    if (!is_utf8(path)) return "is not UTF-8";
    return defect_of_names(path);
}

}  // namespace

std::string_view device_path_defect(std::string_view domain, std::string_view relative) {
    if (domain.empty()) return "has no domain";
    std::string_view identifier = domain.substr(domain.find('-') + 1);
    if (domain.find('/') != domain.npos || is_dots(identifier) || !defect_of_path(domain).empty())
        return "has a domain that cannot be one";
    return defect_of_path(relative);
}

std::string_view relative_path_defect(std::string_view relative) {
    return defect_of_path(relative);
}

std::string device_path(std::string_view domain, std::string_view relative) {
    return path_below(root_of(domain.substr(0, kLongestPath)), relative);
}

std::string path_below(std::string_view folder, std::string_view relative) {
    std::string path(folder);
    if (defect_of_path(relative).empty()) {
        if (!relative.empty()) path.append("/").append(relative);
        return path;
    }
    for (std::string_view name : split(relative.substr(0, kLongestPath), '/'))
        if (!name.empty()) path.append("/").append(harmless_name(name));
    return path;
}

}  // namespace bridle
