// The file system of a phone as somebody copied it: as a folder, a .tar, a
// .tar.gz or a .zip. Nothing is unpacked as a whole: a folder, a .tar and a
// .zip are read where they lie, and of a .tar.gz, which can be read only from front to end, what
// an artifact wants goes to a file without a name.

#pragma once

#include <atomic>

#include "acquisition/acquisition.h"
#include "acquisition/dump_root.h"
#include "format/gzip.h"

namespace bridle {

struct DumpOptions {
    std::string scratch = {};                   // the folder for that file
    const std::atomic<bool>* cancel = nullptr;  // a long listing ends when it is set
    InflateLimit limit = {};
};

// What a path on this machine is, told by its contents. Nothing: no dump.
std::optional<DumpRoot> root_in_folder(const std::string& folder);
std::optional<DumpRoot> root_in_archive(const std::string& path);

Result<std::unique_ptr<Acquisition>> open_dump(const std::string& path, const DumpOptions& options);

// The file is one that open_dump() might open: told by its first bytes.
bool looks_like_archive(const std::string& path);

// Why the file is no archive, or one that cannot be listed.
std::optional<Error> archive_defect(const std::string& path);

}  // namespace bridle
