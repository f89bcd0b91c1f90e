// The public side as files: whatever Site answers, for any server of files to carry. A folder is
// brought up to date by writing what changed since, and nothing else. What was taken down is
// written too, as the page or document that says so: a server of files cannot answer 410.

#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"
#include "register/service/register.h"
#include "register/web/bulk.h"

namespace bridle::registry {

struct PublishReport {
    std::uint64_t written = 0, unchanged = 0, removed = 0;
    std::uint64_t size = 0;  // of the log that is published now
};

// Makes the folder where there is none; refuses one that holds something else. The log in it never
// promises what is not there: the checkpoint is written when everything below it is on the disk.
// Killed at any moment, it is finished by the next call.
Result<PublishReport> publish_site(Register& registry, const std::string& folder,
                                   Time at = bridle::now());

}  // namespace bridle::registry
