// tar, read from the beginning to the end: ustar, with the long names of GNU
// and the extended headers of POSIX (pax). https://pubs.opengroup.org/onlinepubs/9699919799/
// utilities/pax.html describes both, and https://www.gnu.org/software/tar/manual/html_section/
// Sparse-Formats.html the four ways to leave out the holes of a file.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/byte_stream.h"
#include "base/time.h"

namespace bridle {

struct TarMember {
    enum class Type : std::uint8_t { file, folder, link, hard_link, other };
    // Of a file with holes, which are zeros that are not stored.
    struct Piece {
        std::uint64_t at = 0, size = 0, stored = 0;  // in the file; in the content
    };
    std::string path, target;  // as they stand there, hostile
    Type type = Type::file;
    std::uint64_t size = 0;    // of the file
    std::uint64_t stored = 0;  // of the content, which is less where there are holes
    std::uint64_t offset = 0;  // of the content, in the stream
    std::optional<Time> modified, changed, created;
    std::optional<std::uint32_t> mode;
    std::optional<std::int64_t> owner;
    std::optional<std::vector<Piece>> pieces;  // in their order; else the content is the file
    std::optional<Error> unreadable;           // where the pieces are is not known
};

bool looks_like_tar(Bytes start);  // 512 bytes of it

// Where the holes of a file are, as the headers say it.
struct TarHoles {
    std::optional<std::uint64_t> size;   // of the file
    std::vector<std::uint64_t> numbers;  // place and size of each piece
    bool in_content = false;             // the numbers stand before the content
};

class TarReader {
public:
    explicit TarReader(ByteStream& stream) : stream_(stream) {}

    // The next member; nothing at the end. Of the content, what was not read is
    // passed over. Damaged headers are told to `problem`, and reading goes on at the next that
    // is none; so is an archive that does not end as it should, and one behind its end, which
    // is read, too. Fails when the stream does.
    Result<std::optional<TarMember>> next(const std::function<void(Error)>& problem);

    // The content of the member, from its beginning; fewer bytes than asked before its end, or
    // before a failure, which the next call tells.
    Result<std::size_t> read(std::span<std::byte> into);

private:
    struct Extended {  // what a header before the header says
        std::optional<std::string> path, target, sparse_name;
        std::optional<std::uint64_t> size;
        std::optional<Time> modified, changed, created;
        std::optional<TarHoles> holes;
        bool pax = false;
    };
    using Block = std::byte[512];
    Result<std::size_t> read_block(Block& block);
    Result<std::string> read_text(std::uint64_t size);
    Result<void> pass_over(std::uint64_t size);
    Result<void> finish_member();
    Result<void> read_old_map(const Block& header, TarHoles& into);
    bool read_map(TarHoles& into);
    Result<bool> read_extension(char kind, std::uint64_t size);
    static void read_holes(std::string_view key, std::string_view value, TarHoles& into);
    void read_pax(std::string_view records, Extended& into);
    TarMember member_of(const Block& block);
    Result<void> begin_content(const Block& block, TarMember& member);
    void say_how_it_ends(std::size_t rest, const std::function<void(Error)>& problem) const;

    ByteStream& stream_;
    std::uint64_t at_ = 0;       // in the stream
    std::uint64_t content_ = 0;  // of it, still unread
    std::uint64_t padding_ = 0;
    std::size_t zeros_ = 0;  // blocks of nothing else, right before
    Extended for_all_, for_next_;
};

}  // namespace bridle
