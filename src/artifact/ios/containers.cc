// Which app, extension or group owns which folder. The folders have random names; those of apps
// that are gone can stay behind.

#include "artifact/plist_record.h"
#include "artifact/plists.h"

namespace bridle::ios::containers {

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    const Plist::Node root = file.root();
    PlistRecord record;
    record.text("owner", root["MCMMetadataIdentifier"], Kind::app_id);
    record.headline();
    record.words("folder", std::string(input.path.substr(0, input.path.rfind('/'))),
                 Kind::file_path);
    record.headline();
    record.text("uuid", root["MCMMetadataUUID"]);
    record.number("class", root["MCMMetadataContentClass"]);
    record.text("creator", root["MCMMetadataCreator"], Kind::process);
    return record.write(at_key("MCMMetadata"), out);
}

extern constinit const Artifact artifact = {
    .name = "containers",
    .title = "Folders of apps and their owners",
    .paths = {"**/.com.apple.mobile_container_manager.metadata.plist"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::containers
