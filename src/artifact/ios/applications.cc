// Apps as they lie on the phone: what each says of itself (Info.plist), and what the App Store
// left beside it (iTunesMetadata.plist). One without the other came another way.

#include "artifact/ios/store_metadata.h"
#include "artifact/plists.h"

namespace bridle::ios {

static constexpr std::size_t kSchemesAtMost = 100;

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
    return out.record(at_key("Info.plist"), record.fields());
}

static Result<void> read_store(Plist::Node root, Output& out) {
    PlistRecord record;
    record.add(text("record_type", "store_metadata"));
    record.text("bundle", root["softwareVersionBundleId"], Kind::app_id);
    record.headline();
    add_store_metadata(root, record);
    return out.record(at_key("iTunesMetadata.plist"), record.fields());
}

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    const Plist::Node root = file.root();
    if (input.path.ends_with("/iTunesMetadata.plist") || root["softwareVersionBundleId"] ||
        root["itemName"])
        return read_store(root, out);
    return read_bundle(root, out);
}

extern constinit const Artifact applications = {
    .name = "applications",
    .title = "Apps, as they lie on the phone",
    .paths = {"**/containers/Bundle/Application/*/iTunesMetadata.plist",
              "**/containers/Bundle/Application/*/*.app/Info.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios
