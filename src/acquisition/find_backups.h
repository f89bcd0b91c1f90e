// Finds the iPhone backups where somebody says that there is one, and says in
// words for that person why there is none.

#pragma once

#include <string>
#include <vector>

#include "acquisition/acquisition.h"

namespace bridle {

// Something that looks like a backup.
struct BackupCandidate {
    std::string folder;
    Device device;
    std::optional<Error> obstacle;  // why it cannot be examined, and what to do about it
};

// The folder itself, or else those that lie exactly one level below it, in the
// order of their names. Never none: that is a failure.
Result<std::vector<BackupCandidate>> find_backups(const std::string& path);

// The same when there must be one to examine: without obstacle, and the only one.
Result<BackupCandidate> find_backup(const std::string& path);

}  // namespace bridle
