// An iPhone backup as Finder and iTunes make it, plain or encrypted: a folder
// with a list of the files (Manifest.db), the files under the names of their
// ids ("3d/3d0d7e5f..."), and some property lists about the phone.
//
// It is examined where it lies. Of an encrypted one, the list too is decrypted
// page by page as it is read; no plain text and no key reaches the disk. File
// names out of the list are never trusted to be names, and no link is followed.

#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "acquisition/acquisition.h"
#include "base/crypto.h"

namespace bridle {

// Opens a backup by its own folder. `ask` is called, once, only when it is
// encrypted; Errc::password when what it gives opens nothing.
Result<std::unique_ptr<Acquisition>> open_ios_backup(const std::string& folder,
                                                     const PasswordSource& ask,
                                                     const std::atomic<bool>* cancel = nullptr);

}  // namespace bridle
