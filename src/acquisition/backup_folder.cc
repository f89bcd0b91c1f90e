#include "acquisition/backup_folder.h"

#include <filesystem>

#include "base/host_file.h"
#include "base/text.h"
#include "format/plist.h"

namespace bridle {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestPlist = 256 << 20;  // Info.plist carries an icon for every app

bool has(const std::string& folder, std::string_view name) {
    std::error_code error;
    return fs::exists(fs::symlink_status(folder + "/" + std::string(name), error));
}

bool has_anything(const std::string& folder) {
    std::error_code error;
    if (!fs::is_directory(fs::symlink_status(folder, error))) return false;
    return fs::directory_iterator(folder, error) != fs::directory_iterator();
}

struct PropertyList {
    std::vector<std::byte> bytes;
    Plist list;
    Plist::Node root() const { return list.root(); }
};

Result<PropertyList> read_property_list(const std::string& folder, std::string_view name) {
    HostFile file = TRY(HostFile::open_within(folder, name));
    PropertyList read;
    read.bytes = TRY(file.read_all(kLargestPlist));
    read.list = TRY(Plist::parse(read.bytes));
    return read;
}

// Empty when there is none, or when it is damaged, which is a problem then.
PropertyList property_list(const std::string& folder, std::string_view name,
                           std::vector<Error>& problems) {
    if (!has(folder, name)) return {};
    Result<PropertyList> read = read_property_list(folder, name);
    if (read) return *std::move(read);
    read.error().what = std::string(name) + ": " + read.error().what;
    problems.push_back(std::move(read).error());
    return {};
}

// The first of two lists that says anything.
void fill(std::string& into, Plist::Node node) {
    if (into.empty() && node.is_text()) into = node.text();
}

void describe_by_info(Device& device, Plist::Node info) {
    fill(device.name, info["Device Name"]);
    fill(device.product, info["Product Type"]);
    fill(device.version, info["Product Version"]);
    fill(device.build, info["Build Version"]);
    fill(device.serial, info["Serial Number"]);
    fill(device.unique_id, info["Unique Identifier"]);
    fill(device.unique_id, info["Target Identifier"]);
    device.taken = info["Last Backup Date"].date();
}

void describe_by_lockdown(Device& device, Plist::Node manifest) {
    Plist::Node lockdown = manifest["Lockdown"];
    fill(device.name, lockdown["DeviceName"]);
    fill(device.product, lockdown["ProductType"]);
    fill(device.version, lockdown["ProductVersion"]);
    fill(device.build, lockdown["BuildVersion"]);
    fill(device.serial, lockdown["SerialNumber"]);
    fill(device.unique_id, lockdown["UniqueDeviceID"]);
    if (!device.taken) device.taken = manifest["Date"].date();
}

std::vector<std::byte> copied(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

Error unfinished(const std::string& why) {
    return {Errc::truncated,
            "an unfinished backup: " + why +
                ". Make the backup again, wait until Finder or iTunes says that it has ended, and "
                "examine that one"};
}

// Finder writes a new backup into the folder Snapshot, under Manifest.db.tmp,
// and moves everything to its place at the end.
std::optional<Error> left_unfinished(const std::string& folder, Plist::Node status) {
    Plist::Node state = status["SnapshotState"];
    if (state.is("finished")) return std::nullopt;
    if (state.is_text())
        return unfinished("Status.plist says \"" + printable(state.text()) +
                          "\" and not \"finished\"");
    if (has(folder, "Manifest.db.tmp")) return unfinished("its list is still Manifest.db.tmp");
    if (has_anything(folder + "/Snapshot"))
        return unfinished("its files are still in the folder Snapshot");
    if (fs::path(folder).filename() == "Snapshot")
        return unfinished("this is its folder Snapshot, in which only a new one is made");
    return std::nullopt;
}

std::optional<Error> incomplete(const std::string& folder) {
    if (!has(folder, "Manifest.db") && has(folder, "Manifest.mbdb"))
        return Error{Errc::unsupported,
                     "a backup of iOS 9 or earlier, whose list of files (Manifest.mbdb) cannot be "
                     "read yet"};
    if (!has(folder, "Manifest.db"))
        return Error{Errc::io,
                     "an iPhone backup without Manifest.db, the list of its files. Copy the whole "
                     "folder once more, or make the backup again"};
    if (!has(folder, "Info.plist") && !has(folder, "Manifest.plist"))
        return Error{Errc::io,
                     "a Manifest.db without Info.plist and Manifest.plist. Copy the whole folder "
                     "of the backup, not only parts of it"};
    return std::nullopt;
}

// A finished backup may still hold what is left of a later attempt.
void note_leftovers(const std::string& folder, std::vector<Error>& problems) {
    for (std::string_view name : {"Snapshot", "Manifest.db.tmp"}) {
        std::string path = folder + "/" + std::string(name);
        if (!has(folder, name) || (name == "Snapshot" && !has_anything(path))) continue;
        problems.push_back({Errc::truncated, std::string(name) +
                                                 ": left from a later backup that was never "
                                                 "finished; it is not examined"});
    }
}

}  // namespace

bool looks_like_backup(const std::string& folder) {
    for (const char* name : {"Manifest.db", "Manifest.plist", "Manifest.mbdb", "Manifest.db.tmp",
                             "Snapshot/Manifest.db", "Snapshot/Manifest.db.tmp"})
        if (has(folder, name)) return true;
    return has(folder, "Info.plist") && has(folder, "Status.plist");
}

BackupFolder read_backup_folder(const std::string& folder) {
    BackupFolder read;
    PropertyList info = property_list(folder, "Info.plist", read.problems);
    PropertyList manifest = property_list(folder, "Manifest.plist", read.problems);
    PropertyList status = property_list(folder, "Status.plist", read.problems);

    describe_by_info(read.device, info.root());
    describe_by_lockdown(read.device, manifest.root());
    fill(read.lockdown_version, manifest.root()["Lockdown"]["ProductVersion"]);
    Plist::Node encrypted = manifest.root()["IsEncrypted"];
    read.says_encrypted = encrypted.boolean().value_or(encrypted.integer().value_or(0) != 0);
    read.device.encrypted = read.says_encrypted;
    read.key_bag = copied(manifest.root()["BackupKeyBag"].data());
    read.manifest_key = copied(manifest.root()["ManifestKey"].data());

    read.obstacle = left_unfinished(folder, status.root());
    if (!read.obstacle) read.obstacle = incomplete(folder);
    if (!read.obstacle) note_leftovers(folder, read.problems);
    return read;
}

}  // namespace bridle
