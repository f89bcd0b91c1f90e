#include "acquisition/find_backups.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <ranges>

#include "acquisition/backup_folder.h"
#include "base/host_file.h"
#include "base/text.h"

namespace bridle {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFolders = 100'000;
constexpr std::size_t kMostNamed = 20;

constexpr std::string_view kWhatToGive =
    "Give the folder that holds Manifest.db and Info.plist, or the one right above it";

std::unexpected<Error> no_backup(const std::string& path, std::string_view why) {
    return fail(Errc::unsupported, printable(path) + ": " + std::string(why));
}

std::unexpected<Error> unreadable(const std::string& path, const std::string& reason) {
    return fail(Errc::io,
                printable(path) + ": " + reason +
                    ". Allow this program to read the folder, or copy it to where it may");
}

Result<void> check_folder(const std::string& path) {
    std::error_code error;
    fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
        return fail(Errc::io, printable(path) + ": there is no such folder");
    if (error) return unreadable(path, error.message());
    if (!fs::is_directory(status)) {
        std::string above = fs::path(path).parent_path().string();
        if (looks_like_backup(above.empty() ? "." : above))
            return no_backup(path, "a file of a backup. Give the folder that it lies in");
        return no_backup(path, "a file, and no iPhone backup. " + std::string(kWhatToGive));
    }
    if (access(path.c_str(), R_OK | X_OK) != 0) return unreadable(path, reason_of_errno());
    return {};
}

struct Below {
    std::vector<std::string> folders;  // sorted
    bool anything = false;
    std::size_t unreadable = 0;
};

// The names of the folders; links are none, wherever they lead.
Result<Below> look_below(const std::string& path) {
    Below below;
    std::error_code error;
    fs::directory_iterator entry(path, error), end;
    for (; !error && entry != end && below.folders.size() < kMostFolders; entry.increment(error)) {
        below.anything = true;
        std::error_code ignored;
        if (!fs::is_directory(entry->symlink_status(ignored))) continue;
        std::string folder = entry->path().string();
        if (access(folder.c_str(), R_OK | X_OK) != 0) below.unreadable++;
        below.folders.push_back(std::move(folder));
    }
    if (error) return unreadable(path, error.message());
    std::ranges::sort(below.folders);
    return below;
}

BackupCandidate candidate(const std::string& folder) {
    BackupFolder read = read_backup_folder(folder);
    if (read.obstacle) read.obstacle->what = printable(folder) + ": " + read.obstacle->what;
    return {folder, std::move(read.device), std::move(read.obstacle)};
}

// "Anna's iPhone, iOS 18.5, 2026-06-01"
std::string in_short(const BackupCandidate& candidate) {
    const Device& device = candidate.device;
    std::string text = device.name.empty() ? "a phone without name" : printable(device.name);
    if (!device.version.empty()) text += ", iOS " + printable(device.version);
    if (device.taken) text += ", " + iso(*device.taken).substr(0, 10);
    return candidate.obstacle ? text + ", not examinable" : text;
}

std::unexpected<Error> too_many(const std::string& path,
                                const std::vector<BackupCandidate>& candidates) {
    std::string what = printable(path) + ": " + grouped(candidates.size()) +
                       " iPhone backups. Give the folder of one of them:";
    for (const BackupCandidate& each : candidates | std::views::take(kMostNamed))
        what += "\n  " + printable(each.folder) + " (" + in_short(each) + ")";
    if (candidates.size() > kMostNamed) what += "\n  and more";
    return fail(Errc::unsupported, std::move(what));
}

std::string without_slashes_at_end(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

}  // namespace

Result<std::vector<BackupCandidate>> find_backups(const std::string& given) {
    std::string path = without_slashes_at_end(given);
    TRY(check_folder(path));
    if (looks_like_backup(path)) return std::vector{candidate(path)};
    Below below = TRY(look_below(path));
    std::vector<BackupCandidate> found;
    for (const std::string& folder : below.folders)
        if (looks_like_backup(folder)) found.push_back(candidate(folder));
    if (!found.empty()) return found;
    if (!below.anything) return no_backup(path, "an empty folder. " + std::string(kWhatToGive));
    std::string hidden = below.unreadable == 0 ? ""
                                               : " (" + grouped(below.unreadable) +
                                                     " of the folders in it cannot be read)";
    return no_backup(path, "no iPhone backup is here" + hidden + ". " + std::string(kWhatToGive));
}

Result<BackupCandidate> find_backup(const std::string& path) {
    std::vector<BackupCandidate> found = TRY(find_backups(path));
    if (found.size() > 1) return too_many(path, found);
    if (found.front().obstacle) return std::unexpected(*found.front().obstacle);
    return std::move(found.front());
}

}  // namespace bridle
