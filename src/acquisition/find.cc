#include "acquisition/find.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <ranges>

#include "acquisition/backup_folder.h"
#include "acquisition/dump.h"
#include "base/host_file.h"
#include "base/names.h"
#include "base/text.h"

namespace bridle {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFolders = 100'000;
constexpr std::size_t kMostNamed = 20;

constexpr std::string_view kWhatToGive =
    "Give the folder that holds Manifest.db and Info.plist, or the one right above it; or a dump "
    "of "
    "the file system: a folder, .tar, .tar.gz or .zip that holds private/var";

constexpr Names<AcquisitionKind, 2> kKinds = {{"ios-backup", "filesystem"}};
using Kind = AcquisitionKind;

std::unexpected<Error> nothing_here(const std::string& path, std::string_view why) {
    return fail(Errc::unsupported, printable(path) + ": " + std::string(why));
}

std::unexpected<Error> unreadable(const std::string& path, const std::string& reason) {
    return fail(Errc::io,
                printable(path) + ": " + reason +
                    ". Allow this program to read the folder, or copy it to where it may");
}

Result<void> check_there(const std::string& path) {
    std::error_code error;
    fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
        return fail(Errc::io, printable(path) + ": there is no such file or folder");
    if (error) return unreadable(path, error.message());
    if (access(path.c_str(), fs::is_directory(status) ? R_OK | X_OK : R_OK) != 0)
        return unreadable(path, reason_of_errno());
    return {};
}

Result<std::vector<Candidate>> take_file(const std::string& path, std::optional<Kind> as) {
    std::string above = fs::path(path).parent_path().string();
    if (as != Kind::filesystem && looks_like_backup(above.empty() ? "." : above))
        return nothing_here(path, "a file of a backup. Give the folder that it lies in");
    if (as == Kind::ios_backup || !looks_like_archive(path))
        return nothing_here(
            path, "a file, and neither an iPhone backup nor a dump. " + std::string(kWhatToGive));
    if (!as && !root_in_archive(path))
        return nothing_here(path,
                            "an archive in which nothing looks like the file system of an "
                            "iPhone. With --as filesystem it is read all the same");
    return std::vector{Candidate{.path = path, .kind = Kind::filesystem}};
}

struct Below {
    std::vector<std::string> folders, files;  // sorted
    bool anything = false;
};

// What systems keep for themselves on a disk.
bool is_of_the_disk(std::string_view name) {
    return name.starts_with('.') || name.starts_with('$') || name == "lost+found" ||
           name == "System Volume Information";
}

// The names of the folders; links are none, wherever they lead.
Result<Below> look_below(const std::string& path) {
    Below below;
    std::error_code error;
    fs::directory_iterator entry(path, error), end;
    for (; !error && entry != end && below.folders.size() < kMostFolders; entry.increment(error)) {
        below.anything = true;
        std::error_code ignored;
        if (fs::is_regular_file(entry->symlink_status(ignored)))
            below.files.push_back(entry->path().string());
        if (!fs::is_directory(entry->symlink_status(ignored))) continue;
        if (!is_of_the_disk(entry->path().filename().string()))
            below.folders.push_back(entry->path().string());
    }
    if (error) return unreadable(path, error.message());
    std::ranges::sort(below.folders);
    std::ranges::sort(below.files);
    return below;
}

Candidate backup_at(const std::string& folder) {
    BackupFolder read = read_backup_folder(folder);
    if (read.obstacle) read.obstacle->what = printable(folder) + ": " + read.obstacle->what;
    return {folder, Kind::ios_backup, std::move(read.device), std::move(read.obstacle)};
}

// A name that an archive has; looking into every file of a folder would take long.
bool is_named_like_archive(std::string_view path) {
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{".tar", ".tar.gz", ".tgz", ".zip"},
        [&](std::string_view end) {
            return path.size() > end.size() &&
                   equals_ignoring_case(path.substr(path.size() - end.size()), end);
        });
}

// One that may hold a phone, for all that can be known.
Candidate unreadable_folder(const std::string& folder, const std::string& reason) {
    return {.path = folder, .obstacle = unreadable(folder, reason).error(), .locked = true};
}

Candidate unreadable_archive(const std::string& file, const Error& defect) {
    return {.path = file,
            .kind = Kind::filesystem,
            .obstacle = Error{defect.code, printable(file) +
                                               ": named like an archive, and cannot be "
                                               "read as one (" +
                                               defect.what + "). Copy it once more"},
            .locked = true};
}

std::vector<Candidate> look_at(const Below& below, std::optional<Kind> as) {
    std::vector<Candidate> found;
    for (const std::string& folder : below.folders)
        if (access(folder.c_str(), R_OK | X_OK) != 0)
            found.push_back(unreadable_folder(folder, reason_of_errno()));
        else if (as != Kind::filesystem && looks_like_backup(folder))
            found.push_back(backup_at(folder));
        else if (as != Kind::ios_backup && root_in_folder(folder))
            found.push_back({.path = folder, .kind = Kind::filesystem});
    if (as == Kind::ios_backup) return found;
    for (const std::string& file : below.files) {
        if (!is_named_like_archive(file)) continue;
        if (root_in_archive(file))
            found.push_back({.path = file, .kind = Kind::filesystem});
        else if (auto defect = archive_defect(file))
            found.push_back(unreadable_archive(file, *defect));
    }
    std::ranges::sort(found, {}, &Candidate::path);
    return found;
}

// "Anna's iPhone, iOS 18.5, 2026-06-01"
std::string in_short(const Candidate& candidate) {
    if (candidate.locked)
        return candidate.kind == Kind::filesystem ? "an archive that cannot be read"
                                                  : "a folder that cannot be read";
    if (candidate.kind == Kind::filesystem) return "a file-system dump";
    const Device& device = candidate.device;
    std::string text = device.name.empty() ? "a phone without name" : printable(device.name);
    if (!device.version.empty()) text += ", iOS " + printable(device.version);
    if (device.taken) text += ", " + iso(*device.taken).substr(0, 10);
    return candidate.obstacle ? text + ", not examinable" : text;
}

std::unexpected<Error> too_many(const std::string& path, const std::vector<Candidate>& candidates) {
    const bool backups = std::ranges::all_of(
        candidates, [](const Candidate& each) { return each.kind == Kind::ios_backup; });
    std::string what = printable(path) + ": " + grouped(candidates.size()) +
                       (backups ? " iPhone backups" : " acquisitions") +
                       ". Give one of them, or --each to examine them all:";
    for (const Candidate& each : candidates | std::views::take(kMostNamed))
        what += "\n  " + printable(each.path) + " (" + in_short(each) + ")";
    if (candidates.size() > kMostNamed) what += "\n  and more";
    return fail(Errc::unsupported, std::move(what));
}

std::string without_slashes_at_end(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

// Whether the root is at the top, and not in one of several folders that may be phones.
bool is_dump(const std::string& folder) {
    auto root = root_in_folder(folder);
    return root && root->prefix().empty();
}

}  // namespace

std::string_view name_of(AcquisitionKind kind) {
    return kKinds.of(kind);
}
std::optional<AcquisitionKind> acquisition_kind_named(std::string_view name) {
    return kKinds.find(name);
}

Result<std::vector<Candidate>> find_acquisitions(const std::string& given,
                                                 std::optional<AcquisitionKind> as) {
    std::string path = without_slashes_at_end(given);
    TRY(check_there(path));
    if (!fs::is_directory(path)) return take_file(path, as);
    if (as != Kind::filesystem && looks_like_backup(path)) return std::vector{backup_at(path)};
    if (as != Kind::ios_backup && is_dump(path))
        return std::vector{Candidate{.path = path, .kind = Kind::filesystem}};
    Below below = TRY(look_below(path));
    std::vector<Candidate> found = look_at(below, as);
    if (std::ranges::any_of(found, [](const Candidate& each) { return !each.locked; }))
        return found;
    // The root may lie deeper, and who says that it is a dump is taken at their word.
    if (as == Kind::filesystem || (!as && root_in_folder(path)))
        return std::vector{Candidate{.path = path, .kind = Kind::filesystem}};
    if (!found.empty()) return found;
    if (!below.anything) return nothing_here(path, "an empty folder. " + std::string(kWhatToGive));
    return nothing_here(path, "no iPhone backup and no dump is here. " + std::string(kWhatToGive));
}

Result<Candidate> find_acquisition(const std::string& path, std::optional<AcquisitionKind> as) {
    std::vector<Candidate> found = TRY(find_acquisitions(path, as));
    if (found.size() > 1) return too_many(path, found);
    if (found.front().obstacle) return std::unexpected(*found.front().obstacle);
    return std::move(found.front());
}

}  // namespace bridle
