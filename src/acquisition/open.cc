#include "acquisition/open.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "acquisition/backup_folder.h"
#include "acquisition/dump.h"
#include "acquisition/ios_backup.h"
#include "base/text.h"

namespace bridle {

Result<std::unique_ptr<Acquisition>> open_acquisition(const Candidate& candidate,
                                                      const OpenOptions& options) {
    if (candidate.obstacle) return std::unexpected(*candidate.obstacle);
    if (candidate.kind == AcquisitionKind::ios_backup)
        return open_ios_backup(candidate.path, options.password, options.cancel);
    std::string scratch = options.scratch;
    std::error_code error;
    if (scratch.empty()) scratch = std::filesystem::temp_directory_path(error).string();
    auto opened = open_dump(candidate.path, {.scratch = scratch, .cancel = options.cancel});
    if (!opened && !opened.error().what.starts_with(candidate.path))
        opened.error().what = printable(candidate.path) + ": " + opened.error().what;
    return opened;
}

Result<std::unique_ptr<Acquisition>> open_acquisition(const std::string& path,
                                                      const PasswordSource& ask) {
    Candidate found = TRY(find_acquisition(path));
    return open_acquisition(found, {.password = ask});
}

// The folders that make a backup or a phone's file system are told by a look.
static bool looks_like_acquisition(const std::filesystem::path& folder) {
    std::error_code error;
    return looks_like_backup(folder.string()) ||
           std::filesystem::is_directory(folder / "private/var/mobile", error) ||
           std::filesystem::is_directory(folder / "mobile/Library", error);
}

static std::filesystem::path canonical(const std::string& path) {
    std::error_code error;
    std::filesystem::path folder = std::filesystem::weakly_canonical(path, error);
    return error ? std::filesystem::absolute(path, error) : folder;
}

bool lies_in_acquisition(const std::string& path, std::span<const Candidate> known) {
    std::vector<std::filesystem::path> roots;
    for (const Candidate& candidate : known) roots.push_back(canonical(candidate.path));
    for (auto folder = canonical(path); folder.has_relative_path(); folder = folder.parent_path())
        if (std::ranges::find(roots, folder) != roots.end() || looks_like_acquisition(folder))
            return true;
    return false;
}

}  // namespace bridle
