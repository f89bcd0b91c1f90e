#include "fabricate/dump.h"

#include <filesystem>
#include <map>
#include <set>

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/phone_plists.h"
#include "fabricate/random.h"

namespace bridle::fabricate {

namespace {

// Where the domains of a backup lie on the phone. The reader has a table of its own.
const std::map<std::string_view, std::string_view> kDomains = {
    {"HomeDomain", "private/var/mobile"},
    {"CameraRollDomain", "private/var/mobile"},
    {"MediaDomain", "private/var/mobile"},
    {"HealthDomain", "private/var/mobile/Library"},
    {"HomeKitDomain", "private/var/mobile"},
    {"RootDomain", "private/var/root"},
    {"WirelessDomain", "private/var/wireless"},
    {"DatabaseDomain", "private/var/db"},
    {"KeychainDomain", "private/var/Keychains"},
    {"SystemPreferencesDomain", "private/var/preferences"},
    {"InstallDomain", "private/var/installd"},
    {"NetworkDomain", "private/var/networkd"},
    {"ProtectedDomain", "private/var/protected"},
};
const std::map<std::string_view, std::string_view> kContainers = {
    {"AppDomain", "private/var/mobile/Containers/Data/Application"},
    {"AppDomainGroup", "private/var/mobile/Containers/Shared/AppGroup"},
    {"AppDomainPlugin", "private/var/mobile/Containers/Data/PluginKitPlugin"},
    {"SysContainerDomain", "private/var/containers/Data/System"},
    {"SysSharedContainerDomain", "private/var/containers/Shared/SystemGroup"},
};

// On the phone a container has a random name.
std::string folder_of(std::string_view domain, std::uint64_t seed) {
    if (auto found = kDomains.find(domain); found != kDomains.end())
        return std::string(found->second);
    std::size_t hyphen = domain.find('-');
    auto found = kContainers.find(domain.substr(0, hyphen));
    std::string uuid = Random(seed, domain).uuid();
    return found == kContainers.end() ? "private/var/unknown/" + std::string(domain)
                                      : std::string(found->second) + "/" + uuid;
}

std::string place_of(const BackupFile& file, std::uint64_t seed) {
    if (file.domain.empty()) return file.path.substr(1);
    std::string folder = folder_of(file.domain, seed);
    return file.path.empty() ? folder : folder + "/" + file.path;
}

constexpr std::string_view kPrograms[] = {
    "usr/libexec/mobileassetd",
    "usr/libexec/locationd",
    "usr/libexec/lockdownd",
    "usr/libexec/trustd",
    "usr/libexec/nsurlsessiond",
    "usr/sbin/mDNSResponder",
    "usr/sbin/mediaserverd",
    "usr/bin/powerlogHelperd",
    "usr/libexec/nehelper",
    "usr/libexec/BackupAgent2",
    "usr/libexec/timed",
    "usr/libexec/atc",
    "System/Library/PrivateFrameworks/ApplePushService.framework/apsd",
    "System/Library/PrivateFrameworks/IMCore.framework/imagent.app/imagent",
    "Applications/MobileSafari.app/MobileSafari",
};

constexpr std::string_view kFillerFolders[] = {
    "System/Library/PrivateFrameworks",
    "System/Library/Frameworks",
    "Applications",
    "private/var/mobile/Media/PhotoData/Thumbnails/V2",
    "private/var/mobile/Library/Assistant",
    "private/var/containers/Bundle/Application",
    "private/var/db/uuidtext",
};
constexpr std::string_view kFillerEnds[] = {".strings", ".png", ".nib", ".plist.bin", "", ".car"};

class DumpMaker {
public:
    DumpMaker(const DumpPlan& plan, DumpWriter& writer)
        : plan_(plan), writer_(writer), random_(plan.phone.seed, "dump") {}

    Result<Planted> make() {
        TRY(add_system());
        TRY(each_part(plan_.phone, [this](Part part) { return add_part(std::move(part)); }));
        if (!plan_.phone.clean) TRY(add_planted_paths());
        TRY(add_filler());
        TRY(writer_.finish());
        return std::move(planted_);
    }

private:
    Time some_time() {
        return whole_seconds(plan_.phone.taken -
                             std::chrono::seconds(random_.between(3'600, 60'000'000)));
    }
    Result<void> put(DumpFile file) {
        if (!known_.insert(file.path).second) return {};  // some parts share a file
        if (file.time == Time{}) file.time = some_time();
        file.path = plan_.root + file.path;
        return writer_.add(file);
    }
    Result<void> add_system() {
        const Plist::Dictionary version{{"ProductBuildVersion", "23G83"},
                                        {"ProductName", "iPhone OS"},
                                        {"ProductVersion", "26.6.1"}};
        std::string list = binary_plist(version);
        for (std::string_view path :
             {"System/Library/CoreServices/SystemVersion.plist",
              "private/var/installd/Library/MobileInstallation/LastBuildInfo.plist"})
            TRY(put({.path = std::string(path), .content = list}));
        for (std::string_view path : kPrograms)
            TRY(put({.path = std::string(path), .content = "program", .mode = 0755}));
        return put({.path = "var", .type = DumpFile::Type::link, .target = "private/var"});
    }
    Result<void> add_part(Part part) {
        for (const BackupFile& file : part.files)
            TRY(put({.path = place_of(file, plan_.phone.seed),
                     .content = file.content,
                     .time = file.time.value_or(Time{}),
                     .type = file.folder ? DumpFile::Type::folder : DumpFile::Type::file,
                     .mode = file.folder ? 0755u : 0644u}));
        auto& to = planted_;
        for (Trace& trace : part.planted.traces)
            if (trace.artifact != "backup_info") to.traces.push_back(std::move(trace));
        to.decoys.insert(to.decoys.end(), part.planted.decoys.begin(), part.planted.decoys.end());
        return {};
    }
    // Files of spyware, under the names that indicators have.
    Result<void> add_planted_paths() {
        Bait bait(plan_.phone.indicators, plan_.phone.seed);
        for (int i = 0; i < 20; i++) {
            auto path = bait.next(Sort::file_path);
            if (!path) break;
            std::string place = *path;
            if (place.ends_with('/')) place += "state.bin";
            if (!place.starts_with("/private/")) continue;  // others are relative, or links
            TRY(plant(Sort::file_path, *path, place));
        }
        if (auto name = bait.next(Sort::file_name))
            TRY(plant(Sort::file_name, *name, "/private/var/mobile/Library/Caches/" + *name));
        if (auto name = bait.next(Sort::process))
            TRY(plant(Sort::process, *name, "/private/var/tmp/" + *name));
        return {};
    }
    Result<void> plant(Sort sort, const std::string& indicator, const std::string& path) {
        planted_.add({.artifact = "files",
                      .value = path,
                      .indicator = indicator,
                      .kind = std::string(name_of(sort)),
                      .form = "path",
                      .how = path == indicator ? "exact" : "path_prefix"});
        return put({.path = path.substr(1), .content = "x", .mode = 0755});
    }
    Result<void> add_filler() {
        const std::size_t hard = plan_.bytes_of_each / 2;
        const std::string easy(plan_.bytes_of_each - hard, 'p');
        std::string folder;
        for (std::size_t i = 0; i < plan_.paths; i++) {
            if (i % 24 == 0) {
                folder = std::string(random_.pick(kFillerFolders)) + "/" + random_.uuid();
                TRY(put({.path = folder, .type = DumpFile::Type::folder, .mode = 0755}));
                continue;
            }
            const std::string content = random_.bytes(hard) + easy;
            TRY(put({.path = folder + "/part-" + std::to_string(i) +
                             std::string(random_.pick(kFillerEnds)),
                     .content = content}));
        }
        return {};
    }

    const DumpPlan& plan_;
    DumpWriter& writer_;
    Random random_;
    std::set<std::string> known_;
    Planted planted_;
};

}  // namespace

Result<Planted> write_dump(const DumpPlan& plan, const std::string& path) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) return fail(Errc::io, path + ": exists already");
    std::unique_ptr<DumpWriter> writer = TRY(dump_writer(plan.form, path));
    return DumpMaker(plan, *writer).make();
}

}  // namespace bridle::fabricate
