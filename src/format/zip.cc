#include "format/zip.h"

#include <algorithm>
#include <vector>

#include "base/byte_stream.h"
#include "base/text.h"

namespace bridle {

namespace {

constexpr std::uint32_t kEntry = 0x02014B50, kLocal = 0x04034B50, kDirectoryEnd = 0x06054B50,
                        kDirectoryEnd64 = 0x06064B50, kLocator64 = 0x07064B50;
constexpr std::size_t kEntrySize = 46, kLocalSize = 30, kDirectoryEndSize = 22,
                      kDirectoryEnd64Size = 56, kLocatorSize = 20, kRemarkAtMost = 65'535;
constexpr std::uint64_t kEntriesAtMost = 20'000'000;
constexpr std::uint16_t kStored = 0;

std::uint64_t le(Bytes bytes, std::size_t at, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;)
        value = value << 8 | std::to_integer<std::uint64_t>(bytes[at + i]);
    return value;
}

// What stands behind the fixed part of an entry, field by field.
void each_extra(Bytes extra, const std::function<void(std::uint16_t, Bytes)>& visit) {
    while (extra.size() >= 4) {
        std::size_t size = le(extra, 2, 2);
        if (size > extra.size() - 4) return;
        visit(static_cast<std::uint16_t>(le(extra, 0, 2)), extra.subspan(4, size));
        extra = extra.subspan(4 + size);
    }
}

// Sizes that do not fit into 32 bits stand in a field of their own, in this order.
void read_zip64(Bytes field, ZipMember& member) {
    for (std::uint64_t* wide : {&member.size, &member.packed, &member.header}) {
        if (*wide != UINT32_MAX) continue;
        if (field.size() < 8) return;
        *wide = le(field, 0, 8);
        field = field.subspan(8);
    }
}

void read_ntfs_times(Bytes field, ZipMember& member) {
    constexpr std::int64_t kTicks = 10'000'000, kEpoch = 11'644'473'600;  // from 1601 to 1970
    if (field.size() < 32) return;
    auto time = [&](std::size_t at) {
        auto ticks = static_cast<std::int64_t>(le(field, at, 8));
        return ticks > 0 ? to_time(ticks / kTicks - kEpoch, Epoch::unix_seconds) : std::nullopt;
    };
    member.modified = time(8);
    member.created = time(24);
}

void read_extra(Bytes extra, ZipMember& member) {
    each_extra(extra, [&](std::uint16_t id, Bytes field) {
        if (id == 0x0001) read_zip64(field, member);
        if (id == 0x000A) read_ntfs_times(field, member);
        if (id == 0x5455 && field.size() >= 5 && (std::to_integer<int>(field[0]) & 1)) {
            auto seconds = static_cast<std::int32_t>(le(field, 1, 4));
            if (seconds > 0) member.modified = to_time(std::int64_t{seconds}, Epoch::unix_seconds);
        }
    });
}

// Some programs of Windows write "private\\var\\mobile".
std::string with_slashes(std::string_view name) {
    std::string path(name);
    if (!path.contains('/')) std::ranges::replace(path, '\\', '/');
    return path;
}

ZipMember member_of_entry(Bytes fixed, std::string_view name, Bytes extra) {
    const auto made_by = le(fixed, 5, 1);
    constexpr unsigned kDos = 0, kUnix = 3, kWindows = 10, kMac = 19;
    ZipMember member;
    member.name = made_by == kDos || made_by == kWindows ? with_slashes(name) : std::string(name);
    member.encrypted = le(fixed, 8, 2) & 1;
    member.method = static_cast<std::uint16_t>(le(fixed, 10, 2));
    member.crc = static_cast<std::uint32_t>(le(fixed, 16, 4));
    member.packed = le(fixed, 20, 4);
    member.size = le(fixed, 24, 4);
    member.header = le(fixed, 42, 4);
    const auto mode = static_cast<std::uint32_t>(le(fixed, 40, 2));
    if ((made_by == kUnix || made_by == kMac) && mode) member.mode = mode;
    constexpr std::uint32_t kKind = 0170000, kFolder = 0040000, kLink = 0120000;
    member.folder = member.name.ends_with('/') || (member.mode && (mode & kKind) == kFolder);
    member.link = member.mode && (mode & kKind) == kLink;
    read_extra(extra, member);
    return member;
}

// Of the local form, which is all that is left when the directory is gone.
ZipMember member_of_local(Bytes fixed, std::string_view name, Bytes extra, std::uint64_t at) {
    ZipMember member;
    member.name = with_slashes(name);
    member.encrypted = le(fixed, 6, 2) & 1;
    member.method = static_cast<std::uint16_t>(le(fixed, 8, 2));
    member.crc = static_cast<std::uint32_t>(le(fixed, 14, 4));
    member.packed = le(fixed, 18, 4);
    member.size = le(fixed, 22, 4);
    member.folder = member.name.ends_with('/');
    read_extra(extra, member);
    member.header = at;
    return member;
}

struct RawEntry {
    std::vector<std::byte> bytes;
    std::size_t name = 0, extra = 0, size = 0;  // of the parts, and of all
    std::string_view name_text(std::size_t fixed) const {
        return as_text(Bytes(bytes).subspan(fixed, name));
    }
    Bytes extra_bytes(std::size_t fixed) const { return Bytes(bytes).subspan(fixed + name, extra); }
};

// Fewer bytes than there should be: the entry is cut off.
Result<bool> read_raw(ByteStream& stream, std::size_t fixed, std::size_t lengths_at,
                      std::uint32_t magic, bool has_remark, RawEntry& entry) {
    entry.bytes.resize(fixed);
    auto got = TRY(stream.read(entry.bytes));
    if (got < fixed || le(entry.bytes, 0, 4) != magic) return false;
    entry.name = le(entry.bytes, lengths_at, 2);
    entry.extra = le(entry.bytes, lengths_at + 2, 2);
    const std::size_t remark = has_remark ? le(entry.bytes, lengths_at + 4, 2) : 0;
    entry.size = fixed + entry.name + entry.extra + remark;
    entry.bytes.resize(entry.size);
    auto rest = TRY(stream.read(std::span(entry.bytes).subspan(fixed)));
    return rest == entry.size - fixed;
}

}  // namespace

bool looks_like_zip(Bytes start) {
    if (start.size() < 4) return false;
    auto magic = le(start, 0, 4);
    return magic == kLocal || magic == kDirectoryEnd;
}

// Where the end record at `end` of the tail says that the directory is, if that can be.
std::optional<ZipArchive::Directory> ZipArchive::read_end(const File& file, Bytes tail,
                                                          std::uint64_t tail_at, std::size_t end) {
    Directory directory{.at = le(tail, end + 16, 4),
                        .size = le(tail, end + 12, 4),
                        .entries = le(tail, end + 10, 2)};
    std::uint64_t behind = tail_at + end;  // what must follow the directory at once
    if (end >= kLocatorSize && le(tail, end - kLocatorSize, 4) == kLocator64) {
        std::byte wide[kDirectoryEnd64Size];
        std::uint64_t at = le(tail, end - kLocatorSize + 8, 8);
        for (std::uint64_t place : {at, tail_at + end - kLocatorSize - kDirectoryEnd64Size}) {
            auto got = file.read_at(place, wide);
            if (!got || *got < kDirectoryEnd64Size || le(wide, 0, 4) != kDirectoryEnd64) continue;
            directory = {
                .at = le(wide, 48, 8), .size = le(wide, 40, 8), .entries = le(wide, 32, 8)};
            behind = place;
            break;
        }
    }
    if (directory.size > behind) return std::nullopt;
    const std::uint64_t found = behind - directory.size;
    if (directory.at > found) return std::nullopt;
    directory.base = found - directory.at;
    directory.at = found;
    std::byte magic[4];
    auto got = file.read_at(directory.at, magic);
    if (directory.size > 0 && (!got || *got < 4 || le(magic, 0, 4) != kEntry)) return std::nullopt;
    return directory;
}

Result<ZipArchive> ZipArchive::open(const File& file) {
    ZipArchive archive;
    archive.file_ = &file;
    std::vector<std::byte> tail(
        std::min<std::uint64_t>(file.size(), kDirectoryEndSize + kRemarkAtMost + kLocatorSize));
    const std::uint64_t tail_at = file.size() - tail.size();
    auto got = TRY(file.read_at(tail_at, tail));
    tail.resize(got);
    // The last that makes sense: a remark may hold what looks like one.
    for (std::size_t end = tail.size() < kDirectoryEndSize ? 0
                                                           : tail.size() - kDirectoryEndSize + 1;
         end-- > 0;) {
        if (le(tail, end, 4) != kDirectoryEnd) continue;
        archive.directory_ = read_end(file, tail, tail_at, end);
        if (archive.directory_) break;
    }
    std::byte start[4];
    auto begin = TRY(file.read_at(0, start));
    if (!archive.directory_ && (begin < 4 || !looks_like_zip(start)))
        return fail(Errc::corrupt, "no zip archive");
    return archive;
}

Result<void> ZipArchive::each(const std::function<bool(const ZipMember&, std::uint64_t)>& visit,
                              const std::function<void(Error)>& problem) const {
    if (!directory_) return each_local(visit, problem);
    FileStream stream(*file_, directory_->at);
    std::uint64_t at = directory_->at;
    const std::uint64_t end = at + directory_->size;
    RawEntry entry;
    for (std::uint64_t i = 0; i < kEntriesAtMost && at < end; i++) {
        auto whole = TRY(read_raw(stream, kEntrySize, 28, kEntry, true, entry));
        if (!whole) {
            problem({Errc::corrupt,
                     "zip: the directory is damaged; " +
                         (directory_->entries > i ? grouped(directory_->entries - i) + " members"
                                                  : std::string("what is")) +
                         " behind the damage are not known",
                     at});
            return {};
        }
        ZipMember member = member_of_entry(entry.bytes, entry.name_text(kEntrySize),
                                           entry.extra_bytes(kEntrySize));
        if (!visit(member, at)) return {};
        at += entry.size;
    }
    return {};
}

Result<void> ZipArchive::each_local(
    const std::function<bool(const ZipMember&, std::uint64_t)>& visit,
    const std::function<void(Error)>& problem) const {
    FileStream stream(*file_);
    std::uint64_t at = 0;
    RawEntry entry;
    problem({Errc::truncated,
             "zip: the directory at the end is missing; members are found one behind the other",
             file_->size()});
    for (std::uint64_t i = 0; i < kEntriesAtMost; i++) {
        auto whole = TRY(read_raw(stream, kLocalSize, 26, kLocal, false, entry));
        if (!whole) return {};
        ZipMember member = member_of_local(entry.bytes, entry.name_text(kLocalSize),
                                           entry.extra_bytes(kLocalSize), at);
        constexpr std::uint64_t kSizesBehind = 8;
        if ((le(entry.bytes, 6, 2) & kSizesBehind) && member.packed == 0 && !member.folder) {
            problem({Errc::truncated,
                     "zip: a member says its size only behind its contents, and so what follows "
                     "it cannot be found",
                     at});
            return {};
        }
        if (!visit(member, at)) return {};
        auto skipped = TRY(stream.skip(member.packed));
        if (skipped < member.packed) return {};
        at += entry.size + member.packed;
    }
    return {};
}

Result<ZipMember> ZipArchive::member_at(std::uint64_t at) const {
    FileStream stream(*file_, at);
    RawEntry entry;
    const std::size_t fixed = directory_ ? kEntrySize : kLocalSize;
    auto whole = TRY(directory_ ? read_raw(stream, fixed, 28, kEntry, true, entry)
                                : read_raw(stream, fixed, 26, kLocal, false, entry));
    if (!whole) return fail(Errc::corrupt, "zip: no entry is here", at);
    return directory_
               ? member_of_entry(entry.bytes, entry.name_text(fixed), entry.extra_bytes(fixed))
               : member_of_local(entry.bytes, entry.name_text(fixed), entry.extra_bytes(fixed), at);
}

// What stands there, if it is a header.
Result<std::optional<ZipArchive::Local>> ZipArchive::local_at(std::uint64_t at,
                                                              const std::string& name) const {
    std::vector<std::byte> bytes(kLocalSize + name.size());
    auto got = TRY(file_->read_at(at, bytes));
    if (got < kLocalSize || le(bytes, 0, 4) != kLocal) return std::optional<Local>();
    const std::uint64_t size = le(bytes, 26, 2);
    std::string_view found = as_text(Bytes(bytes).first(got).subspan(kLocalSize));
    return std::optional(
        Local{.content = at + kLocalSize + size + le(bytes, 28, 2),
              .named = size == name.size() && (found == name || with_slashes(found) == name)});
}

// Where the directory says; but that of Apple counts the bytes before a member by 32 bits
// only, however large the archive is. Then the name tells which it is.
Result<std::optional<ZipArchive::Local>> ZipArchive::find_local(const ZipMember& member) const {
    static constexpr std::uint64_t kWrap = std::uint64_t{1} << 32;
    const std::uint64_t said = (directory_ ? directory_->base : 0) + member.header;
    std::optional<Local> local = TRY(local_at(said, member.name));
    if (local && local->named) return local;
    for (std::uint64_t at = said % kWrap; at < file_->size(); at += kWrap) {
        if (at == said) continue;
        std::optional<Local> other = TRY(local_at(at, member.name));
        if (other && other->named) return other;
    }
    return local;
}

Result<ZipContent> ZipArchive::content_of(const ZipMember& member) const {
    std::optional<Local> local = TRY(find_local(member));
    if (!local)
        return fail(Errc::corrupt, "zip: no member is where the directory says", member.header);
    if (member.method == kStored && !member.encrypted && member.packed != member.size)
        return fail(Errc::corrupt, "zip: the sizes of the member contradict each other",
                    member.header);
    ZipContent content{.at = local->content, .size = member.packed};
    const std::uint64_t there = file_->size() - std::min(content.at, file_->size());
    if (content.size > there) {
        content.size = there;
        content.flaw = Error{Errc::truncated, "zip: the file ends within the member", content.at};
    }
    return content;
}

}  // namespace bridle
