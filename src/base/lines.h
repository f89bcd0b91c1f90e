// A text of any size, line by line, in the memory of one line.

#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/file.h"

namespace bridle {

// Visits each line, without its end (\n or \r\n), and the offset at which it begins. Of a line
// that is longer than `longest` only that much is seen. Bytes that are no text stay as they are.
Result<void> each_line(
    const File& file, std::size_t longest,
    const std::function<Result<void>(std::string_view line, std::uint64_t offset)>& visit);

}  // namespace bridle
