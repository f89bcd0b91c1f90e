// Which addresses there are for a folder of files, beside each_public_path() of reading.h.

#pragma once

#include <functional>
#include <string>

#include "base/result.h"

namespace bridle::registry {

struct Reading;

// What may change at midnight although nothing was published: the state of licences, and who is
// overdue.
Result<void> each_daily_path(const Reading& reading,
                             const std::function<Result<void>(std::string)>& visit);
// What shows the checkpoint itself, which witnesses cosign although the log is as it was.
Result<void> each_checkpoint_path(const Reading& reading,
                                  const std::function<Result<void>(std::string)>& visit);

}  // namespace bridle::registry
