// Tells by itself what it was given, and opens it.

#pragma once

#include "acquisition/acquisition.h"
#include "base/crypto.h"

namespace bridle {

// Whatever fails here means: not examined. The words are for the person who
// gave the path, and say what, where, and what to do. Errc::password when a
// password is needed and the right one was not given.
Result<std::unique_ptr<Acquisition>> open_acquisition(const std::string& path,
                                                      const PasswordSource& ask,
                                                      const std::atomic<bool>* cancel = nullptr);

// The same without opening it, for a first answer that needs no password.
Result<void> recognise_acquisition(const std::string& path);

// Whether a file made there would lie among those that somebody took from a phone.
bool lies_in_acquisition(const std::string& path);

}  // namespace bridle
