#include "artifact/plists.h"

namespace bridle {

// Lists of 16 MB occur on real phones (Info.plist with the icons of all apps).
static constexpr std::uint64_t kListBytes = 64 << 20;

Result<void> PlistFile::read(const Input& input, Output& out) {
    bytes_ = TRY(input.file.read_all(kListBytes));
    TRY(list_.read(bytes_));
    for (const Error& error : list_.problems()) out.problem(error);
    return {};
}

}  // namespace bridle
