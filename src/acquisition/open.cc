#include "acquisition/open.h"

#include <filesystem>

#include "acquisition/backup_folder.h"
#include "acquisition/find_backups.h"
#include "acquisition/ios_backup.h"

namespace bridle {

Result<std::unique_ptr<Acquisition>> open_acquisition(const std::string& path,
                                                      const PasswordSource& ask,
                                                      const std::atomic<bool>* cancel) {
    BackupCandidate backup = TRY(find_backup(path));
    return open_ios_backup(backup.folder, ask, cancel);
}

Result<void> recognise_acquisition(const std::string& path) {
    TRY(find_backup(path));
    return {};
}

bool lies_in_acquisition(const std::string& path) {
    std::error_code error;
    std::filesystem::path folder = std::filesystem::weakly_canonical(path, error);
    if (error) folder = std::filesystem::absolute(path, error);
    for (; folder.has_relative_path(); folder = folder.parent_path())
        if (looks_like_backup(folder.string())) return true;
    return false;
}

}  // namespace bridle
