// A whole file-system dump of the made-up phone: the same things as in its
// backup, where they lie on the phone, and what no backup holds.

#pragma once

#include <memory>

#include "fabricate/backup.h"

namespace bridle::fabricate {

struct DumpFile {
    enum class Type : std::uint8_t { file, folder, link };
    std::string path;  // on the phone, without the first slash
    std::string_view content = {};
    Time time = {};
    Type type = Type::file;
    unsigned mode = 0644;
    std::string target = {};
};

// One form that a dump can have.
class DumpWriter {
public:
    virtual ~DumpWriter() = default;
    virtual Result<void> add(const DumpFile& file) = 0;
    virtual Result<void> finish() { return {}; }
};

enum class DumpForm : std::uint8_t { folder, tar, tar_gz, zip };
Result<std::unique_ptr<DumpWriter>> dump_writer(DumpForm form, const std::string& path);

struct DumpPlan {
    BackupPlan phone = {};
    DumpForm form = DumpForm::folder;
    std::string root = {};           // before every path: "phone/filesystem1/"
    std::size_t paths = 0;           // of files that nobody reads, besides the phone's own
    std::size_t bytes_of_each = 64;  // in them, half of them hard to pack
};
Result<Planted> write_dump(const DumpPlan& plan, const std::string& path);

}  // namespace bridle::fabricate
