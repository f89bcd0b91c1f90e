// Tells by itself what it was given, and opens it.

#pragma once

#include <span>

#include "acquisition/acquisition.h"
#include "acquisition/find.h"
#include "base/crypto.h"

namespace bridle {

struct OpenOptions {
    PasswordSource password;
    const std::atomic<bool>* cancel = nullptr;
    std::string scratch = {};  // a folder for what has to be unpacked; empty: that of the system
};

// Whatever fails here means: not examined. The words are for the person who
// gave the path, and say what, where, and what to do. Errc::password when a
// password is needed and the right one was not given.
Result<std::unique_ptr<Acquisition>> open_acquisition(const Candidate& candidate,
                                                      const OpenOptions& options);

// The only one that is to be found at the path.
Result<std::unique_ptr<Acquisition>> open_acquisition(const std::string& path,
                                                      const PasswordSource& ask);

// Whether a file made there would lie among those that somebody took from a phone: in one of the
// known, or in what looks like one.
bool lies_in_acquisition(const std::string& path, std::span<const Candidate> known = {});

}  // namespace bridle
