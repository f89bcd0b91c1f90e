// Manifest.db: the list of the files of an iPhone backup. Each has an id, a
// domain and a path relative to it; what else is known of it (size, key) is a
// keyed archive of an MBFile in the column `file`.

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "acquisition/stored_files.h"
#include "base/file.h"
#include "format/sqlite.h"

namespace bridle {

class BackupCatalogue {
public:
    struct Row {
        std::string_view id, domain, path;  // all hostile
        std::optional<std::int64_t> flags;
    };
    // How a file is encrypted; `wrapped_key` is empty when it is not.
    struct Sealed {
        std::vector<std::byte> wrapped_key;
        std::uint32_t protection_class = 0;  // according to the file
        std::uint32_t class_of_key = 0;      // according to the key
        std::optional<std::uint64_t> size;
    };

    static Result<std::unique_ptr<BackupCatalogue>> open(std::unique_ptr<File> file,
                                                         std::unique_ptr<File> wal);

    Result<void> each(const std::function<void(const Row&)>& visit,
                      const std::function<void(Error)>& problem) const;

    // May be called by several threads at once.
    Result<Sealed> find(const FileId& id) const;

private:
    struct Position {
        FileId id;
        std::int64_t row;
        auto operator<=>(const Position&) const = default;
    };

    BackupCatalogue(std::unique_ptr<File> file, std::unique_ptr<File> wal)
        : file_(std::move(file)), wal_(std::move(wal)) {}
    // The archive of the first row, if there is one.
    Result<std::optional<std::vector<std::byte>>> select(const std::string& condition) const;
    Result<std::vector<std::byte>> archive_of(const FileId& id) const;
    void locate_every_row() const;

    std::unique_ptr<File> file_, wal_;
    mutable std::mutex mutex_;  // over what follows
    std::optional<Database> db_;
    mutable std::optional<bool> has_index_;
    mutable std::optional<std::vector<Position>> positions_;
};

}  // namespace bridle
