// Apps as they lie on the phone: what each says of itself (Info.plist), and what the App Store
// left beside it (iTunesMetadata.plist). One without the other came another way; then it says who
// may install it where (embedded.mobileprovision, a property list in a signed message).

#include "artifact/ios/store_metadata.h"
#include "artifact/plists.h"
#include "format/certificate.h"

namespace bridle::ios::applications {

static constexpr std::size_t kSchemesAtMost = 100, kSignersAtMost = 20;
static constexpr std::uint64_t kProvisioningBytes = 4 << 20;

static Result<void> read_bundle(Plist::Node root, Output& out) {
    PlistRecord record;
    record.add(text("record_type", "bundle"));
    record.text("bundle", root["CFBundleIdentifier"], Kind::app_id);
    record.headline();
    record.text("name",
                root["CFBundleDisplayName"] ? root["CFBundleDisplayName"] : root["CFBundleName"]);
    record.headline();
    record.text("version", root["CFBundleShortVersionString"]);
    record.text("build", root["CFBundleVersion"]);
    record.text("executable", root["CFBundleExecutable"], Kind::process);
    record.text("minimum_ios", root["MinimumOSVersion"]);
    record.text("built_with", root["DTPlatformVersion"]);
    record.texts("in_background", root["UIBackgroundModes"]);
    std::size_t schemes = 0;
    for (Plist::Node type : root["CFBundleURLTypes"].items()) {
        if (++schemes > kSchemesAtMost) break;
        record.texts("scheme", type["CFBundleURLSchemes"]);
    }
    return record.write(at_key("Info.plist"), out);
}

static Result<void> read_store(Plist::Node root, Output& out) {
    PlistRecord record;
    record.add(text("record_type", "store_metadata"));
    record.text("bundle", root["softwareVersionBundleId"], Kind::app_id);
    record.headline();
    add_store_metadata(root, record);
    return record.write(at_key("iTunesMetadata.plist"), out);
}

// A signed message is a sequence in ASN.1.
static bool is_signed(const Input& input) {
    std::byte first[1] = {};
    auto read = input.file.read_at(0, first);
    return read && *read == 1 && first[0] == std::byte{0x30};
}

static Result<void> read_provisioning(const Input& input, Output& out) {
    const auto bytes = TRY(input.file.read_all(kProvisioningBytes));
    static constexpr std::string_view kEnd = "</plist>";
    const std::string_view all = as_text(bytes);
    const std::size_t begin = all.find("<?xml"), end = all.find(kEnd, begin);
    if (begin == all.npos || end == all.npos)
        return fail(Errc::corrupt, "a signed message without a property list");
    Plist list;
    TRY(list.read(as_bytes(all.substr(begin, end + kEnd.size() - begin))));
    for (const Error& error : list.problems()) out.problem(error);
    const Plist::Node root = list.root();
    PlistRecord record;
    record.add(text("record_type", "provisioning"));
    record.text("signer", root["TeamName"]);
    record.headline();
    record.texts("team", root["TeamIdentifier"]);
    record.text("profile", root["Name"]);
    record.headline();
    record.text("uuid", root["UUID"], Kind::profile_id);
    record.text("app", root["Entitlements"]["application-identifier"]);
    record.flag("provisions_all_devices", root["ProvisionsAllDevices"]);
    if (const Plist::Node devices = root["ProvisionedDevices"])
        record.add(number("devices", static_cast<std::int64_t>(devices.size())));
    record.time("provisioning_made", root["CreationDate"]);
    record.time("provisioning_expires", root["ExpirationDate"]);
    const Plist::Node signers = root["DeveloperCertificates"];
    for (std::size_t i = 0; i < signers.size() && i < kSignersAtMost; i++) {
        const Bytes certificate = signers.at(i).data();
        record.sha256("certificate", certificate);
        if (auto names = certificate_names(certificate))
            record.words("certificate_name", names->subject);
    }
    return record.write(at_key("embedded.mobileprovision"), out);
}

static Result<void> parse(const Input& input, Output& out) {
    if (is_signed(input)) return read_provisioning(input, out);
    PlistFile file;
    TRY(file.read(input, out));
    const Plist::Node root = file.root();
    if (input.path.ends_with("/iTunesMetadata.plist") || root["softwareVersionBundleId"] ||
        root["itemName"])
        return read_store(root, out);
    return read_bundle(root, out);
}

extern constinit const Artifact artifact = {
    .name = "applications",
    .title = "Apps, as they lie on the phone",
    .paths = {"**/containers/Bundle/Application/*/iTunesMetadata.plist",
              "**/containers/Bundle/Application/*/*.app/Info.plist",
              "**/containers/Bundle/Application/*/*.app/embedded.mobileprovision"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::applications
