#include "acquisition/backup_catalogue.h"

#include <algorithm>

#include "base/text.h"
#include "format/keyed_archive.h"

namespace bridle {

namespace {

constexpr std::size_t kClassId = 4, kWrappedKey = 40;
constexpr std::size_t kMostPositions = 4'000'000;  // a full phone has half a million files

Result<BackupCatalogue::Sealed> read_archive(Bytes blob) {
    Plist list = TRY(Plist::parse(blob));
    KeyedArchive archive = TRY(KeyedArchive::open(list));
    KeyedArchive::Object file = archive.root();
    BackupCatalogue::Sealed sealed;
    if (auto size = file["Size"].integer(); size && *size >= 0)
        sealed.size = static_cast<std::uint64_t>(*size);
    if (!file["EncryptionKey"]) return sealed;

    Cursor key(file["EncryptionKey"].data());
    if (key.left() != kClassId + kWrappedKey)
        return fail(Errc::corrupt, "a file key of " + grouped(key.left()) + " bytes");
    sealed.class_of_key = TRY(key.le<std::uint32_t>());
    Bytes wrapped = TRY(key.take(kWrappedKey));
    sealed.wrapped_key.assign(wrapped.begin(), wrapped.end());
    auto named = file["ProtectionClass"].integer();
    bool plausible = named && *named >= 0 && *named <= UINT32_MAX;
    sealed.protection_class = plausible ? static_cast<std::uint32_t>(*named) : sealed.class_of_key;
    return sealed;
}

}  // namespace

Result<std::unique_ptr<BackupCatalogue>> BackupCatalogue::open(std::unique_ptr<File> file,
                                                               std::unique_ptr<File> wal) {
    std::unique_ptr<BackupCatalogue> catalogue(
        new BackupCatalogue(std::move(file), std::move(wal)));
    catalogue->db_ = TRY(Database::open(*catalogue->file_, catalogue->wal_.get()));
    if (!catalogue->db_->has_table("Files"))
        return fail(Errc::corrupt, "it has no table Files, so it lists nothing");
    return catalogue;
}

Result<void> BackupCatalogue::each(const std::function<void(const Row&)>& visit,
                                   const std::function<void(Error)>& problem) const {
    // A connection of its own, so that files can be opened while others are listed.
    Database db = TRY(Database::open(*file_, wal_.get()));
    Select select(db, "Files AS f");
    const Column id = select.column("f.fileID");
    const Column domain = select.column("f.domain");
    const Column path = select.column("f.relativePath");
    const Column flags = select.column("f.flags");
    for (const std::string& missing : select.missing())
        problem({Errc::corrupt, "Manifest.db has no " + missing});
    auto damage = [&](Error error) {
        error.what = "Manifest.db: " + error.what;
        problem(std::move(error));
    };
    return select.each(
        [&](const bridle::Row& row) -> Result<void> {
            visit({row.text(id).value_or(""), row.text(domain).value_or(""),
                   row.text(path).value_or(""), row.integer(flags)});
            return {};
        },
        damage);
}

Result<BackupCatalogue::Sealed> BackupCatalogue::find(const FileId& id) const {
    std::vector<std::byte> archive = TRY(archive_of(id));
    return read_archive(archive);
}

Result<std::vector<std::byte>> BackupCatalogue::archive_of(const FileId& id) const {
    std::lock_guard lock(mutex_);
    Result<std::optional<std::vector<std::byte>>> found = std::nullopt;
    if (!has_index_) has_index_ = db_->has_index("Files", "fileID");
    if (*has_index_) found = select("f.fileID = '" + hex(id) + "'");
    if (found && *found) return **std::move(found);
    // The index may be damaged, cut off or missing, where the rows themselves are not.
    if (!positions_) locate_every_row();
    auto at = std::ranges::lower_bound(*positions_, id, {}, &Position::id);
    if (at == positions_->end() || at->id != id)
        return fail(Errc::corrupt, "Manifest.db does not list this file");
    found = select("f.rowid = " + std::to_string(at->row));
    if (found && *found) return **std::move(found);
    return fail(Errc::corrupt, "the row of this file in Manifest.db is damaged");
}

Result<std::optional<std::vector<std::byte>>> BackupCatalogue::select(
    const std::string& condition) const {
    Select select(*db_, "Files AS f");
    select.where(condition);
    const Column file = select.column("f.file");
    std::optional<std::vector<std::byte>> found;
    auto keep = [&](const bridle::Row& row) -> Result<void> {
        Bytes archive = row.blob(file);
        if (!found) found.emplace(archive.begin(), archive.end());
        return {};
    };
    TRY(select.each(keep, [](const Error&) {}));
    return found;
}

void BackupCatalogue::locate_every_row() const {
    positions_.emplace();
    Select select(*db_, "Files AS f");
    const Column id = select.column("f.fileID"), row_id = select.column("f.rowid");
    auto locate = [&](const bridle::Row& row) -> Result<void> {
        auto its_id = file_id(row.text(id).value_or(""));
        auto its_row = row.integer(row_id);
        if (!its_id || !its_row) return {};
        if (positions_->size() == kMostPositions)
            return fail(Errc::limit, "more files than a phone can have");
        positions_->push_back({*its_id, *its_row});
        return {};
    };
    // What cannot be read has been said when the files were listed.
    (void)select.each(locate, [](const Error&) {});
    std::ranges::sort(*positions_);
}

}  // namespace bridle
