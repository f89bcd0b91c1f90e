#include "fabricate/manifest.h"

#include "base/hash.h"
#include "base/text.h"
#include "fabricate/encoding.h"
#include "fabricate/keyed_archive.h"
#include "fabricate/words.h"

namespace bridle::fabricate {

namespace {

constexpr int kRegular = 1, kFolder = 2, kLink = 4;
constexpr std::int64_t kClass = 3;  // until first authentication; most files have it

constexpr std::string_view kDomains[] = {"HomeDomain",
                                         "CameraRollDomain",
                                         "MediaDomain",
                                         "RootDomain",
                                         "HealthDomain",
                                         "AppDomain-com.apple.mobilesafari",
                                         "AppDomain-com.google.chrome.ios",
                                         "AppDomain-example.river.weather",
                                         "AppDomainGroup-group.com.apple.notes",
                                         "AppDomainPlugin-com.apple.news.widget",
                                         "SysContainerDomain-com.apple.geod"};
constexpr std::string_view kFolders[] = {"Library/Caches",
                                         "Library/Preferences",
                                         "Library/Application Support",
                                         "Documents",
                                         "Media/DCIM/100APPLE",
                                         "Library/WebKit",
                                         "tmp",
                                         "Library/SplashBoard/Snapshots"};
constexpr std::string_view kExtensions[] = {".plist", ".HEIC", ".db", ".json", ".ktx", ".txt", ""};

struct Place {
    std::string domain, path;
};

// The domain that holds a path of the device; nothing for what no backup takes.
std::optional<Place> place_of(std::string_view device_path) {
    static constexpr std::pair<std::string_view, std::string_view> kHomes[] = {
        {"/private/var/mobile/", "HomeDomain"},
        {"/private/var/root/", "RootDomain"},
        {"/private/var/wireless/", "WirelessDomain"},
        {"/private/var/db/", "DatabaseDomain"},
        {"Library/", "HomeDomain"},
    };
    for (const auto& [home, domain] : kHomes) {
        if (!device_path.starts_with(home)) continue;
        if (home.starts_with('/')) device_path.remove_prefix(home.size());
        return Place{std::string(domain), std::string(device_path)};
    }
    return std::nullopt;
}

}  // namespace

std::string file_id(std::string_view domain, std::string_view path) {
    std::string name(domain);
    name += '-';
    name += path;
    return hex(sha1(as_bytes(name)));
}

ManifestWriter::ManifestWriter(const ManifestPlan& plan)
    : plan_(plan), random_(plan.seed, "manifest"), database_(plan.page_size) {
    database_.run(R"sql(
        CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT,
            flags INTEGER, file BLOB);
        CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB);
    )sql");
    files_.emplace(database_, "Files", "fileID, domain, relativePath, flags, file");
}

std::int64_t ManifestWriter::list(std::string_view domain, std::string_view path, int flags,
                                  std::string_view attributes) {
    (*files_)(file_id(domain, path), domain, path, flags, Blob{attributes});
    return ++rows_;
}

std::string ManifestWriter::add(const BackupFile& file) {
    std::string stored = file.content, wrapped;
    if (plan_.key_bag) {
        std::string key = random_.bytes(32);
        wrapped = plan_.key_bag->wrapped(kClass, key);
        stored = aes_cbc(key, file.content);
    }
    Sha1Digest digest = sha1(as_bytes(file.content));
    std::int64_t modified = unix_seconds(plan_.taken) - random_.between(60, 90'000);
    if (file.time) modified = unix_seconds(*file.time);
    if (file.folder)
        list(file.domain, file.path, kFolder,
             archive(MbFile{.path = file.path,
                            .size = 0,
                            .mode = 040755,
                            .inode = 100'000 + rows_,
                            .born = modified - 40'000'000,
                            .modified = modified,
                            .changed = modified}));
    else
        list(file.domain, file.path, kRegular,
             archive(
                 MbFile{.path = file.path,
                        .size = static_cast<std::int64_t>(file.content.size()) + file.size_off_by,
                        .inode = 100'000 + rows_,
                        .protection_class = kClass,
                        .born = modified - 40'000'000,
                        .modified = modified,
                        .changed = modified,
                        .encryption_key = wrapped,
                        .digest = as_text(digest),
                        .dates_as_objects = plan_.dates_as_objects}));
    return stored;
}

void ManifestWriter::add_filler(std::size_t rows) {
    for (std::size_t i = 0; i < rows; i++) {
        std::uint64_t die = random_.below(100);
        int flags = die < 60 ? kFolder : die < 99 ? kRegular : kLink;
        std::string path(random_.pick(kFolders));
        path += "/" + std::string(name_of(static_cast<Sort>(random_.below(4)))) + "-" +
                std::to_string(i);
        if (flags == kRegular) path += random_.pick(kExtensions);
        std::string wrapped;
        if (plan_.key_bag && flags == kRegular)
            wrapped = plan_.key_bag->wrapped(kClass, random_.bytes(32));
        std::int64_t born = unix_seconds(plan_.taken) - random_.between(1'000'000, 60'000'000);
        std::int64_t modified = born + random_.between(0, 900'000);
        list(random_.pick(kDomains), path, flags,
             archive(MbFile{.path = path,
                            .size = flags == kRegular ? random_.between(1, 3'000'000) : 0,
                            .mode = flags == kRegular  ? 0100644
                                    : flags == kFolder ? 040755
                                                       : 0120755,
                            .inode = 200'000 + rows_,
                            .protection_class = flags == kRegular ? kClass : 0,
                            .born = born,
                            .modified = modified,
                            .changed = modified,
                            .encryption_key = wrapped,
                            .target = flags == kLink ? "/var/mobile/Library/Caches" : "",
                            .dates_as_objects = plan_.dates_as_objects}));
    }
}

// An empty file that is listed and, as empty files are in some backups, not stored.
std::int64_t ManifestWriter::list_empty_file(std::string_view domain, std::string_view path) {
    std::int64_t born = unix_seconds(plan_.taken) - random_.between(100'000, 2'000'000);
    return list(domain, path, kRegular,
                archive(MbFile{.path = path,
                               .size = 0,
                               .inode = 300'000 + rows_,
                               .protection_class = kClass,
                               .born = born,
                               .modified = born,
                               .changed = born}));
}

void ManifestWriter::add_plants(Planted& planted) {
    auto add = [&](const Place& place, std::string indicator, std::string kind, std::string form,
                   std::string how) {
        planted.add({.artifact = "manifest",
                     .file = "Manifest.db",
                     .table = "Files",
                     .row = list_empty_file(place.domain, place.path),
                     .value = place.domain + "/" + place.path,
                     .indicator = std::move(indicator),
                     .kind = std::move(kind),
                     .form = std::move(form),
                     .how = std::move(how)});
    };
    int paths = 0;
    for (int i = 0; i < 100 && paths < 2; i++) {
        auto path = plan_.bait->next(Sort::file_path);
        if (!path) break;
        auto place = place_of(*path);
        if (!place) continue;
        paths++;
        bool folder = path->ends_with('/'), relative = !path->starts_with('/');
        if (folder) {
            add({place->domain, place->path + "state.bin"}, *path, "file_path", "below",
                "path_prefix");
            place->path.pop_back();
        } else {
            add(*place, *path, "file_path", "plain", relative ? "relative_path" : "exact");
        }
        add({place->domain, place->path + "2"}, *path, "file_path", "longer_name", "none");
    }
    if (auto name = plan_.bait->next(Sort::file_name))
        add({"HomeDomain", "Library/Caches/" + *name}, *name, "file_name", "plain", "exact");
    if (auto domain = plan_.bait->next(Sort::domain))
        add({"AppDomain-com.apple.mobilesafari",
             "Library/WebKit/WebsiteData/LocalStorage/https_" + *domain + "_0.localstorage"},
            *domain, "domain", "name_of_cache", "exact");
}

void ManifestWriter::add_damaged_rows() {
    std::string good = archive(MbFile{.path = "Documents/torn.txt", .size = 10});
    std::string deep = binary_plist(Plist::Array{"an archive", "of nothing"});
    (*files_)("not-a-digest", "HomeDomain", "Library/wrong id", kRegular, Blob{good});
    (*files_)("../../../../outside", "HomeDomain", "Library/escaping id", kRegular, Blob{good});
    (*files_)(file_id("A", "torn"), "HomeDomain", "Documents/torn.txt", kRegular,
              Blob{std::string_view(good).substr(0, good.size() / 2)});
    (*files_)(file_id("A", "other"), "HomeDomain", "Documents/other.txt", kRegular, Blob{deep});
    (*files_)(file_id("A", "text"), "HomeDomain", "Documents/text.txt", kRegular, "no blob");
    (*files_)(file_id("A", "null"), nullptr, nullptr, nullptr, nullptr);
    (*files_)(file_id("A", "bytes"), Blob{"\xFF\xFE"}, std::string("bad \xC3\x28 name"), "one",
              Blob{good});
    (*files_)(file_id("A", "climb"), "HomeDomain", "../../etc/passwd", kRegular, Blob{good});
    rows_ += 8;
}

std::string ManifestWriter::database() {
    files_.reset();
    database_.run(R"sql(
        CREATE INDEX FilesDomainIdx ON Files(domain);
        CREATE INDEX FilesRelativePathIdx ON Files(relativePath);
        CREATE INDEX FilesFlagsIdx ON Files(flags);
    )sql");
    return database_.bytes();
}

}  // namespace bridle::fabricate
