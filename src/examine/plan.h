// What will be read: the files of an acquisition that some artifact wants, in
// the order in which a case names them.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "acquisition/acquisition.h"
#include "artifact/artifact.h"

namespace bridle {

struct Job {
    struct Companion {
        std::string name, location, wal_location;
    };
    const Artifact* artifact = nullptr;
    std::string path;              // on the device
    std::string location;          // in the acquisition
    std::string wal_location;      // empty when there is no log
    std::optional<Time> modified;  // as the file system says, where that is known
    std::vector<Companion> beside;
};

// A file that says what the acquisition is, such as Manifest.plist.
struct OwnFile {
    std::string path, location;
};

struct Plan {
    std::vector<Job> jobs;
    std::shared_ptr<const File> listing;   // at kFileList: all files, where no catalogue has them
    std::vector<OwnFile> own;              // that the acquisition itself has read
    std::vector<const Artifact*> absent;   // wanted, and no file of theirs is listed
    std::vector<const Artifact*> skipped;  // nobody asked for them
    std::vector<Error> problems;           // of the listing
    std::size_t entries = 0;               // listed in all
};

// All candidates of an artifact are read, not the first. Fails when nothing can be listed. In the
// folder `scratch` a list of all files is put down, in a file without a name.
Result<Plan> make_plan(const Acquisition& acquisition, std::span<const Artifact* const> artifacts,
                       const std::string& scratch = {});

}  // namespace bridle
