// Where the password of a backup comes from: a file, a descriptor, or a person
// at a terminal. Never a command line, which everybody on the machine can read.

#pragma once

#include <string>

#include "base/crypto.h"

namespace bridle {

// The first line of what is read.
PasswordSource password_from(const std::string& file, int descriptor);

}  // namespace bridle
