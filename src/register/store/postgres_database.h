// A register in a PostgreSQL database, through libpq. A lost connection fails the statement it is
// found by and is opened anew for the next one; but not within a transaction, and never for the
// writer, whose lock went with the connection.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "register/store/database.h"

namespace bridle::registry {

bool is_postgres_address(std::string_view address);
Result<std::unique_ptr<Database>> open_postgres(const std::string& address, Access access);

}  // namespace bridle::registry
