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
constexpr std::size_t kLinksAtMost = 10'000;      // whose target is still to be found
constexpr std::size_t kPiecesAtMost = 4'000'000;  // of all files with holes together
constexpr std::string_view kTooMuch = "unpacks to far more than a phone's files do";

using Pieces = std::vector<TarMember::Piece>;

// Where the contents of a member are: in the archive itself, or in the file
// that they were put into.
struct Kept {
    std::uint64_t offset = 0, size = 0;
    std::shared_ptr<const Pieces> pieces = {};  // of a file with holes
    std::optional<Error> flaw = {}, unreadable = {};
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
        return kept_.pieces ? read_pieces(offset, into) : read_stored(offset, into);
    }

private:
    Result<std::size_t> read_stored(std::uint64_t offset, std::span<std::byte> into) const {
        if (archive_) return archive_->read_at(kept_.offset + offset, into);
        TRY(scratch_->read_at(kept_.offset + offset, into));
        return into.size();
    }
    Result<std::size_t> read_pieces(std::uint64_t offset, std::span<std::byte> into) const {
        std::ranges::fill(into, std::byte{0});
        const std::uint64_t end = offset + into.size();
        auto piece = std::ranges::upper_bound(*kept_.pieces, offset, {}, &TarMember::Piece::at);
        if (piece != kept_.pieces->begin()) --piece;
        for (; piece != kept_.pieces->end() && piece->at < end; ++piece) {
            const std::uint64_t from = std::max(piece->at, offset),
                                to = std::min(piece->at + piece->size, end);
            if (from >= to) continue;
            auto got = TRY(read_stored(piece->stored + (from - piece->at),
                                       into.subspan(from - offset, to - from)));
            if (got < to - from) return from - offset + got;
        }
        return into.size();
    }

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
          scratch_(std::move(scratch)),
          holes_left_(limit().of(archive_.size())) {}

    Result<std::unique_ptr<File>> open(std::string_view location) const override;

protected:
    Result<void> each_member(const std::function<bool(const Member&)>& visit,
                             const std::function<void(Error)>& problem) const override;

private:
    std::unique_ptr<ByteStream> stream() const;
    Result<void> visit_all(const std::function<bool(const Member&)>& visit,
                           const std::function<void(Error)>& problem) const;
    Result<void> visit_one(TarReader& reader, TarMember& found,
                           const std::function<bool(const Member&)>& visit) const;
    Result<void> find_targets() const;
    Result<Kept> keep(TarReader& reader, TarMember& found) const;
    Result<std::uint64_t> copy(TarReader& reader, std::uint64_t size,
                               std::optional<Error>& flaw) const;

    HostFile archive_;
    mutable std::optional<ScratchFile> scratch_;  // of a .tar.gz
    mutable std::map<std::string, Kept> kept_;
    mutable std::multimap<std::string, std::string> wanted_targets_;  // to locations of links
    mutable std::uint64_t holes_left_;                                // that files may still have
    mutable std::size_t pieces_left_ = kPiecesAtMost;
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
    if (found->second.unreadable) return std::unexpected(*found->second.unreadable);
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

// How many bytes of the content came; fewer than there should be with the reason.
Result<std::uint64_t> TarDump::copy(TarReader& reader, std::uint64_t size,
                                    std::optional<Error>& flaw) const {
    std::vector<std::byte> piece(std::min<std::uint64_t>(kPiece, size));
    std::uint64_t done = 0;
    while (done < size) {
        auto got =
            reader.read(std::span(piece).first(std::min<std::uint64_t>(piece.size(), size - done)));
        if (!got) {
            flaw = got.error();
            break;
        }
        TRY(scratch_->append(as_text(Bytes(piece).first(*got))));
        done += *got;
    }
    return done;
}

Result<Kept> TarDump::keep(TarReader& reader, TarMember& found) const {
    Kept kept{.offset = found.offset, .size = found.size, .unreadable = found.unreadable};
    if (found.pieces) {
        const std::uint64_t holes = found.size - found.stored;
        if (holes > holes_left_ || found.pieces->size() > pieces_left_) {
            kept.unreadable = Error{Errc::limit, std::string(kTooMuch)};
        } else {
            holes_left_ -= holes;
            pieces_left_ -= found.pieces->size();
            kept.pieces = std::make_shared<const Pieces>(*std::move(found.pieces));
        }
    }
    if (kept.unreadable) return kept;
    std::uint64_t there = found.stored;
    if (scratch_) {
        kept.offset = scratch_->size();
        there = TRY(copy(reader, found.stored, kept.flaw));
    } else if (const std::uint64_t all = archive_.size();
               kept.offset > all || found.stored > all - kept.offset) {
        there = all - std::min(kept.offset, all);
        kept.flaw = Error{Errc::truncated, "tar: the file ends within a member", all};
    }
    if (there == found.stored) return kept;
    kept.size = there;
    if (!kept.pieces) return kept;
    // The file ends where the first of its bytes are missing.
    auto missing = std::ranges::find_if(
        *kept.pieces, [&](const auto& piece) { return piece.stored + piece.size > there; });
    kept.size = missing->at + (there - missing->stored);
    return kept;
}

Result<void> TarDump::visit_one(TarReader& reader, TarMember& found,
                                const std::function<bool(const Member&)>& visit) const {
    std::string target = to_utf8(std::string_view(found.target).substr(0, kLongestPath));
    std::string location = location_for(found.path, kept_);
    Member member{.name = found.path,
                  .location = location,
                  .type = type_of(found.type),
                  .attributes = {.created = found.created,
                                 .modified = found.modified,
                                 .changed = found.changed,
                                 .mode = found.mode,
                                 .owner = found.owner},
                  .target = target};
    const bool again = found.type == TarMember::Type::hard_link;
    auto same = again ? kept_.find(target) : kept_.end();
    if (same != kept_.end() && same->second.unreadable) same = kept_.end();
    if (same != kept_.end())
        member.attributes.size = same->second.size;
    else if (found.type == TarMember::Type::file)
        member.attributes.size = found.size;
    if (!visit(member) || member.type != Entry::Type::file) return {};
    if (!again) {
        Kept kept = TRY(keep(reader, found));
        kept_.emplace(std::move(location), std::move(kept));
    } else if (same != kept_.end()) {
        Kept kept = same->second;
        kept_.emplace(std::move(location), std::move(kept));
    } else {
        kept_.emplace(
            location,
            Kept{.unreadable = Error{Errc::io, "a second name of " + printable(front(target, 200)) +
                                                   ", which was not found"}});
        if (wanted_targets_.size() < kLinksAtMost)
            wanted_targets_.emplace(std::move(target), std::move(location));
    }
    return {};
}

Result<void> TarDump::visit_all(const std::function<bool(const Member&)>& visit,
                                const std::function<void(Error)>& problem) const {
    std::unique_ptr<ByteStream> bytes = stream();
    TarReader reader(*bytes);
    for (;;) {
        if (cancelled()) return fail(Errc::internal, "interrupted");
        Result<std::optional<TarMember>> found = reader.next(problem);
        if (!found) return std::unexpected(found.error());
        if (!*found) return {};
        TRY(visit_one(reader, **found, visit));
    }
}

// Files that nobody wanted under their first name, but under another: a second pass finds them.
Result<void> TarDump::find_targets() const {
    std::unique_ptr<ByteStream> bytes = stream();
    TarReader reader(*bytes);
    while (!wanted_targets_.empty()) {
        if (cancelled()) return fail(Errc::internal, "interrupted");
        Result<std::optional<TarMember>> found = reader.next([](const Error&) {});
        if (!found || !*found) return {};  // the first pass has said why
        if ((*found)->type != TarMember::Type::file) continue;
        auto [first, last] = wanted_targets_.equal_range(to_utf8((*found)->path));
        if (first == last) continue;
        Kept kept = TRY(keep(reader, **found));
        for (auto each = first; each != last; ++each) kept_[each->second] = kept;
        wanted_targets_.erase(first, last);
    }
    return {};
}

Result<void> TarDump::each_member(const std::function<bool(const Member&)>& visit,
                                  const std::function<void(Error)>& problem) const {
    if (scratch_) digest_.emplace(path(), cancel());
    Result<void> done = visit_all(visit, problem);
    if (!wanted_targets_.empty() && !cancelled()) TRY(find_targets());
    return done;
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
