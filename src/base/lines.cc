#include "base/lines.h"

#include <string>
#include <vector>

#include "base/text.h"

namespace bridle {

static constexpr std::size_t kPiece = 256 << 10;

Result<void> each_line(
    const File& file, std::size_t longest,
    const std::function<Result<void>(std::string_view line, std::uint64_t offset)>& visit) {
    std::vector<std::byte> piece(kPiece);
    std::string line;
    std::uint64_t at = 0, start = 0;
    auto add = [&](std::string_view text) {
        line.append(text.substr(0, longest - std::min(longest, line.size())));
    };
    auto end_line = [&](std::uint64_t next) -> Result<void> {
        if (line.ends_with('\r')) line.pop_back();
        TRY(visit(line, start));
        line.clear();
        start = next;
        return {};
    };
    for (;;) {
        std::size_t size = TRY(file.read_at(at, piece));
        if (size == 0) break;
        std::string_view rest = as_text(Bytes(piece).first(size));
        for (std::size_t end; (end = rest.find('\n')) != std::string_view::npos;) {
            add(rest.substr(0, end));
            rest.remove_prefix(end + 1);
            TRY(end_line(at + size - rest.size()));
        }
        add(rest);
        at += size;
    }
    if (at > start) TRY(end_line(at));
    return {};
}

}  // namespace bridle
