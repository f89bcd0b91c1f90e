// What the folder of an iPhone backup says of itself before any of its files
// is opened: the property lists in it, and whether the backup was ever finished.

#pragma once

#include <string>
#include <vector>

#include "acquisition/acquisition.h"

namespace bridle {

struct BackupFolder {
    Device device;
    std::string lockdown_version;  // of iOS, as Manifest.plist has it
    bool says_encrypted = false;
    std::vector<std::byte> key_bag, manifest_key;

    std::optional<Error> obstacle;  // why it cannot be examined, and what to do about it
    std::vector<Error> problems;    // what could not be read although the rest can be examined
};

// Has some of the files that no other folder has together.
bool looks_like_backup(const std::string& folder);

BackupFolder read_backup_folder(const std::string& folder);

}  // namespace bridle
