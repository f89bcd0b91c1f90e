// Manifest.db: which file of the phone lies under which name in the backup,
// with its attributes, and when the backup is encrypted, with its key.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "fabricate/key_bag.h"
#include "fabricate/sms.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/trace.h"

namespace bridle::fabricate {

// The name in the backup: SHA-1 of domain, hyphen and path, in hexadecimal.
std::string file_id(std::string_view domain, std::string_view path);

// A file or folder of the made-up phone.
struct BackupFile {
    std::string domain, path;  // without a domain: where it lies on the phone, and in no backup
    std::string content = {};
    std::optional<Time> time = {};  // of creation, change and all; else it is made up
    bool folder = false;
    std::int64_t size_off_by = 0;  // what the manifest's Size is wrong by
    bool on_disk = true;           // listed, but not there, when false
};

struct ManifestPlan {
    std::uint64_t seed = 1;
    Time taken = kTaken;
    const KeyBag* key_bag = nullptr;  // null: not encrypted
    bool dates_as_objects = false;
    int page_size = 4096;
    Bait* bait = nullptr;
};

class ManifestWriter {
public:
    explicit ManifestWriter(const ManifestPlan& plan);

    // Lists the file. What comes back is what lies on the disk: the content, encrypted or not.
    std::string add(const BackupFile& file);

    // Folders, files and links as a phone has them by the thousand; none of them lies on the disk.
    void add_filler(std::size_t rows);

    void add_plants(Planted& planted);
    void add_damaged_rows();

    std::int64_t rows() const { return rows_; }

    // The plain database.
    std::string database();

private:
    std::int64_t list(std::string_view domain, std::string_view path, int flags,
                      std::string_view attributes);
    std::int64_t list_empty_file(std::string_view domain, std::string_view path);

    ManifestPlan plan_;
    Random random_;
    SqliteBuilder database_;
    std::optional<Insert> files_;
    std::int64_t rows_ = 0;
};

}  // namespace bridle::fabricate
