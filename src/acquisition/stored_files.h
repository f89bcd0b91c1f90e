// What really lies in the folder of an iPhone backup, under 00 to ff, to be
// held against its list: files that are there and do not stand in the list.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"

namespace bridle {

// The id of a file is the SHA-1 of its domain, a hyphen and its path.
using FileId = Sha1Digest;

// Exactly forty lower-case hexadecimal digits: what may become part of a path
// on this machine.
std::optional<FileId> file_id(std::string_view text);

class StoredFiles {
public:
    explicit StoredFiles(const std::string& folder);

    void claim(const FileId& id);  // the list has it
    std::vector<FileId> unclaimed() const;

private:
    std::vector<FileId> ids_;  // sorted
    std::vector<bool> claimed_;
};

// An id does not tell its path, but for paths that every phone has we can compute it.
struct KnownFile {
    std::string domain, path;
};
std::optional<KnownFile> known_file(const FileId& id);

}  // namespace bridle
