// A dump as a .zip, of which only those members are unpacked that somebody reads.

#include <mutex>

#include "acquisition/dump_archive.h"
#include "acquisition/dump_base.h"
#include "base/byte_stream.h"
#include "base/host_file.h"
#include "base/large_buffer.h"
#include "base/scratch_file.h"
#include "base/text.h"
#include "format/gzip.h"
#include "format/zip.h"

namespace bridle {

namespace {

constexpr std::uint16_t kStored = 0, kDeflated = 8;
constexpr std::uint64_t kInMemory = 8 << 20;  // a larger one is unpacked into a file
constexpr std::size_t kInflatedAtOnce = 1 << 20;

// How much all members together may still become.
class Budget {
public:
    explicit Budget(std::uint64_t all) : left_(all) {}
    bool take(std::uint64_t size) const {
        std::uint64_t before = left_;
        while (size <= before)
            if (left_.compare_exchange_weak(before, before - size)) return true;
        return false;
    }

private:
    mutable std::atomic<std::uint64_t> left_;
};

std::optional<Error> flaw_of_checksum(const ZipMember& member, std::uint32_t crc) {
    if (crc == member.crc) return std::nullopt;
    return Error{Errc::corrupt, "zip: the checksum of the member does not fit its contents"};
}

// Unpacked when it is first read, and not when it is looked at; and as far as that goes.
class Unpacked : public File {
public:
    Unpacked(const HostFile& archive, const ZipMember& member, const ZipContent& content,
             const Budget& budget, const std::string& scratch)
        : archive_(archive),
          member_(member),
          content_(content),
          budget_(budget),
          folder_(scratch),
          size_(member.size) {}

    std::uint64_t size() const override { return size_; }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;
    std::optional<Error> flaw() const override {
        unpack_once();
        return flaw_;
    }

private:
    void unpack_once() const;
    Result<void> unpack() const;
    Result<std::uint32_t> unpack_into_memory() const;
    Result<std::uint32_t> unpack_into_file() const;

    const HostFile& archive_;
    ZipMember member_;
    ZipContent content_;
    const Budget& budget_;
    const std::string& folder_;
    mutable std::once_flag once_;
    mutable std::atomic<std::uint64_t> size_;  // of what there is, once that is known
    mutable Result<void> done_;
    mutable std::optional<Error> flaw_;
    mutable std::optional<LargeBuffer> memory_;
    mutable std::optional<ScratchFile> file_;
};

Result<std::size_t> Unpacked::read_at(std::uint64_t offset, std::span<std::byte> into) const {
    unpack_once();
    if (!done_) return std::unexpected(done_.error());
    if (offset >= size()) return 0;
    into = into.first(std::min<std::uint64_t>(into.size(), size() - offset));
    if (memory_) {
        Bytes from = Bytes(*memory_).subspan(offset, into.size());
        std::ranges::copy(from, into.begin());
        return into.size();
    }
    TRY(file_->read_at(offset, into));
    return into.size();
}

void Unpacked::unpack_once() const {
    std::call_once(once_, [this] {
        done_ = unpack();
        const std::uint64_t made = memory_ ? memory_->size() : file_ ? file_->size() : 0;
        if (!done_ && made > 0) {
            flaw_ = content_.flaw ? content_.flaw : done_.error();
            done_ = {};
            size_ = made;
        }
    });
}

Result<void> Unpacked::unpack() const {
    if (member_.encrypted)
        return fail(Errc::password,
                    "this member of the archive is encrypted; unpack it and "
                    "pack it again without a password");
    if (member_.method != kDeflated)
        return fail(Errc::unsupported,
                    "packed by method " + std::to_string(member_.method) + ", which is not read");
    if (!budget_.take(member_.size))
        return fail(Errc::limit, "unpacks to far more than a phone's files do");
    const bool small = member_.size <= kInMemory && member_.packed <= 2 * kInMemory;
    auto crc = TRY(small ? unpack_into_memory() : unpack_into_file());
    if (auto flaw = flaw_of_checksum(member_, crc)) return std::unexpected(*flaw);
    return {};
}

Result<std::uint32_t> Unpacked::unpack_into_memory() const {
    LargeBuffer packed = TRY(LargeBuffer::of_size(content_.size));
    auto got = TRY(archive_.read_at(content_.at, packed.writable()));
    LargeBuffer unpacked = TRY(LargeBuffer::of_size(member_.size));
    Result<void> whole = inflate(Bytes(packed).first(got), unpacked.writable());
    if (!whole) {
        // The fast way is all or nothing.
        DeflateStream stream(archive_, content_.at, content_.size, member_.size);
        auto made = TRY(stream.read(unpacked.writable()));
        unpacked.shrink(made);
    }
    memory_.emplace(std::move(unpacked));
    if (!whole) return std::unexpected(whole.error());
    return crc32(*memory_);
}

Result<std::uint32_t> Unpacked::unpack_into_file() const {
    ScratchFile scratch = TRY(ScratchFile::create(folder_));
    file_.emplace(std::move(scratch));
    DeflateStream stream(archive_, content_.at, content_.size, member_.size);
    std::vector<std::byte> piece(kInflatedAtOnce);
    std::uint32_t crc = 0;
    for (std::size_t got = kInflatedAtOnce; got > 0;) {
        got = TRY(stream.read(piece));
        Bytes bytes = Bytes(piece).first(got);
        crc = crc32(bytes, crc);
        TRY(file_->append(as_text(bytes)));
    }
    if (file_->size() < member_.size)
        return fail(Errc::truncated, "zip: the member unpacks to " + grouped(file_->size()) +
                                         " bytes instead of " + grouped(member_.size));
    return crc;
}

// A member that is not packed. Whether its checksum fits is looked at when somebody reads it, if
// that costs no more than reading it once more out of memory.
class Stored : public FileSlice {
public:
    Stored(const HostFile& archive, const ZipMember& member, const ZipContent& content)
        : FileSlice(archive, content.at, content.size), member_(member), flaw_(content.flaw) {}
    std::optional<Error> flaw() const override {
        std::call_once(once_, [this] {
            if (!flaw_ && size() <= kCheckedAtMost) flaw_ = check();
        });
        return flaw_;
    }

private:
    static constexpr std::uint64_t kCheckedAtMost = 64 << 20;

    std::optional<Error> check() const {
        std::vector<std::byte> piece(std::min<std::uint64_t>(size(), kInflatedAtOnce));
        std::uint32_t crc = 0;
        for (std::uint64_t at = 0; at < size(); at += piece.size()) {
            auto got = read_at(at, piece);
            if (!got) return got.error();
            crc = crc32(Bytes(piece).first(*got), crc);
        }
        return flaw_of_checksum(member_, crc);
    }

    ZipMember member_;
    mutable std::once_flag once_;
    mutable std::optional<Error> flaw_;
};

class ZipDump : public Dump {
public:
    ZipDump(std::string path, DumpRoot root, DumpOptions options, HostFile archive)
        : Dump(std::move(path), std::move(root), std::move(options)),
          archive_(std::move(archive)),
          budget_(limit().of(archive_.size())) {}

    Result<void> find_directory() {
        ZipArchive zip = TRY(ZipArchive::open(archive_));
        zip_.emplace(std::move(zip));
        return {};
    }
    Result<std::unique_ptr<File>> open(std::string_view location) const override;

protected:
    Result<void> each_member(const std::function<bool(const Member&)>& visit,
                             const std::function<void(Error)>& problem) const override;

private:
    std::string target_of(const ZipMember& link) const;

    HostFile archive_;
    std::optional<ZipArchive> zip_;
    Budget budget_;
    mutable std::map<std::string, std::uint64_t> kept_;  // location to place of the entry
};

Result<std::unique_ptr<File>> ZipDump::open(std::string_view location) const {
    if (location == own_name()) {
        HostFile file = TRY(HostFile::open(path()));
        return std::make_unique<HostFile>(std::move(file));
    }
    auto found = kept_.find(std::string(location));
    if (found == kept_.end())
        return fail(Errc::io, printable(location) + ": not a file of this archive");
    ZipMember member = TRY(zip_->member_at(found->second));
    auto content = TRY(zip_->content_of(member));
    if (member.method == kStored && !member.encrypted)
        return std::make_unique<Stored>(archive_, member, content);
    return std::make_unique<Unpacked>(archive_, member, content, budget_, scratch());
}

// Where a link leads is its content.
std::string ZipDump::target_of(const ZipMember& link) const {
    static constexpr std::uint64_t kLongest = 4096;
    auto content = zip_->content_of(link);
    if (!content || link.size > kLongest || content->size > kLongest || link.encrypted) return {};
    std::vector<std::byte> bytes(content->size);
    auto got = archive_.read_at(content->at, bytes);
    if (!got) return {};
    bytes.resize(*got);
    if (link.method != kStored) {
        std::vector<std::byte> target(link.size);
        if (!inflate(bytes, target)) return {};
        bytes = std::move(target);
    }
    return to_utf8(as_text(bytes));
}

Result<void> ZipDump::each_member(const std::function<bool(const Member&)>& visit,
                                  const std::function<void(Error)>& problem) const {
    auto one = [&](const ZipMember& found, std::uint64_t at) {
        if (cancelled()) return false;
        std::string location = location_for(found.name, kept_);
        const auto type = found.folder ? Entry::Type::folder
                          : found.link ? Entry::Type::link
                                       : Entry::Type::file;
        Member member{
            .name = found.name,
            .location = location,
            .type = type,
            .attributes = {
                .created = found.created, .modified = found.modified, .mode = found.mode}};
        if (type == Entry::Type::file) member.attributes.size = found.size;
        const std::string target = found.link ? target_of(found) : std::string();
        member.target = target;
        if (visit(member) && type == Entry::Type::file) kept_.emplace(std::move(location), at);
        return true;
    };
    TRY(zip_->each(one, problem));
    return cancelled() ? fail(Errc::internal, "interrupted") : Result<void>();
}

}  // namespace

Result<std::unique_ptr<Acquisition>> open_zip_dump(const std::string& path, DumpRoot root,
                                                   const DumpOptions& options) {
    HostFile archive = TRY(HostFile::open(path));
    auto dump = std::make_unique<ZipDump>(path, std::move(root), options, std::move(archive));
    TRY(dump->find_directory());
    return dump;
}

}  // namespace bridle
