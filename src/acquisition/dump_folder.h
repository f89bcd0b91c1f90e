// A dump as a folder.

#pragma once

#include "acquisition/dump.h"

namespace bridle {

Result<std::unique_ptr<Acquisition>> open_dump_folder(const std::string& folder, DumpRoot root,
                                                      const DumpOptions& options);

}  // namespace bridle
