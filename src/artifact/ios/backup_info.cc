// Info.plist of a backup: which phone this is, and which apps were on it, with
// where each came from.

#include <unordered_set>

#include "artifact/ios/store_metadata.h"
#include "artifact/plists.h"

namespace bridle::ios::backup_info {

struct Named {
    std::string_view key, field;
};

static constexpr Named kTexts[] = {
    {"Build Version", "build_version"},
    {"Device Name", "device_name"},
    {"Display Name", "display_name"},
    {"GUID", "guid"},
    {"ICCID", "iccid"},
    {"IMEI", "imei"},
    {"IMEI 2", "imei_2"},
    {"MEID", "meid"},
    {"Phone Number", "phone_number"},
    {"Product Name", "product_name"},
    {"Product Type", "product_type"},
    {"Product Version", "product_version"},
    {"Serial Number", "serial_number"},
    {"Target Identifier", "target_identifier"},
    {"Target Type", "target_type"},
    {"Unique Identifier", "unique_identifier"},
    {"iTunes Version", "itunes_version"},
    {"macOS Version", "macos_version"},
};

static Result<void> read_device(Plist::Node root, Output& out) {
    std::vector<std::string> texts;
    texts.reserve(std::size(kTexts));  // the fields are views of them
    std::vector<Field> fields = {text("record_type", "device"),
                                 when("backup", root["Last Backup Date"].date())};
    for (const Named& named : kTexts) {
        Plist::Node value = root[named.key];
        texts.push_back(value.text());
        fields.push_back(text(named.field, value.is_text()
                                               ? std::optional<std::string_view>(texts.back())
                                               : std::nullopt));
    }
    return out.record(at_key("Info.plist"), fields);
}

// What the App Store knows of an app, in a list within the list.
static Result<void> read_app(std::string_view bundle, Plist::Node app, std::int64_t index,
                             Plist& metadata, Output& out) {
    Plist::Node store;
    if (Bytes bytes = app["iTunesMetadata"].data(); !bytes.empty()) {
        if (auto done = metadata.read(bytes); done)
            store = metadata.root();
        else
            out.problem(done.error(), "iTunesMetadata of " + std::string(bundle));
    }
    PlistRecord record;
    record.add(text("record_type", "app"));
    record.add(headline(text("bundle", bundle, Kind::app_id)));
    add_store_metadata(store, record);
    record.add(flag("has_store_metadata", names_app(store)));
    record.sha256("icon", app["PlaceholderIcon"].data());
    return record.write(at_key("Applications", index), out);
}

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    Plist::Node root = file.root();
    TRY(read_device(root, out));

    Plist metadata;
    std::int64_t index = 0;
    std::unordered_set<std::string> described;
    for (auto [bundle, app] : root["Applications"].members()) {
        std::string name = bundle.text();
        TRY(read_app(name, app, index++, metadata, out));
        described.insert(std::move(name));
    }
    index = 0;
    for (Plist::Node bundle : root["Installed Applications"].items()) {
        std::string name = bundle.text();
        std::int64_t at = index++;
        if (described.contains(name)) continue;
        TRY(out.record(at_key("Installed Applications", at),
                       {text("record_type", "app"), headline(text("bundle", name, Kind::app_id))}));
    }
    return {};
}

extern constinit const Artifact artifact = {
    .name = "backup_info",
    .title = "The phone and its apps, as the backup describes them",
    .paths = {"acquisition:/Info.plist"},
    .describes_acquisition = true,
    .form = Form::backup,
    .parse = parse,
};

}  // namespace bridle::ios::backup_info
