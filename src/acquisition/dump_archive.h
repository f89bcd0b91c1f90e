// A dump as an archive: .tar, .tar.gz or .zip.

#pragma once

#include "acquisition/dump.h"

namespace bridle {

enum class ArchiveForm : std::uint8_t { tar, tar_gz, zip };
Result<ArchiveForm> archive_form(const std::string& path);

Result<std::unique_ptr<Acquisition>> open_tar_dump(const std::string& path, ArchiveForm form,
                                                   DumpRoot root, const DumpOptions& options);
Result<std::unique_ptr<Acquisition>> open_zip_dump(const std::string& path, DumpRoot root,
                                                   const DumpOptions& options);

}  // namespace bridle
