// A dump as a .tar, read where it lies, or as a .tar.gz, read once from front
// to end.

#include <algorithm>
#include <future>

#include "acquisition/dump_archive.h"
#include "acquisition/dump_base.h"
#include "base/byte_stream.h"
#include "base/hash.h"
#include "base/host_file.h"
#include "base/scratch_file.h"
#include "base/text.h"
#include "format/gzip.h"
#include "format/tar.h"

namespace bridle {

namespace {

constexpr std::size_t kPiece = 1 << 20;

// Where the contents of a member are: in the archive itself, or in the file
// that they were put into.
struct Kept {
    std::uint64_t offset = 0, size = 0;
    std::optional<Error> flaw = {};
};

// A part of something that lives as long as the acquisition.
class KeptFile : public File {
public:
    KeptFile(const HostFile* archive, const ScratchFile* scratch, const Kept& kept)
        : archive_(archive), scratch_(scratch), kept_(kept) {}
    std::uint64_t size() const override { return kept_.size; }
    std::optional<Error> flaw() const override { return kept_.flaw; }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
        if (offset >= kept_.size) return 0;
        into = into.first(std::min<std::uint64_t>(into.size(), kept_.size - offset));
        if (archive_) return archive_->read_at(kept_.offset + offset, into);
        TRY(scratch_->read_at(kept_.offset + offset, into));
        return into.size();
    }

private:
    const HostFile* archive_;
    const ScratchFile* scratch_;
    Kept kept_;
};

// Computed while the archive is unpacked, which one thread alone cannot do faster.
class ArchiveDigest {
public:
    ArchiveDigest(const std::string& path, const std::atomic<bool>* cancel)
        : digest_(
              std::async(std::launch::async, [path, cancel] { return compute(path, cancel); })) {}
    std::optional<std::string> get() const { return digest_.get(); }

private:
    static std::optional<std::string> compute(const std::string& path,
                                              const std::atomic<bool>* cancel) {
        auto file = HostFile::open(path);
        Sha256 hash;
        std::vector<std::byte> piece(kPiece);
        for (std::uint64_t at = 0; file && at < file->size();) {
            auto got = file->read_at(at, piece);
            if (!got || *got == 0 || (cancel && *cancel)) return std::nullopt;
            hash.update(Bytes(piece).first(*got));
            at += *got;
        }
        return file ? std::optional(hex(hash.finish())) : std::nullopt;
    }
    std::shared_future<std::optional<std::string>> digest_;
};

class DigestedFile : public HostFile {
public:
    DigestedFile(HostFile file, const ArchiveDigest& digest)
        : HostFile(std::move(file)), digest_(digest) {}
    std::optional<std::string> digest() const override { return digest_.get(); }

private:
    const ArchiveDigest& digest_;
};

class TarDump : public Dump {
public:
    TarDump(std::string path, DumpRoot root, DumpOptions options, HostFile archive,
            std::optional<ScratchFile> scratch)
        : Dump(std::move(path), std::move(root), std::move(options)),
          archive_(std::move(archive)),
          scratch_(std::move(scratch)) {}

    Result<std::unique_ptr<File>> open(std::string_view location) const override;

protected:
    Result<void> each_member(const std::function<bool(const Member&)>& visit,
                             const std::function<void(Error)>& problem) const override;

private:
    std::unique_ptr<ByteStream> stream() const;
    Result<void> visit_one(TarReader& reader, const TarMember& found,
                           const std::function<bool(const Member&)>& visit,
                           const std::function<void(Error)>& problem) const;
    Result<Kept> keep(TarReader& reader, const TarMember& found) const;

    HostFile archive_;
    mutable std::optional<ScratchFile> scratch_;  // of a .tar.gz
    mutable std::map<std::string, Kept> kept_;
    mutable std::optional<ArchiveDigest> digest_;
};

std::unique_ptr<ByteStream> TarDump::stream() const {
    if (!scratch_) return std::make_unique<FileStream>(archive_);
    return std::make_unique<ReadAhead>(std::make_unique<GzipStream>(archive_, limit()));
}

Result<std::unique_ptr<File>> TarDump::open(std::string_view location) const {
    if (location == own_name()) {
        HostFile file = TRY(HostFile::open(path()));
        if (digest_) return std::make_unique<DigestedFile>(std::move(file), *digest_);
        return std::make_unique<HostFile>(std::move(file));
    }
    auto found = kept_.find(std::string(location));
    if (found == kept_.end())
        return fail(Errc::io, printable(location) + ": not a file of this archive");
    return std::make_unique<KeptFile>(scratch_ ? nullptr : &archive_,
                                      scratch_ ? &*scratch_ : nullptr, found->second);
}

Entry::Type type_of(TarMember::Type type) {
    switch (type) {
        case TarMember::Type::file:
        case TarMember::Type::hard_link:
            return Entry::Type::file;
        case TarMember::Type::folder:
            return Entry::Type::folder;
        case TarMember::Type::link:
            return Entry::Type::link;
        default:
            return Entry::Type::other;
    }
}

Result<Kept> TarDump::keep(TarReader& reader, const TarMember& found) const {
    Kept kept{.offset = found.offset, .size = found.size};
    if (found.sparse)
        kept.flaw = Error{Errc::unsupported, "stored as a sparse file, which is not read"};
    if (!scratch_) {
        const std::uint64_t all = archive_.size();
        const std::uint64_t there = kept.offset < all ? all - kept.offset : 0;
        if (kept.size > there) {
            kept.flaw = Error{Errc::truncated, "tar: the file ends within a member", all};
            kept.size = there;
        }
        return kept;
    }
    kept = {.offset = scratch_->size(), .flaw = kept.flaw};
    std::vector<std::byte> piece(std::min<std::uint64_t>(kPiece, found.size));
    while (kept.size < found.size) {
        auto got = reader.read(
            std::span(piece).first(std::min<std::uint64_t>(piece.size(), found.size - kept.size)));
        if (!got) {
            kept.flaw = got.error();
            break;
        }
        TRY(scratch_->append(as_text(Bytes(piece).first(*got))));
        kept.size += *got;
    }
    return kept;
}

Result<void> TarDump::visit_one(TarReader& reader, const TarMember& found,
                                const std::function<bool(const Member&)>& visit,
                                const std::function<void(Error)>& problem) const {
    std::string target = to_utf8(found.target), location = location_for(found.path, kept_);
    Member member{.name = found.path,
                  .location = location,
                  .type = type_of(found.type),
                  .attributes = {.created = found.created,
                                 .modified = found.modified,
                                 .changed = found.changed,
                                 .mode = found.mode,
                                 .owner = found.owner},
                  .target = target};
    if (member.type == Entry::Type::file) member.attributes.size = found.size;
    if (!visit(member) || member.type != Entry::Type::file) return {};
    if (found.type != TarMember::Type::hard_link) {
        Kept kept = TRY(keep(reader, found));
        kept_.emplace(std::move(location), std::move(kept));
        return {};
    }
    auto same = kept_.find(to_utf8(found.target));
    if (same != kept_.end()) {
        Kept kept = same->second;
        kept_.emplace(std::move(location), std::move(kept));
    } else {
        problem({Errc::unsupported, printable(location) +
                                        ": a second name of a file that was not kept, " +
                                        printable(target)});
    }
    return {};
}

Result<void> TarDump::each_member(const std::function<bool(const Member&)>& visit,
                                  const std::function<void(Error)>& problem) const {
    std::unique_ptr<ByteStream> bytes = stream();
    if (scratch_) digest_.emplace(path(), cancel());
    TarReader reader(*bytes);
    for (;;) {
        if (cancelled()) return fail(Errc::internal, "interrupted");
        Result<std::optional<TarMember>> found = reader.next(problem);
        if (!found) return std::unexpected(found.error());
        if (!*found) return {};
        TRY(visit_one(reader, **found, visit, problem));
    }
}

}  // namespace

Result<std::unique_ptr<Acquisition>> open_tar_dump(const std::string& path, ArchiveForm form,
                                                   DumpRoot root, const DumpOptions& options) {
    HostFile archive = TRY(HostFile::open(path));
    std::optional<ScratchFile> scratch;
    if (form == ArchiveForm::tar_gz) {
        ScratchFile made = TRY(ScratchFile::create(options.scratch));
        scratch.emplace(std::move(made));
    }
    return std::make_unique<TarDump>(path, std::move(root), options, std::move(archive),
                                     std::move(scratch));
}

}  // namespace bridle
