// tar, read from the beginning to the end: ustar, with the long names of GNU
// and the extended headers of POSIX (pax). https://pubs.opengroup.org/onlinepubs/9699919799/
// utilities/pax.html describes both.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/byte_stream.h"
#include "base/time.h"

namespace bridle {

struct TarMember {
    enum class Type : std::uint8_t { file, folder, link, hard_link, other };
    std::string path, target;  // as they stand there, hostile
    Type type = Type::file;
    std::uint64_t size = 0;    // of the content
    std::uint64_t offset = 0;  // of the content, in the stream
    std::optional<Time> modified, changed, created;
    std::optional<std::uint32_t> mode;
    std::optional<std::int64_t> owner;
    bool sparse = false;  // the content is written in pieces, in a way that is not read
};

bool looks_like_tar(Bytes start);  // 512 bytes of it

class TarReader {
public:
    explicit TarReader(ByteStream& stream) : stream_(stream) {}

    // The next member; nothing at the end. Of the content, what was not read is
    // passed over. Damaged headers are told to `problem`, and reading goes on at the next that
    // is none. Fails when the stream does.
    Result<std::optional<TarMember>> next(const std::function<void(Error)>& problem);

    // The content of the member, from its beginning; fewer bytes than asked before its end, or
    // before a failure, which the next call tells.
    Result<std::size_t> read(std::span<std::byte> into);

private:
    struct Extended {  // what a header before the header says
        std::optional<std::string> path, target, sparse_name;
        std::optional<std::uint64_t> size;
        std::optional<Time> modified, changed, created;
        bool sparse = false;
    };
    using Block = std::byte[512];
    Result<bool> read_block(Block& block);
    Result<std::string> read_text(std::uint64_t size);
    Result<void> pass_over(std::uint64_t size);
    Result<void> finish_member();
    Result<void> skip_sparse_map(const Block& header);
    Result<bool> read_extension(char kind, std::uint64_t size);
    void read_pax(std::string_view records, Extended& into);
    TarMember member_of(const Block& block);

    ByteStream& stream_;
    std::uint64_t at_ = 0;       // in the stream
    std::uint64_t content_ = 0;  // of it, still unread
    std::uint64_t padding_ = 0;
    Extended for_all_, for_next_;
};

}  // namespace bridle
