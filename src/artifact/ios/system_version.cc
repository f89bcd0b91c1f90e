// Which version of iOS a dump is of, as the system itself has it and as it was when the system was
// installed last.

#include "artifact/plist_record.h"
#include "artifact/plists.h"

namespace bridle::ios::system_version {

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    const Plist::Node root = file.root();
    if (!root["ProductVersion"].is_text())
        out.problem({Errc::corrupt, "names no version"}, "ProductVersion");
    PlistRecord record;
    record.text("product_name", root["ProductName"]);
    record.text("product_version", root["ProductVersion"]);
    record.headline();
    record.text("build_version", root["ProductBuildVersion"]);
    return out.record(at_key("version"), record.fields());
}

extern constinit const Artifact artifact = {
    .name = "system_version",
    .title = "Version of iOS",
    .paths = {"/System/Library/CoreServices/SystemVersion.plist",
              "/private/var/installd/Library/MobileInstallation/LastBuildInfo.plist"},
    .absence = Absence::only_dumps,  // a dump may hold the data of the phone alone
    .describes_acquisition = true,
    .form = Form::dump,
    .parse = parse,
};

}  // namespace bridle::ios::system_version
