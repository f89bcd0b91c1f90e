#include "base/file.h"

#include "base/text.h"

namespace bridle {

Result<std::vector<std::byte>> File::read_all(std::uint64_t limit) const {
    if (size() > limit)
        return fail(Errc::limit, grouped(size()) + " bytes, more than the " + grouped(limit) +
                                     " that are read at once");
    std::vector<std::byte> bytes(size());
    auto got = TRY(read_at(0, bytes));
    bytes.resize(got);
    return bytes;
}

Result<std::size_t> MemoryFile::read_at(std::uint64_t offset, std::span<std::byte> into) const {
    if (offset >= bytes_.size()) return 0;
    std::size_t size = std::min<std::size_t>(into.size(), bytes_.size() - offset);
    std::ranges::copy(bytes_.subspan(offset, size), into.begin());
    return size;
}

}  // namespace bridle
