// The two files of a register that nothing in its database can replace: the key that signs
// (log.key), and the last checkpoint that it ever signed (signed). The second one is what keeps a
// restored backup from signing another history, so it is on disk before anybody sees a signature.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "register/log/checkpoint.h"
#include "register/log/note.h"

namespace bridle::registry {

// Readable by its owner alone; refuses to write over another, and to read one that others can.
Result<void> write_key(const std::string& folder, const Signer& signer);
Result<Signer> read_key(const std::string& folder);

// Nothing: the file is not there. One that is no checkpoint of this key is an error.
Result<std::optional<SignedCheckpoint>> read_signed(const std::string& folder,
                                                    const VerifierKey& key);
Result<void> write_signed(const std::string& folder, std::string_view note);

// Instead of what was there, all of it or nothing, also when the power fails.
Result<void> replace_file(const std::string& folder, const std::string& name,
                          std::string_view contents);

}  // namespace bridle::registry
