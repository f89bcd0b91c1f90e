#include "acquisition/open.h"

#include "acquisition/find_backups.h"
#include "acquisition/ios_backup.h"

namespace bridle {

Result<std::unique_ptr<Acquisition>> open_acquisition(const std::string& path,
                                                      const PasswordSource& ask,
                                                      const std::atomic<bool>* cancel) {
    BackupCandidate backup = TRY(find_backup(path));
    return open_ios_backup(backup.folder, ask, cancel);
}

}  // namespace bridle
