#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::wifi_networks_test {

TEST(WifiNetworks, SayWhenEachWasJoined) {
    EXPECT_EQ(parse("wifi_networks", xml_list(R"xml(<dict>
        <key>wifi.network.ssid.Home</key><dict>
            <key>AddReason</key><string>WiFi Settings</string>
            <key>AddedAt</key><date>2024-01-02T03:04:05Z</date>
            <key>JoinedBySystemAt</key><date>2024-02-02T03:04:05Z</date>
            <key>__OSSpecific__</key><dict><key>BSSID</key><string>2:0:5e:10:0:1</string></dict>
        </dict>
        <key>other</key><dict/>
    </dict>)xml")),
              R"(
wifi.network.ssid:0 network=Home station=2:0:5e:10:0:1 reason=WiFi Settings added=2024-01-02T03:04:05Z joined_by_system=2024-02-02T03:04:05Z
)");
}

TEST(WifiNetworks, ReadTheListOfOlderSystems) {
    EXPECT_EQ(parse("wifi_networks", xml_list(R"xml(<dict>
        <key>List of known networks</key><array>
            <dict><key>SSID_STR</key><string>Home</string>
                <key>BSSID</key><string>2:0:5e:10:0:1</string>
                <key>lastJoined</key><date>2019-01-02T03:04:05Z</date>
                <key>lastAutoJoined</key><date>2019-02-02T03:04:05Z</date></dict>
            <string>x</string>
        </array></dict>)xml")),
              R"(
List of known networks:0 network=Home station=2:0:5e:10:0:1 last_joined=2019-01-02T03:04:05Z last_joined_by_system=2019-02-02T03:04:05Z
List of known networks:1
)");
}

TEST(WifiNetworks, KeepANetworkThatIsNoDictionary) {
    EXPECT_EQ(parse("wifi_networks", xml_list(R"xml(<dict>
        <key>wifi.network.ssid.x</key><string>y</string></dict>)xml")),
              R"(
wifi.network.ssid:0 network=x
)");
}

}  // namespace bridle::test::wifi_networks_test
