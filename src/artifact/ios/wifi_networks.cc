// The wireless networks that the phone knows, with when and by whom each was joined: where the
// phone has been, and what it would join by itself. Until iOS 15 the list lay in
// com.apple.wifi.plist; a phone that was updated may have both.

#include "artifact/plist_record.h"
#include "artifact/plists.h"

namespace bridle::ios::wifi_networks {

static constexpr std::string_view kKey = "wifi.network.ssid.",
                                  kOlderList = "List of known networks";

static Result<void> read_network(std::string name, Plist::Node network, std::int64_t index,
                                 Output& out) {
    PlistRecord record;
    record.words("network", std::move(name));
    record.headline();
    record.text("station", network["__OSSpecific__"]["BSSID"]);
    record.text("security", network["SupportedSecurityTypes"]);
    record.text("reason", network["AddReason"]);
    record.time("added", network["AddedAt"]);
    record.time("joined_by_user", network["JoinedByUserAt"]);
    record.time("joined_by_system", network["JoinedBySystemAt"]);
    record.time("updated", network["UpdatedAt"]);
    return record.write(at_key(kKey.substr(0, kKey.size() - 1), index), out);
}

static Result<void> read_older(Plist::Node network, std::int64_t index, Output& out) {
    PlistRecord record;
    record.text("network", network["SSID_STR"]);
    record.headline();
    record.text("station", network["BSSID"]);
    record.time("last_joined", network["lastJoined"]);
    record.time("last_joined_by_system", network["lastAutoJoined"]);
    return record.write(at_key(kOlderList, index), out);
}

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    std::int64_t index = 0;
    for (auto [key, network] : file.root().members())
        if (std::string name = key.text(); name.starts_with(kKey))
            TRY(read_network(name.substr(kKey.size()), network, index++, out));
    index = 0;
    for (Plist::Node network : file.root()[kOlderList].items())
        TRY(read_older(network, index++, out));
    return {};
}

extern constinit const Artifact artifact = {
    .name = "wifi_networks",
    .title = "Known Wi-Fi networks",
    .paths = {"**/com.apple.wifi.known-networks.plist",
              "**/SystemConfiguration/com.apple.wifi.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::wifi_networks
