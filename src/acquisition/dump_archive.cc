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
static constexpr std::size_t kMembersToLookAt = 2'000'000, kMembersAfterARoot = 10'000;
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

// Whether to look on. Behind a good root, what is better would come soon.
class RootInArchive {
public:
    bool look_on_behind(std::string_view member) {
        search_.hear(member);
        return !search_.settled() && ++looked_at_ < kMembersToLookAt &&
               (!search_.has_data() || ++since_ < kMembersAfterARoot);
    }
    const std::optional<DumpRoot>& root() const { return search_.best(); }

private:
    RootSearch search_;
    std::size_t looked_at_ = 0, since_ = 0;
};

// Damage ends it; whoever lists the archive will say so.
static std::optional<DumpRoot> root_in_tar(ByteStream& stream) {
    TarReader reader(stream);
    RootInArchive search;
    for (;;) {
        auto member = reader.next([](const Error&) {});
        if (!member || !*member || (*member)->offset > kBytesToLookAt) break;
        if (!search.look_on_behind((*member)->path)) break;
    }
    return search.root();
}

static Result<std::optional<DumpRoot>> root_in_zip(const File& file) {
    ZipArchive archive = TRY(ZipArchive::open(file));
    RootInArchive search;
    auto look = [&](const ZipMember& member, std::uint64_t) {
        return search.look_on_behind(member.name);
    };
    static_cast<void>(archive.each(look, [](const Error&) {}));
    return search.root();
}

static Result<std::optional<DumpRoot>> find_root(const std::string& path, ArchiveForm form) {
    HostFile file = TRY(HostFile::open(path));
    if (form == ArchiveForm::zip) return root_in_zip(file);
    if (form == ArchiveForm::tar_gz) {
        GzipStream stream(file);
        return root_in_tar(stream);
    }
    FileStream stream(file);
    return root_in_tar(stream);
}

std::optional<DumpRoot> root_in_archive(const std::string& path) {
    auto form = archive_form(path);
    if (!form) return std::nullopt;
    auto root = find_root(path, *form);
    return root ? *std::move(root) : std::nullopt;
}

std::optional<Error> archive_defect(const std::string& path) {
    auto form = archive_form(path);
    if (!form) return form.error();
    if (*form != ArchiveForm::zip) return std::nullopt;
    auto file = HostFile::open(path);
    if (!file) return file.error();
    auto zip = ZipArchive::open(*file);
    return zip ? std::nullopt : std::optional(zip.error());
}

Result<std::unique_ptr<Acquisition>> open_dump(const std::string& path,
                                               const DumpOptions& options) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return open_dump_folder(path, root_in_folder(path).value_or(DumpRoot::at_top()), options);
    auto form = TRY(archive_form(path));
    auto found = find_root(path, form);
    DumpRoot root = found && *found ? **std::move(found) : DumpRoot::at_top();
    return form == ArchiveForm::zip ? open_zip_dump(path, std::move(root), options)
                                    : open_tar_dump(path, form, std::move(root), options);
}

}  // namespace bridle
