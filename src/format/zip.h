// Zip archives, read where they lie by way of the central directory, which may have
// any number of members. PKWARE's APPNOTE.TXT describes the format.

#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/file.h"
#include "base/time.h"
#include "format/gzip.h"

namespace bridle {

struct ZipMember {
    std::string name;  // as it stands there, hostile, but with slashes between folders
    std::uint64_t packed = 0, size = 0;
    std::uint64_t header = 0;  // where its local header is
    std::uint32_t crc = 0;
    std::uint16_t method = 0;
    bool encrypted = false, folder = false, link = false;
    std::optional<std::uint32_t> mode;      // of Unix
    std::optional<Time> modified, created;  // only where the archive says them in UTC
};

// The packed bytes of a member, as far as they are there.
struct ZipContent {
    std::uint64_t at = 0, size = 0;
    std::optional<Error> flaw = {};  // why it is not all of them
};

bool looks_like_zip(Bytes start);

class ZipArchive {
public:
    // Finds the directory. The file must outlive the archive. Without a directory (an archive
    // that was cut short) the members are found one behind the other, as far as that goes.
    static Result<ZipArchive> open(const File& file);

    // Every member, with the place of its entry, which is how member_at() is told which.
    // Damaged entries go to `problem`. When `visit` says no, that was the last.
    Result<void> each(const std::function<bool(const ZipMember&, std::uint64_t at)>& visit,
                      const std::function<void(Error)>& problem) const;
    Result<ZipMember> member_at(std::uint64_t at) const;

    Result<ZipContent> content_of(const ZipMember& member) const;

    const File& file() const { return *file_; }

private:
    struct Directory {
        std::uint64_t at = 0, size = 0, entries = 0;
        std::uint64_t base = 0;  // what stands before the archive, and its offsets do not count
    };
    struct Local {  // the other header of a member, before its contents
        std::uint64_t content = 0;
        bool named = false;  // as the member is
    };
    ZipArchive() = default;
    Result<std::optional<Local>> local_at(std::uint64_t at, const std::string& name) const;
    Result<std::optional<Local>> find_local(const ZipMember& member) const;
    static std::optional<Directory> read_end(const File& file, Bytes tail, std::uint64_t tail_at,
                                             std::size_t end);
    Result<void> each_local(const std::function<bool(const ZipMember&, std::uint64_t at)>& visit,
                            const std::function<void(Error)>& problem) const;

    const File* file_ = nullptr;
    std::optional<Directory> directory_;
};

}  // namespace bridle
