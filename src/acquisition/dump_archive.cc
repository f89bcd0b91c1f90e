#include "acquisition/dump_archive.h"

#include <filesystem>

#include "acquisition/dump_folder.h"
#include "base/host_file.h"
#include "base/text.h"
#include "format/gzip.h"
#include "format/tar.h"
#include "format/zip.h"

namespace bridle {

// A tar begins with the parts of the phone in no particular order; so far one looks for a root.
static constexpr std::size_t kMembersToLookAt = 2'000'000;
static constexpr std::uint64_t kBytesToLookAt = std::uint64_t{4} << 30;

static Result<std::vector<std::byte>> first_block(ByteStream& stream) {
    std::vector<std::byte> block(512);
    auto got = TRY(stream.read(block));
    block.resize(got);
    return block;
}

Result<ArchiveForm> archive_form(const std::string& path) {
    HostFile file = TRY(HostFile::open(path));
    FileStream stream(file);
    std::vector<std::byte> start = TRY(first_block(stream));
    if (looks_like_zip(start)) return ArchiveForm::zip;
    if (looks_like_tar(start)) return ArchiveForm::tar;
    if (looks_like_gzip(start)) {
        GzipStream unpacked(file);
        std::vector<std::byte> inside = TRY(first_block(unpacked));
        if (looks_like_tar(inside)) return ArchiveForm::tar_gz;
    }
    return fail(Errc::unsupported, "neither a .tar, a .tar.gz nor a .zip");
}

bool looks_like_archive(const std::string& path) {
    return archive_form(path).has_value();
}

static Result<std::optional<DumpRoot>> root_in_tar(ByteStream& stream) {
    TarReader reader(stream);
    for (std::size_t i = 0; i < kMembersToLookAt; i++) {
        std::optional<TarMember> member = TRY(reader.next([](const Error&) {}));
        if (!member || member->offset > kBytesToLookAt) break;
        if (auto root = DumpRoot::recognise(member->path)) return root;
    }
    return std::optional<DumpRoot>();
}

static Result<std::optional<DumpRoot>> root_in_zip(const File& file) {
    ZipArchive archive = TRY(ZipArchive::open(file));
    std::optional<DumpRoot> root;
    auto look = [&](const ZipMember& member, std::uint64_t) {
        root = DumpRoot::recognise(member.name);
        return !root;
    };
    TRY(archive.each(look, [](const Error&) {}));
    return root;
}

static Result<std::optional<DumpRoot>> find_root(const std::string& path, ArchiveForm form) {
    HostFile file = TRY(HostFile::open(path));
    std::optional<DumpRoot> root;
    if (form == ArchiveForm::zip) {
        root = TRY(root_in_zip(file));
    } else if (form == ArchiveForm::tar) {
        FileStream stream(file);
        root = TRY(root_in_tar(stream));
    } else {
        GzipStream stream(file);
        root = TRY(root_in_tar(stream));
    }
    return root;
}

std::optional<DumpRoot> root_in_archive(const std::string& path) {
    auto form = archive_form(path);
    if (!form) return std::nullopt;
    auto root = find_root(path, *form);
    return root ? *std::move(root) : std::nullopt;
}

Result<std::unique_ptr<Acquisition>> open_dump(const std::string& path,
                                               const DumpOptions& options) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return open_dump_folder(path, root_in_folder(path).value_or(DumpRoot::at_top()), options);
    auto form = TRY(archive_form(path));
    std::optional<DumpRoot> found = TRY(find_root(path, form));
    DumpRoot root = std::move(found).value_or(DumpRoot::at_top());
    return form == ArchiveForm::zip ? open_zip_dump(path, std::move(root), options)
                                    : open_tar_dump(path, form, std::move(root), options);
}

}  // namespace bridle
