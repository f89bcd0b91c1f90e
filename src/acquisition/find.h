// Finds what can be examined where somebody says that there is something, and
// says in words for that person why there is nothing.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "acquisition/acquisition.h"

namespace bridle {

enum class AcquisitionKind : std::uint8_t { ios_backup, filesystem };
std::string_view name_of(AcquisitionKind kind);  // as users say it: "ios-backup"
std::optional<AcquisitionKind> acquisition_kind_named(std::string_view name);

// Something that looks like an acquisition.
struct Candidate {
    std::string path = {};  // of the folder or the archive
    AcquisitionKind kind = AcquisitionKind::ios_backup;
    Device device = {};
    std::optional<Error> obstacle = {};  // why it cannot be examined, and what to do about it
    bool locked = false;                 // nobody could look into it
};

// The path itself, or else those that lie exactly one level below it, in the order of their
// names. Never none: that is a failure. With `as`, only that kind, and it is not asked how it
// looks.
Result<std::vector<Candidate>> find_acquisitions(const std::string& path,
                                                 std::optional<AcquisitionKind> as = std::nullopt);

// The same when there must be one to examine: without obstacle, and the only one.
Result<Candidate> find_acquisition(const std::string& path,
                                   std::optional<AcquisitionKind> as = std::nullopt);

}  // namespace bridle
