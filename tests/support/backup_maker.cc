#include "support/backup_maker.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "base/crypto.h"
#include "base/hash.h"
#include "base/text.h"
#include "support/backup_crypto.h"
#include "support/harness.h"

namespace bridle::test {

namespace {

const std::string kClassKey(32, 'c'), kFileKey(32, 'f'), kListKey(32, 'l');
const std::string kSalt(20, 's'), kFirstSalt(20, 'd');
constexpr std::uint32_t kRounds = 3, kFirstRounds = 5;

std::string in_plist(std::string_view xml) {
    return R"(<?xml version="1.0"?><plist version="1.0"><dict>)" + std::string(xml) +
           "</dict></plist>";
}
std::string text_entry(std::string_view key, std::string_view value) {
    return "<key>" + std::string(key) + "</key><string>" + std::string(value) + "</string>";
}
std::string data_entry(std::string_view key, std::string_view value) {
    return "<key>" + std::string(key) + "</key><data>" + base64(as_bytes(value)) + "</data>";
}
std::string uid_entry(std::string_view key, int number) {
    return "<key>" + std::string(key) + "</key><dict><key>CF$UID</key><integer>" +
           std::to_string(number) + "</integer></dict>";
}

// The keyed archive of an MBFile, as XML, which archives may be too.
std::string archive(std::size_t size, std::string_view sealed_key) {
    std::string file = "<dict><key>Size</key><integer>" + std::to_string(size) +
                       "</integer><key>ProtectionClass</key><integer>3</integer>";
    std::string key_object;
    if (!sealed_key.empty()) {
        file += uid_entry("EncryptionKey", 2);
        key_object = "<dict>" + data_entry("NS.data", sealed_key) + "</dict>";
    }
    return in_plist(text_entry("$archiver", "NSKeyedArchiver") +
                    "<key>$version</key><integer>100000</integer><key>$top</key><dict>" +
                    uid_entry("root", 1) + "</dict><key>$objects</key><array>" +
                    "<string>$null</string>" + file + "</dict>" + key_object + "</array>");
}

std::string sql_text(std::string_view text) {
    std::string out = "'";
    for (char c : text) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
}

std::string class_prefix() {
    return std::string("\3\0\0\0", 4);
}

// A bag whose class key of class 3 opens with the password.
std::string make_key_bag(bool twice) {
    Secret derived(BackupMaker::kPassword);
    if (twice)
        derived = pbkdf2_sha256(derived.bytes(), as_bytes(kFirstSalt), kFirstRounds, 32).value();
    derived = pbkdf2_sha1(derived.bytes(), as_bytes(kSalt), kRounds, 32).value();
    std::string first = tlv("DPIC", kFirstRounds) + tlv("DPSL", kFirstSalt);
    return tlv("VERS", 5) + tlv("TYPE", 1) + tlv("UUID", std::string(16, 'b')) + tlv("WRAP", 1) +
           tlv("SALT", kSalt) + tlv("ITER", kRounds) + (twice ? first : "") +
           tlv("UUID", std::string(16, 'k')) + tlv("CLAS", 3) + tlv("WRAP", 2) + tlv("KTYP", 0) +
           tlv("WPKY", wrap_key(as_text(derived.bytes()), kClassKey));
}

}  // namespace

BackupMaker::BackupMaker(std::string folder, Kind kind) : folder_(std::move(folder)), kind_(kind) {
    if (kind == Kind::plain) return;
    says_encrypted = "<true/>";
    key_bag = make_key_bag(kind == Kind::encrypted);
    if (kind == Kind::encrypted)
        manifest_key = class_prefix() + wrap_key(kClassKey, kListKey);
    else
        version = "10.1.1";
}

std::string BackupMaker::add(std::string_view domain, std::string_view path,
                             std::string_view contents) {
    return add(domain, path, contents, contents.size());
}

std::string BackupMaker::add(std::string_view domain, std::string_view path,
                             std::string_view contents, std::size_t claimed) {
    std::string id = hex(sha1(as_bytes(std::string(domain) + "-" + std::string(path))));
    bool plain = kind_ == Kind::plain;
    std::string key = plain ? "" : class_prefix() + wrap_key(kClassKey, kFileKey);
    stored_[id] = plain ? std::string(contents) : encrypt_padded(kFileKey, contents);
    rows_ += "INSERT INTO Files VALUES (" + sql_text(id) + "," + sql_text(domain) + "," +
             sql_text(path) + ",1,CAST(" + sql_text(archive(claimed, key)) + " AS BLOB));";
    return id;
}

std::string BackupMaker::manifest_plist() const {
    return in_plist("<key>Lockdown</key><dict>" + text_entry("ProductVersion", version) +
                    text_entry("UniqueDeviceID", "00008110-1E") + "</dict>" +
                    (says_encrypted.empty() ? "" : "<key>IsEncrypted</key>" + says_encrypted) +
                    (key_bag.empty() ? "" : data_entry("BackupKeyBag", key_bag)) +
                    (manifest_key.empty() ? "" : data_entry("ManifestKey", manifest_key)));
}

void BackupMaker::write() {
    std::string list = database(
        "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, "
        "flags INTEGER, file BLOB);" +
        rows_ + extra_sql_);
    if (kind_ == Kind::encrypted) list = encrypt_padded(kListKey, list);
    put("Manifest.db", list);
    put("Manifest.plist", manifest_plist());
    put("Info.plist",
        in_plist(text_entry("Device Name", "Anna's iPhone") +
                 text_entry("Product Type", "iPhone14,5") + text_entry("Product Version", version) +
                 text_entry("Build Version", "22F76") + text_entry("Serial Number", "F0000") +
                 "<key>Last Backup Date</key><date>2026-06-01T10:11:12Z</date>"));
    put("Status.plist", in_plist(text_entry("SnapshotState", "finished")));
    for (const auto& [id, contents] : stored_) put(id.substr(0, 2) + "/" + id, contents);
}

void BackupMaker::put(std::string_view name, std::string_view contents) const {
    std::filesystem::path file = path(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out << contents;
    if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

void BackupMaker::remove(std::string_view name) const {
    std::filesystem::remove_all(path(name));
}

std::string BackupMaker::path_of_id(std::string_view id) const {
    return path(std::string(id.substr(0, 2)) + "/" + std::string(id));
}

}  // namespace bridle::test
