// The files that are part of the program, such as the style sheet: the same in every register.

#pragma once

#include <string>
#include <vector>

namespace bridle::registry {

std::vector<std::string> site_file_paths();

}  // namespace bridle::registry
