// A register in an SQLite file, with a write-ahead log beside it: many read while one writes.

#pragma once

#include <memory>
#include <string>

#include "register/store/database.h"

namespace bridle::registry {

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, Access access);

}  // namespace bridle::registry
