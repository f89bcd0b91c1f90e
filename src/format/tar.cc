#include "format/tar.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace bridle {

static constexpr std::size_t kBlockSize = 512;
static constexpr std::uint64_t kExtensionAtMost = 1 << 20;  // a name has a few thousand bytes
static constexpr std::uint64_t kContentAtMost = std::uint64_t{1} << 50;

// Where the fields of a header stand.
struct Slot {
    std::size_t at, size;
};
static constexpr Slot kName{0, 100}, kMode{100, 8}, kOwner{108, 8}, kSize{124, 12},
    kModified{136, 12}, kChecksum{148, 8}, kTarget{157, 100}, kPrefix{345, 155};
static constexpr std::size_t kKind = 156, kMagic = 257, kGnuSparseMore = 482;

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

Result<bool> TarReader::read_block(Block& block) {
    auto got = TRY(stream_.read(block));
    at_ += got;
    if (got < kBlockSize) TRY(stream_.read(std::span(block).first(1)));  // why it ends here
    return got == kBlockSize;
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
        if (key.starts_with("GNU.sparse.")) into.sparse = true;
        if (key == "size") {
            std::uint64_t number = 0;
            if (std::from_chars(value.data(), value.data() + value.size(), number).ec ==
                std::errc())
                into.size = number;
        }
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
    return true;
}

// In the old sparse form, blocks with more of the map follow the header.
Result<void> TarReader::skip_sparse_map(const Block& header) {
    static constexpr std::size_t kMore = 504;
    bool more = header[kGnuSparseMore] != std::byte{0};
    for (int i = 0; more && i < 10'000; i++) {
        Block block;
        auto whole = TRY(read_block(block));
        more = whole && block[kMore] != std::byte{0};
    }
    return {};
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
    member.sparse = kind == 'S';
    for (const Extended* says : {&for_all_, &for_next_}) {
        if (says->path) member.path = *says->path;
        if (says->sparse_name) member.path = *says->sparse_name;
        if (says->target) member.target = *says->target;
        if (says->size) member.size = *says->size;
        if (says->modified) member.modified = says->modified;
        if (says->changed) member.changed = says->changed;
        if (says->created) member.created = says->created;
        member.sparse |= says->sparse;
    }
    member.type = type_of(kind, member.path);
    return member;
}

Result<std::optional<TarMember>> TarReader::next(const std::function<void(Error)>& problem) {
    TRY(finish_member());
    for_next_ = {};
    bool damaged = false, zero_before = false;
    for (;;) {
        Block block;
        const std::uint64_t offset = at_;
        auto whole = TRY(read_block(block));
        if (!whole) return std::optional<TarMember>();
        if (is_zero(block)) {
            if (zero_before) return std::optional<TarMember>();
            zero_before = true;
            continue;
        }
        if (!checksum_fits(block)) {
            if (!damaged) problem({Errc::corrupt, "tar: a header is damaged", offset});
            damaged = true;
            continue;
        }
        zero_before = false;
        const auto kind = static_cast<char>(block[kKind]);
        const std::int64_t size = number_at(block, kSize).value_or(0);
        if (size < 0 || static_cast<std::uint64_t>(size) > kContentAtMost) {
            problem({Errc::corrupt, "tar: a member of impossible size", offset});
            continue;
        }
        auto extension = TRY(read_extension(kind, static_cast<std::uint64_t>(size)));
        if (extension) continue;
        if (kind == 'S') TRY(skip_sparse_map(block));
        TarMember member = member_of(block);
        const bool has_content =
            member.type == TarMember::Type::file || member.type == TarMember::Type::other;
        if (!has_content || member.size > kContentAtMost) member.size = 0;
        member.offset = at_;
        content_ = member.size;
        padding_ = padding_of(member.size);
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
