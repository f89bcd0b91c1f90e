// The wireless networks that the phone knows, with when and by whom each was
// joined: where the phone has been, and what it would join by itself.

#include "artifact/plists.h"

namespace bridle::ios {

static constexpr std::string_view kKey = "wifi.network.ssid.";

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    std::int64_t index = 0;
    for (auto [key, network] : file.root().members()) {
        std::string name = key.text();
        if (!name.starts_with(kKey)) continue;
        std::string reason = network["AddReason"].text(),
                    security = network["SupportedSecurityTypes"].text(),
                    station = network["__OSSpecific__"]["BSSID"].text();
        auto present = [](const std::string& value) {
            return value.empty() ? std::nullopt : std::optional<std::string_view>(value);
        };
        TRY(out.record(at_key(kKey.substr(0, kKey.size() - 1), index++),
                       {
                           headline(text("network", name.substr(kKey.size()))),
                           text("station", present(station)),
                           text("security", present(security)),
                           text("reason", present(reason)),
                           when("added", network["AddedAt"].date()),
                           when("joined_by_user", network["JoinedByUserAt"].date()),
                           when("joined_by_system", network["JoinedBySystemAt"].date()),
                           when("updated", network["UpdatedAt"].date()),
                       }));
    }
    return {};
}

extern constinit const Artifact wifi_networks = {
    .name = "wifi_networks",
    .title = "Known Wi-Fi networks",
    .paths = {"**/com.apple.wifi.known-networks.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios
