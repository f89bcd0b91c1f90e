#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::profile_traffic_test {

static std::string traffic(std::string_view type, std::string_view more) {
    return judge(
        "profile_traffic", "configuration_profiles",
        xml_list("<dict><key>PayloadDisplayName</key><string>Works</string>"
                 "<key>PayloadContent</key><array><dict><key>PayloadType</key><string>" +
                 std::string(type) + "</string>" + std::string(more) + "</dict></array></dict>"));
}

TEST(ProfileTraffic, ProxyForAllTraffic) {
    EXPECT_EQ(traffic("com.apple.proxy.http.global",
                      "<key>ProxyServer</key><string>proxy.example</string>"),
              R"(
medium weak PayloadContent:0 - type=com.apple.proxy.http.global way=a proxy for all web traffic to=proxy.example profile=Works organisation=not named supervised=not known
)");
}

TEST(ProfileTraffic, NetworkWithAProxyAndOneWithout) {
    EXPECT_EQ(traffic("com.apple.wifi.managed",
                      "<key>ProxyPACURL</key><string>http://pac.example/p</string>"),
              R"(
medium weak PayloadContent:0 - type=com.apple.wifi.managed way=a proxy in a Wi-Fi network to=http://pac.example/p profile=Works organisation=not named supervised=not known
)");
    EXPECT_EQ(traffic("com.apple.wifi.managed", "<key>SSID_STR</key><string>Works</string>"), "\n");
}

TEST(ProfileTraffic, TunnelsAndServersOfNamesAreWhatManyInstall) {
    EXPECT_EQ(traffic("com.apple.vpn.managed",
                      "<key>IPSec</key><dict><key>RemoteAddress</key><string>vpn.example</string>"
                      "</dict>"),
              R"(
low weak PayloadContent:0 - type=com.apple.vpn.managed way=a tunnel (VPN) to=vpn.example profile=Works organisation=not named supervised=not known
)");
    EXPECT_TRUE(traffic("com.apple.dnsSettings.managed", "").starts_with("\nlow"));
    EXPECT_TRUE(traffic("com.apple.webcontent-filter", "").starts_with("\nlow"));
}

}  // namespace bridle::test::profile_traffic_test
