#include "format/tar.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace bridle {

static constexpr std::size_t kBlockSize = 512;
static constexpr std::uint64_t kExtensionAtMost = 1 << 20;  // a name has a few thousand bytes
static constexpr std::uint64_t kContentAtMost = std::uint64_t{1} << 50;
static constexpr std::size_t kPiecesAtMost = 1 << 16;
static constexpr std::size_t kEndMark = 2;  // blocks of zeros

// Where the fields of a header stand.
struct Slot {
    std::size_t at, size;
};
static constexpr Slot kName{0, 100}, kMode{100, 8}, kOwner{108, 8}, kSize{124, 12},
    kModified{136, 12}, kChecksum{148, 8}, kTarget{157, 100}, kPrefix{345, 155},
    kSparseSize{483, 12};
static constexpr std::size_t kKind = 156, kMagic = 257;

static std::string_view text_at(Bytes block, Slot slot) {
    std::string_view text = as_text(block.subspan(slot.at, slot.size));
    return text.substr(0, text.find('\0'));
}

// Octal digits, or since GNU a big-endian number behind a set bit.
static std::optional<std::int64_t> number_at(Bytes block, Slot slot) {
    Bytes field = block.subspan(slot.at, slot.size);
    if (std::to_integer<int>(field[0]) & 0x80) {
        const bool negative = std::to_integer<int>(field[0]) & 0x40;
        std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
        for (std::size_t i = 0; i < field.size(); i++) {
            auto byte = std::to_integer<std::uint64_t>(field[i]);
            value = value << 8 | (i == 0 ? (negative ? byte : byte & 0x7F) : byte);
        }
        return static_cast<std::int64_t>(value);
    }
    std::string_view text = trimmed(text_at(block, slot));
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
    if (error != std::errc() || end == text.data()) return std::nullopt;
    return value;
}

// The sum of all bytes, the field of the sum itself counted as blanks; some
// writers summed signed bytes.
static bool checksum_fits(Bytes block) {
    auto said = number_at(block, kChecksum);
    if (!said) return false;
    std::int64_t plain = 0, with_signs = 0;
    for (std::size_t i = 0; i < kBlockSize; i++) {
        const bool own = i >= kChecksum.at && i < kChecksum.at + kChecksum.size;
        auto byte = own ? std::uint8_t{' '} : std::to_integer<std::uint8_t>(block[i]);
        plain += byte;
        with_signs += static_cast<std::int8_t>(byte);
    }
    return *said == plain || *said == with_signs;
}

static bool is_zero(Bytes block) {
    return std::ranges::all_of(block, [](std::byte byte) { return byte == std::byte{0}; });
}

static std::optional<Time> time_of(std::int64_t seconds) {
    return seconds > 0 ? to_time(seconds, Epoch::unix_seconds) : std::nullopt;
}

bool looks_like_tar(Bytes start) {
    return start.size() >= kBlockSize && !is_zero(start.first(kBlockSize)) &&
           checksum_fits(start.first(kBlockSize));
}

Result<std::size_t> TarReader::read_block(Block& block) {
    auto got = TRY(stream_.read(block));
    at_ += got;
    if (got < kBlockSize) {
        auto nothing = TRY(stream_.read(std::span(block).first(1)));  // but why it ends here
        static_cast<void>(nothing);
    }
    return got;
}

Result<void> TarReader::pass_over(std::uint64_t size) {
    auto done = TRY(stream_.skip(size));
    at_ += done;
    if (done < size) return fail(Errc::truncated, "tar: the file ends within a member", at_);
    return {};
}

static std::uint64_t padding_of(std::uint64_t size) {
    return (kBlockSize - size % kBlockSize) % kBlockSize;
}

Result<void> TarReader::finish_member() {
    const std::uint64_t left = content_ + padding_;
    content_ = padding_ = 0;
    return left ? pass_over(left) : Result<void>();
}

Result<std::string> TarReader::read_text(std::uint64_t size) {
    std::string text(std::min(size, kExtensionAtMost), '\0');
    auto got = TRY(stream_.read(std::as_writable_bytes(std::span(text))));
    at_ += got;
    text.resize(got);
    TRY(pass_over(size - got + padding_of(size)));
    return text;
}

static std::optional<std::uint64_t> decimal(std::string_view text) {
    std::uint64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// The three versions of GNU say it in words of their own. A number that is none makes
// the map one that cannot be.
void TarReader::read_holes(std::string_view key, std::string_view value, TarHoles& into) {
    if (key == "size" || key == "realsize") into.size = decimal(value);
    if (key == "major") into.in_content = value == "1";
    if (key == "offset" || key == "numbytes")
        into.numbers.push_back(decimal(value).value_or(UINT64_MAX));
    if (key == "map")
        for (std::string_view each : split(value, ','))
            into.numbers.push_back(decimal(each).value_or(UINT64_MAX));
}

// "27 path=private/var/x\n": the number counts the whole record.
void TarReader::read_pax(std::string_view records, Extended& into) {
    while (!records.empty()) {
        std::size_t size = 0;
        auto [end, error] = std::from_chars(records.data(), records.data() + records.size(), size);
        auto digits = static_cast<std::size_t>(end - records.data());
        if (error != std::errc() || size <= digits + 1 || size > records.size()) return;
        std::string_view record = records.substr(digits + 1, size - digits - 1);
        records.remove_prefix(size);
        if (record.ends_with('\n')) record.remove_suffix(1);
        std::size_t equals = record.find('=');
        if (equals == record.npos) continue;
        std::string_view key = record.substr(0, equals), value = record.substr(equals + 1);
        auto seconds = [&]() -> std::optional<Time> {
            double number = 0;
            auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
            if (parsed.ec != std::errc() || number <= 0) return std::nullopt;
            return to_time(number, Epoch::unix_seconds);
        };
        if (key == "path")
            into.path = value;
        else if (key == "linkpath")
            into.target = value;
        else if (key == "mtime")
            into.modified = seconds();
        else if (key == "ctime")
            into.changed = seconds();
        else if (key == "LIBARCHIVE.creationtime")
            into.created = seconds();
        else if (key == "GNU.sparse.name")
            into.sparse_name = value;
        else if (key == "size" && decimal(value))
            into.size = decimal(value);
        static constexpr std::string_view kSparse = "GNU.sparse.";
        if (!key.starts_with(kSparse)) continue;
        if (!into.holes) into.holes.emplace();
        read_holes(key.substr(kSparse.size()), value, *into.holes);
    }
}

// Whether the block was a header of a header.
Result<bool> TarReader::read_extension(char kind, std::uint64_t size) {
    if (kind != 'x' && kind != 'X' && kind != 'g' && kind != 'L' && kind != 'K') return false;
    std::string text = TRY(read_text(size));
    if (kind == 'L')
        for_next_.path = text.substr(0, text.find('\0'));
    else if (kind == 'K')
        for_next_.target = text.substr(0, text.find('\0'));
    else
        read_pax(text, kind == 'g' ? for_all_ : for_next_);
    for_next_.pax |= kind == 'x';
    return true;
}

// In the old sparse form the header has four pieces, and blocks with more may follow it.
Result<void> TarReader::read_old_map(const Block& header, TarHoles& into) {
    static constexpr std::size_t kFirst = 386, kFirstCount = 4, kFirstMore = 482, kCount = 21,
                                 kMore = 504, kNumber = 12;
    auto take = [&](Bytes block, std::size_t at, std::size_t pieces) {
        for (std::size_t i = 0; i < 2 * pieces; i++)
            if (auto number = number_at(block, {at + i * kNumber, kNumber}))
                into.numbers.push_back(static_cast<std::uint64_t>(*number));
    };
    if (auto size = number_at(header, kSparseSize)) into.size = static_cast<std::uint64_t>(*size);
    take(header, kFirst, kFirstCount);
    bool more = header[kFirstMore] != std::byte{0};
    while (more && into.numbers.size() <= 2 * kPiecesAtMost) {
        Block block;
        auto got = TRY(read_block(block));
        if (got < kBlockSize) break;
        take(block, 0, kCount);
        more = block[kMore] != std::byte{0};
    }
    return {};
}

// "2\n0\n4096\n81920\n512\n": how many pieces, then place and size of each, and zeros to the end
// of the block. Whether it was whole.
bool TarReader::read_map(TarHoles& into) {
    std::optional<std::uint64_t> count;
    std::string digits;
    Block block;
    do {
        auto got = read(block);
        if (!got || *got < kBlockSize) return false;
        for (char c : as_text(block)) {
            if (count && into.numbers.size() == 2 * *count) return true;
            if (c != '\n') {
                digits += c;
                continue;
            }
            auto number = decimal(digits);
            if (!number || (!count && *number > kPiecesAtMost)) return false;
            if (count)
                into.numbers.push_back(*number);
            else
                count = number;
            digits.clear();
        }
    } while (digits.size() < kBlockSize && (!count || into.numbers.size() < 2 * *count));
    return count && into.numbers.size() == 2 * *count;
}

// Nothing when they contradict each other or what is stored.
static std::optional<std::vector<TarMember::Piece>> pieces_of(
    const std::vector<std::uint64_t>& numbers, std::uint64_t size, std::uint64_t stored) {
    if (numbers.size() % 2 || numbers.size() > 2 * kPiecesAtMost) return std::nullopt;
    std::vector<TarMember::Piece> pieces;
    std::uint64_t end = 0, used = 0;
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
        const TarMember::Piece piece{.at = numbers[i], .size = numbers[i + 1], .stored = used};
        if (piece.at < end || piece.at > size || piece.size > size - piece.at) return std::nullopt;
        if (piece.size > stored - used) return std::nullopt;
        end = piece.at + piece.size;
        used += piece.size;
        if (piece.size) pieces.push_back(piece);
    }
    return used == stored ? std::optional(std::move(pieces)) : std::nullopt;
}

// Device nodes, links and folders have none, whatever their size says; but pax can
// store the content of a file with its second name.
static bool has_content(char kind, bool extended) {
    return kind < '1' || kind > '6' || (kind == '1' && extended);
}

static TarMember::Type type_of(char kind, std::string_view path) {
    switch (kind) {
        case '\0':
        case '0':
        case '7':
        case 'S':
            return path.ends_with('/') ? TarMember::Type::folder : TarMember::Type::file;
        case '1':
            return TarMember::Type::hard_link;
        case '2':
            return TarMember::Type::link;
        case '5':
        case 'D':
            return TarMember::Type::folder;
        default:
            return TarMember::Type::other;
    }
}

TarMember TarReader::member_of(const Block& block) {
    Bytes header(block);
    TarMember member;
    const auto kind = static_cast<char>(header[kKind]);
    std::string_view prefix;
    if (as_text(header.subspan(kMagic, 6)) == std::string_view("ustar\0", 6))
        prefix = text_at(header, kPrefix);
    member.path = prefix.empty() ? std::string(text_at(header, kName))
                                 : std::string(prefix) + "/" + std::string(text_at(header, kName));
    member.target = text_at(header, kTarget);
    member.size =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_at(header, kSize).value_or(0)));
    member.modified = time_of(number_at(header, kModified).value_or(0));
    if (auto mode = number_at(header, kMode)) member.mode = static_cast<std::uint32_t>(*mode);
    member.owner = number_at(header, kOwner);
    for (const Extended* says : {&for_all_, &for_next_}) {
        if (says->path) member.path = *says->path;
        if (says->sparse_name) member.path = *says->sparse_name;
        if (says->target) member.target = *says->target;
        if (says->size) member.size = *says->size;
        if (says->modified) member.modified = says->modified;
        if (says->changed) member.changed = says->changed;
        if (says->created) member.created = says->created;
    }
    member.type = type_of(kind, member.path);
    if (!has_content(kind, for_next_.pax)) member.size = 0;
    if (member.type == TarMember::Type::hard_link && member.size > 0)
        member.type = TarMember::Type::file;
    return member;
}

// What stands between the header and the content, too.
Result<void> TarReader::begin_content(const Block& block, TarMember& member) {
    std::optional<TarHoles> holes = std::move(for_next_.holes);
    if (static_cast<char>(block[kKind]) == 'S') TRY(read_old_map(block, holes.emplace()));
    content_ = member.size;
    padding_ = padding_of(member.size);
    bool known = true;
    if (holes && holes->in_content) known = read_map(*holes);
    member.stored = content_;
    member.offset = at_;
    if (!holes || member.type != TarMember::Type::file) return {};
    if (known && holes->size && *holes->size <= kContentAtMost)
        member.pieces = pieces_of(holes->numbers, *holes->size, member.stored);
    if (member.pieces)
        member.size = *holes->size;
    else
        member.unreadable = Error{
            Errc::corrupt, "tar: where the holes of the file are is not said as it should be", at_};
    return {};
}

void TarReader::say_how_it_ends(std::size_t rest, const std::function<void(Error)>& problem) const {
    if (zeros_ >= kEndMark) return;
    if (rest > 0)
        problem({Errc::truncated, "tar: the file ends within a header", at_});
    else
        problem({Errc::truncated,
                 "tar: the mark of the end is missing: either nobody wrote one, or the archive was "
                 "cut off and members are missing, too",
                 at_});
}

Result<std::optional<TarMember>> TarReader::next(const std::function<void(Error)>& problem) {
    TRY(finish_member());
    for_next_ = {};
    bool damaged = false;  // until the next header any block may be one of a content
    bool over = false;     // and any block behind the end may be anything
    for (;;) {
        Block block;
        const std::uint64_t offset = at_;
        auto got = TRY(read_block(block));
        if (got < kBlockSize) {
            if (!over) say_how_it_ends(got, problem);
            return std::optional<TarMember>();
        }
        if (is_zero(block)) {
            zeros_++;
            for_next_ = {};
            continue;
        }
        const bool is_header = checksum_fits(block);
        if (!damaged && zeros_ >= kEndMark) {
            problem({Errc::corrupt,
                     is_header ? "tar: another archive follows behind the end, and is read, too"
                               : "tar: what follows behind the end is no member",
                     offset});
            damaged = over = !is_header;
        }
        zeros_ = 0;
        if (!is_header) {
            if (!damaged) problem({Errc::corrupt, "tar: a header is damaged", offset});
            damaged = true;
            for_next_ = {};
            continue;
        }
        const auto kind = static_cast<char>(block[kKind]);
        const std::int64_t size = number_at(block, kSize).value_or(0);
        TarMember member;
        bool possible = size >= 0 && static_cast<std::uint64_t>(size) <= kContentAtMost;
        if (possible) {
            auto extension = TRY(read_extension(kind, static_cast<std::uint64_t>(size)));
            if (extension) {
                damaged = over = false;
                continue;
            }
            member = member_of(block);
            possible = member.size <= kContentAtMost;
        }
        if (!possible) {
            problem({Errc::corrupt, "tar: a member of impossible size", offset});
            damaged = true;
            for_next_ = {};
            continue;
        }
        TRY(begin_content(block, member));
        return std::optional(std::move(member));
    }
}

Result<std::size_t> TarReader::read(std::span<std::byte> into) {
    into = into.first(std::min<std::uint64_t>(into.size(), content_));
    auto got = TRY(stream_.read(into));
    at_ += got;
    content_ -= got;
    if (got == 0 && !into.empty()) {
        content_ = padding_ = 0;
        return fail(Errc::truncated, "tar: the file ends within a member", at_);
    }
    return got;
}

}  // namespace bridle
