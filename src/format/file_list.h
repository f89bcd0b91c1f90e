// The list of all files of a phone, as a file of ours: an acquisition that has no
// catalogue of its own (a dump) is listed into one, outside memory, and an artifact reads it like
// any other file. Each entry says how much of the path before it it shares.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/time.h"

namespace bridle {

struct ListedFile {
    enum class Type : std::uint8_t { file, folder, link, other };
    std::string_view path, target = {};
    Type type = Type::file;
    std::optional<Time> created = {}, modified = {}, changed = {};
    std::optional<std::uint32_t> mode = {};
    std::optional<std::int64_t> owner = {};
    std::optional<std::uint64_t> size = {};
};

class FileListWriter {
public:
    void add(const ListedFile& file);
    // What was written and not yet taken. A list begins with kFileListMagic.
    std::string& bytes() { return bytes_; }

private:
    std::string bytes_, before_;
    bool begun_ = false;
};

// Visits every entry; damage ends it with an error.
Result<void> read_file_list(const File& list,
                            const std::function<Result<void>(const ListedFile&)>& visit);

}  // namespace bridle
