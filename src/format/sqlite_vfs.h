// The VFS between SQLite and a File. Read-only by construction: it has no
// way to write, create, delete or lock anything.

#pragma once

#include <optional>
#include <string>

#include "base/file.h"

namespace bridle {

// A database and its log under a name by which SQLite can open them.
class SqliteSource {
public:
    SqliteSource(const File& file, const File* wal);
    SqliteSource(const SqliteSource&) = delete;
    SqliteSource& operator=(const SqliteSource&) = delete;

    static const char* vfs_name();  // registers the VFS at the first call
    std::string name() const;       // valid while this object lives

    const File& file() const { return file_; }
    // What the file's first page says its size is. SQLite refuses a database
    // that is shorter; we let it read zeros there, which cost only their pages.
    std::uint64_t claimed_size() const { return claimed_size_; }
    const File* wal() const { return wal_; }

    // The host's error when a read failed: SQLite knows only that one did.
    std::optional<Error> failure;

private:
    const File& file_;
    const File* wal_;
    std::uint64_t claimed_size_ = 0;
};

}  // namespace bridle
