// What a write-ahead log holds, frame by frame. SQLite itself reads the
// committed frames; this only counts, so that a report can say what else is there.
// Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log

#include "format/sqlite.h"

namespace bridle {

namespace {

constexpr std::size_t kHeaderBytes = 32, kFrameHeaderBytes = 24;
constexpr std::uint32_t kVersion = 3007000;

struct Checksum {
    std::uint32_t a = 0, b = 0;
    bool operator==(const Checksum&) const = default;
};

// Over words of four bytes, in the order that the header's magic names.
template <bool BigEndian>
void add(Checksum& sum, Bytes bytes) {
    auto word = [&](std::size_t i) {
        std::uint32_t value;
        std::memcpy(&value, bytes.data() + i, 4);
        return BigEndian ? __builtin_bswap32(value) : value;
    };
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
        sum.a += word(i) + sum.b;
        sum.b += word(i + 4) + sum.a;
    }
}

void add(Checksum& sum, Bytes bytes, bool big_endian) {
    big_endian ? add<true>(sum, bytes) : add<false>(sum, bytes);
}

}  // namespace

Result<WalReport> inspect_wal(const File& wal) {
    WalReport report;
    std::vector<std::byte> bytes(kHeaderBytes);
    auto got = TRY(wal.read_at(0, bytes));
    if (got == 0) return report;
    Cursor header(Bytes(bytes).first(got));
    auto magic = TRY(header.be<std::uint32_t>());
    if ((magic & ~1u) != 0x377F0682) return fail(Errc::corrupt, "not a write-ahead log");
    auto version = TRY(header.be<std::uint32_t>());
    if (version != kVersion)
        return fail(Errc::corrupt, "a write-ahead log of a version that is not known", 4);
    auto page = TRY(header.be<std::uint32_t>());
    if (page < 512 || page > 65536 || (page & (page - 1)))
        return fail(Errc::corrupt, "write-ahead log with an impossible page size", 8);
    TRY(header.skip(4));  // checkpoint counter
    auto salts = TRY(header.be<std::uint64_t>());
    const bool big_endian = magic & 1;
    Checksum sum, of_header;
    add(sum, Bytes(bytes).first(24), big_endian);
    of_header.a = TRY(header.be<std::uint32_t>());
    of_header.b = TRY(header.be<std::uint32_t>());
    if (of_header != sum)
        return fail(Errc::corrupt, "the header of the write-ahead log is damaged", 24);

    std::vector<std::byte> frame(kFrameHeaderBytes + page);
    bool valid = true;
    std::uint64_t valid_frames = 0, frames = 0, of_this_log = 0;  // up to the last with its salts
    for (std::uint64_t at = kHeaderBytes; at + frame.size() <= wal.size(); at += frame.size()) {
        auto size = TRY(wal.read_at(at, frame));
        if (size < frame.size()) break;
        frames++;
        Cursor fields{Bytes(frame), at};
        auto number = TRY(fields.be<std::uint32_t>());
        auto size_after_commit = TRY(fields.be<std::uint32_t>());
        auto frame_salts = TRY(fields.be<std::uint64_t>());
        if (frame_salts == salts) of_this_log = frames;
        if (!valid) continue;
        Checksum stored;
        stored.a = TRY(fields.be<std::uint32_t>());
        stored.b = TRY(fields.be<std::uint32_t>());
        add(sum, Bytes(frame).first(8), big_endian);
        add(sum, Bytes(frame).subspan(kFrameHeaderBytes), big_endian);
        valid = frame_salts == salts && stored == sum && number != 0;
        if (!valid) continue;
        valid_frames++;
        if (size_after_commit) report.committed_frames = valid_frames;
    }
    if (of_this_log > valid_frames) report.damaged_frames = of_this_log - valid_frames;
    report.other_frames = frames - report.committed_frames - report.damaged_frames;
    return report;
}

}  // namespace bridle
