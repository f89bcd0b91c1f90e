// Where a password comes from: a file, a descriptor, or a person
// at a terminal. Never a command line, which everybody on the machine can read.

#pragma once

#include <atomic>
#include <string>

#include "base/crypto.h"

namespace bridle {

// The first line of what is read. A person is asked for `what`: "password of the backup". An
// interruption that sets `stop` ends the asking.
PasswordSource password_from(const std::string& file, int descriptor, std::string what,
                             const std::atomic<bool>* stop = nullptr);

// Whether there is something to read now. Waits for it, unless an interruption
// sets `stop`, also one that comes just before the waiting.
bool wait_to_read(int descriptor, const std::atomic<bool>* stop);

}  // namespace bridle
