#include "acquisition/ios_backup.h"

#include <charconv>

#include "acquisition/backup_catalogue.h"
#include "acquisition/backup_folder.h"
#include "acquisition/complaints.h"
#include "acquisition/decrypting_file.h"
#include "acquisition/device_path.h"
#include "acquisition/stored_files.h"
#include "base/host_file.h"
#include "base/text.h"
#include "format/key_bag.h"

namespace bridle {

namespace {

constexpr std::string_view kCatalogue = "Manifest.db", kCatalogueLog = "Manifest.db-wal";
constexpr std::string_view kOwnNames[] = {"Info.plist", "Manifest.plist", "Status.plist",
                                          kCatalogue, kCatalogueLog};

// The list is read in one go, and that of a large or a hostile backup takes
// long: somebody may want it to end.
class InterruptibleFile : public File {
public:
    InterruptibleFile(std::unique_ptr<File> file, const std::atomic<bool>& cancel)
        : file_(std::move(file)), cancel_(cancel) {}
    std::uint64_t size() const override { return file_->size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
        if (cancel_) return fail(Errc::internal, "interrupted", offset);
        return file_->read_at(offset, into);
    }
    const File& as_stored() const override { return file_->as_stored(); }
    std::optional<Error> flaw() const override { return file_->flaw(); }
    bool wanted() const override { return !cancel_; }

private:
    std::unique_ptr<File> file_;
    const std::atomic<bool>& cancel_;
};

class IosBackup : public Acquisition {
public:
    IosBackup(std::string folder, BackupFolder properties, const std::atomic<bool>* cancel)
        : folder_(std::move(folder)), properties_(std::move(properties)), cancel_(cancel) {}

    Form form() const override { return Form::backup; }
    std::string_view kind() const override { return "iPhone backup"; }
    std::string root() const override { return folder_; }
    const Device& device() const override { return properties_.device; }

    Result<void> list(const std::function<bool(const Entry&)>& visit,
                      const std::function<void(Error)>& problem) const override;
    Result<std::unique_ptr<File>> open(std::string_view location) const override;

    // Before anything else. Asks for the password when there has to be one.
    Result<void> unlock(const PasswordSource& ask);
    Result<void> open_catalogue();

private:
    Result<void> unlock_catalogue();
    Result<bool> files_are_sealed();
    Result<std::unique_ptr<File>> open_stored(std::string_view relative) const;
    Result<std::unique_ptr<File>> open_own(std::string_view name) const;
    bool is_listed_as_empty(const FileId& id) const;
    Result<std::unique_ptr<File>> unseal(std::unique_ptr<File> stored, const FileId& id) const;
    Result<bool> catalogue_is_plain() const;
    Result<Secret> file_key(const BackupCatalogue::Sealed& sealed) const;

    std::string folder_;
    BackupFolder properties_;
    const std::atomic<bool>* cancel_;
    std::optional<ClassKeys> keys_;        // when the files are encrypted
    std::optional<Secret> catalogue_key_;  // when the list is
    std::unique_ptr<BackupCatalogue> catalogue_;
};

// Since 10.2 the password is derived twice and the list is encrypted too. Of an
// unknown version we take the newer.
bool is_before_10_2(std::string_view version) {
    unsigned numbers[2] = {};
    const char* at = version.data();
    const char* end = at + version.size();
    for (unsigned& number : numbers) {
        auto [rest, error] = std::from_chars(at, end, number);
        if (error != std::errc()) break;
        at = rest == end ? end : rest + 1;
    }
    if (numbers[0] == 0) return false;
    return numbers[0] < 10 || (numbers[0] == 10 && numbers[1] < 2);
}

// What the version says may be wrong, and trying the old way costs next to nothing.
Result<ClassKeys> unlock_key_bag(const KeyBag& bag, const Secret& password,
                                 std::string_view version, const std::atomic<bool>* cancel) {
    if (is_before_10_2(version)) {
        Result<ClassKeys> keys = bag.unlock(password, KeyBag::Derivation::once);
        bool refused = !keys && keys.error().code == Errc::password;
        if (!refused || !bag.can_derive_twice()) return keys;
    }
    return bag.unlock(password, KeyBag::Derivation::twice, cancel);
}

// A file in the catalogue, in words and without trust.
std::string named(const BackupCatalogue::Row& row) {
    return "Manifest.db: file " + printable(row.id.substr(0, 40)) + " of " +
           printable(row.domain.substr(0, 100));
}

Entry::Type type_of(std::optional<std::int64_t> flags) {
    if (flags == 2) return Entry::Type::folder;
    if (flags == 4) return Entry::Type::link;
    return Entry::Type::file;
}

std::string content_path(std::string_view id) {
    std::string path(id.substr(0, 2));
    return path.append("/").append(id);
}

// Holds what is listed against what lies there.
class Listing {
public:
    Listing(const std::string& folder, const std::function<bool(const Entry&)>& visit,
            const std::function<void(Error)>& problem)
        : stored_(folder), visit_(visit), problem_(problem), complaints_("Manifest.db", problem) {}

    void add(const BackupCatalogue::Row& row);
    void end();

private:
    void add_by_id(const BackupCatalogue::Row& row, const FileId& id);
    void add_unlisted();

    StoredFiles stored_;
    const std::function<bool(const Entry&)>& visit_;
    const std::function<void(Error)>& problem_;
    Complaints complaints_;
    std::string path_, location_;  // of the entry at hand
};

void Listing::add(const BackupCatalogue::Row& row) {
    path_ = device_path(row.domain, row.path);
    if (auto defect = device_path_defect(row.domain, row.path); !defect.empty())
        complaints_.add(named(row) + " " + std::string(defect));
    location_.clear();
    Entry::Type type = type_of(row.flags);
    std::optional<FileId> id = file_id(row.id);
    if (!id) complaints_.add(named(row) + " has an id that cannot be one");
    if (id && type == Entry::Type::file) {
        stored_.claim(*id);
        location_ = content_path(row.id);
    }
    visit_({path_, location_, type});
    if (id && type == Entry::Type::file) add_by_id(row, *id);
}

// The id says which file it is. A list that says otherwise does not hide it.
void Listing::add_by_id(const BackupCatalogue::Row& row, const FileId& id) {
    std::optional<KnownFile> known = known_file(id);
    if (!known || (known->domain == row.domain && known->path == row.path)) return;
    complaints_.add(named(row) + " has the id of another file");
    path_ = device_path(known->domain, known->path);
    visit_({path_, location_});
}

void Listing::end() {
    complaints_.end();
    add_unlisted();
}

void Listing::add_unlisted() {
    std::size_t nameless = 0;
    for (const FileId& id : stored_.unclaimed()) {
        std::optional<KnownFile> known = known_file(id);
        if (!known) nameless++;
        path_ = known ? device_path(known->domain, known->path) : "/unlisted/" + hex(id);
        location_ = content_path(hex(id));
        visit_({path_, location_});
    }
    if (nameless)
        problem_({Errc::corrupt,
                  nameless == 1 ? "one file in the folder is not in Manifest.db, so what it is is "
                                  "unknown"
                                : grouped(nameless) + " files in the folder are not in "
                                                      "Manifest.db, so what they are is unknown"});
}

}  // namespace

Result<void> IosBackup::unlock(const PasswordSource& ask) {
    const BackupFolder& says = properties_;
    auto plain = TRY(catalogue_is_plain());
    bool sealed_catalogue = !says.manifest_key.empty();
    // With a key for a list that is plain, another tool has decrypted it, and
    // maybe the files as well.
    bool sealed_files = false;
    if (plain && sealed_catalogue && !says.key_bag.empty()) {
        auto sealed = TRY(files_are_sealed());
        sealed_files = sealed;
    }
    if (plain && (sealed_catalogue ? !sealed_files : !says.says_encrypted)) {
        properties_.device.encrypted = false;
        return {};
    }
    if (!plain && !sealed_catalogue) {
        std::string why =
            "Manifest.db is damaged, or encrypted with a key that should be in "
            "Manifest.plist and is not";
        for (const Error& known : says.problems)
            if (known.what.starts_with("Manifest.plist")) why += ". " + known.what;
        return fail(Errc::corrupt, why);
    }
    if (says.key_bag.empty())
        return fail(Errc::corrupt, "the backup is encrypted, and Manifest.plist has no key bag");
    KeyBag bag = TRY(KeyBag::parse(says.key_bag));
    if (bag.damage()) properties_.problems.push_back(*bag.damage());
    properties_.device.encrypted = true;
    Secret password = TRY(ask());
    Result<ClassKeys> keys = unlock_key_bag(bag, password, says.lockdown_version, cancel_);
    const bool damaged =
        bag.damage() || (!is_before_10_2(says.lockdown_version) && !bag.can_derive_twice());
    if (!keys && keys.error().code == Errc::password && damaged)
        keys.error().what = "wrong password, or the key bag in Manifest.plist is damaged" +
                            (bag.damage() ? ": " + bag.damage()->what : std::string());
    keys_ = TRY(std::move(keys));
    return plain ? Result<void>() : unlock_catalogue();
}

// Whether the contents are longer than their sizes by the padding that comes
// with encryption, in most of the first files that have a key.
Result<bool> IosBackup::files_are_sealed() {
    static constexpr std::size_t kLookedAt = 100;
    TRY(open_catalogue());
    std::vector<FileId> ids;
    auto note = [&](const BackupCatalogue::Row& row) {
        auto id = file_id(row.id);
        if (id && type_of(row.flags) == Entry::Type::file && ids.size() < kLookedAt &&
            open_stored(content_path(row.id)))
            ids.push_back(*id);
    };
    TRY(catalogue_->each(note, [](const Error&) {}));
    std::size_t padded = 0, exact = 0;
    for (const FileId& id : ids) {
        Result<BackupCatalogue::Sealed> sealed = catalogue_->find(id);
        Result<std::unique_ptr<File>> stored = open_stored(content_path(hex(id)));
        if (!sealed || !stored || sealed->wrapped_key.empty() || !sealed->size) continue;
        const std::uint64_t size = (*stored)->size();
        exact += size == *sealed->size;
        padded += size == (*sealed->size / kAesBlock + 1) * kAesBlock;
    }
    return padded > exact;
}

Result<void> IosBackup::unlock_catalogue() {
    Cursor key(properties_.manifest_key);
    auto protection_class = TRY(key.le<std::uint32_t>());
    Bytes wrapped = TRY(key.take(key.left()));
    Result<Secret> unwrapped = keys_->unwrap(protection_class, wrapped);
    if (!unwrapped)
        return fail(Errc::corrupt, "the key of Manifest.db is damaged: " + unwrapped.error().what);
    catalogue_key_ = *std::move(unwrapped);
    return {};
}

Result<bool> IosBackup::catalogue_is_plain() const {
    static constexpr std::string_view kMagic("SQLite format 3\0", 16);
    std::unique_ptr<File> file = TRY(open_stored(kCatalogue));
    std::byte start[kMagic.size()] = {};
    auto got = TRY(file->read_at(0, start));
    if (got == 0) return fail(Errc::truncated, "Manifest.db, the list of the files, is empty");
    return as_text(start) == kMagic;
}

Result<void> IosBackup::open_catalogue() {
    std::unique_ptr<File> file = TRY(open_own(kCatalogue));
    Result<std::unique_ptr<File>> log = open_own(kCatalogueLog);
    std::unique_ptr<File> wal = log && !catalogue_key_ ? *std::move(log) : nullptr;
    if (cancel_) {
        file = std::make_unique<InterruptibleFile>(std::move(file), *cancel_);
        if (wal) wal = std::make_unique<InterruptibleFile>(std::move(wal), *cancel_);
    }
    Result<std::unique_ptr<BackupCatalogue>> opened =
        BackupCatalogue::open(std::move(file), std::move(wal));
    if (!opened)
        return fail(opened.error().code,
                    "Manifest.db, the list of the files, cannot be read: " + opened.error().what,
                    opened.error().offset);
    catalogue_ = *std::move(opened);
    return {};
}

Result<void> IosBackup::list(const std::function<bool(const Entry&)>& visit,
                             const std::function<void(Error)>& problem) const {
    for (const Error& known : properties_.problems) problem(known);
    for (std::string_view name : kOwnNames)
        if (open_stored(name)) visit({std::string(kOwnFiles) + std::string(name), name});
    Listing listing(folder_, visit, problem);
    Result<void> done =
        catalogue_->each([&](const BackupCatalogue::Row& row) { listing.add(row); }, problem);
    listing.end();
    return done;
}

Result<std::unique_ptr<File>> IosBackup::open(std::string_view location) const {
    if (std::ranges::find(kOwnNames, location) != std::end(kOwnNames)) return open_own(location);
    std::optional<FileId> id = file_id(location.substr(location.find('/') + 1));
    if (!id) return fail(Errc::io, printable(location) + ": not a file of this backup");
    Result<std::unique_ptr<File>> stored = open_stored(content_path(hex(*id)));
    if (!stored && is_listed_as_empty(*id)) return std::make_unique<MemoryFile>(Bytes());
    if (!stored || !keys_) return stored;
    return unseal(std::move(*stored), *id);
}

// Some backups list empty files and do not store them.
bool IosBackup::is_listed_as_empty(const FileId& id) const {
    Result<BackupCatalogue::Sealed> listed = catalogue_->find(id);
    return listed && listed->size && *listed->size == 0;
}

Result<std::unique_ptr<File>> IosBackup::open_stored(std::string_view relative) const {
    HostFile file = TRY(HostFile::open_within(folder_, relative));
    return std::make_unique<HostFile>(std::move(file));
}

Result<std::unique_ptr<File>> IosBackup::open_own(std::string_view name) const {
    std::unique_ptr<File> stored = TRY(open_stored(name));
    if (name != kCatalogue || !catalogue_key_) return stored;
    return DecryptingFile::open_whole(std::move(stored), Secret(catalogue_key_->bytes()));
}

Result<std::unique_ptr<File>> IosBackup::unseal(std::unique_ptr<File> stored,
                                                const FileId& id) const {
    BackupCatalogue::Sealed sealed = TRY(catalogue_->find(id));
    if (sealed.wrapped_key.empty()) return stored;
    Secret key = TRY(file_key(sealed));
    return DecryptingFile::open(std::move(stored), std::move(key), sealed.size);
}

// The class stands in two places, of which the first is the one that counts.
Result<Secret> IosBackup::file_key(const BackupCatalogue::Sealed& sealed) const {
    Result<Secret> key = keys_->unwrap(sealed.protection_class, sealed.wrapped_key);
    if (key || sealed.class_of_key == sealed.protection_class) return key;
    Result<Secret> other = keys_->unwrap(sealed.class_of_key, sealed.wrapped_key);
    return other ? std::move(other) : std::move(key);
}

static Result<std::unique_ptr<Acquisition>> open_folder(const std::string& folder,
                                                        const PasswordSource& ask,
                                                        const std::atomic<bool>* cancel) {
    BackupFolder properties = read_backup_folder(folder);
    if (properties.obstacle) return std::unexpected(*std::move(properties.obstacle));
    auto backup = std::make_unique<IosBackup>(folder, std::move(properties), cancel);
    TRY(backup->unlock(ask));
    TRY(backup->open_catalogue());
    return backup;
}

Result<std::unique_ptr<Acquisition>> open_ios_backup(const std::string& folder,
                                                     const PasswordSource& ask,
                                                     const std::atomic<bool>* cancel) {
    Result<std::unique_ptr<Acquisition>> opened = open_folder(folder, ask, cancel);
    if (!opened && !opened.error().what.starts_with(folder))
        opened.error().what = printable(folder) + ": " + opened.error().what;
    return opened;
}

}  // namespace bridle
