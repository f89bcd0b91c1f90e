// Records from lines of JSON, published many at a time.

#pragma once

#include <string_view>

#include "register/service/register.h"

namespace bridle::registry {

// How many. Stops at the first line that is no record, and names it; what came in batches before
// it is published.
Result<std::uint64_t> import_lines(Register& registry, std::string_view text,
                                   std::string_view name);

}  // namespace bridle::registry
