#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::configuration_profiles_test {

TEST(ConfigurationProfiles, ReadTheProfileAndEachPayload) {
    EXPECT_EQ(parse("configuration_profiles", xml_list(R"xml(<dict>
        <key>PayloadDisplayName</key><string>Works</string>
        <key>PayloadOrganization</key><string>Harbor</string>
        <key>PayloadIdentifier</key><string>example.works</string>
        <key>PayloadUUID</key><string>AAAA</string>
        <key>PayloadType</key><string>Configuration</string>
        <key>InstallDate</key><date>2024-01-02T03:04:05Z</date>
        <key>PayloadRemovalDisallowed</key><true/>
        <key>InstallOptions</key><dict><key>isInstalledByMDM</key><true/></dict>
        <key>SignerCerts</key><array><data>AQID</data></array>
        <key>PayloadContent</key><array>
            <dict>
                <key>PayloadType</key><string>com.apple.mdm</string>
                <key>PayloadUUID</key><string>BBBB</string>
                <key>ServerURL</key><string>https://mdm.example/s</string>
                <key>CheckInURL</key><string>https://mdm.example/c</string>
                <key>AccessRights</key><integer>8191</integer>
                <key>SignMessage</key><true/>
            </dict>
            <dict>
                <key>PayloadType</key><string>com.apple.notificationsettings</string>
                <key>NotificationSettings</key><array>
                    <dict><key>BundleIdentifier</key><string>example.quiet</string>
                        <key>NotificationsEnabled</key><false/></dict>
                    <dict><key>BundleIdentifier</key><string>example.loud</string></dict>
                </array>
            </dict>
        </array>
    </dict>)xml")),
              R"(
profile:0 record_type=profile name=Works organisation=Harbor identifier=example.works uuid=AAAA type=Configuration removal_disallowed=true profile_installed=2024-01-02T03:04:05Z signer=039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81 installed_by_mdm=true
PayloadContent:0 record_type=payload type=com.apple.mdm uuid=BBBB profile=example.works server_url=https://mdm.example/s check_in_url=https://mdm.example/c access_rights=8191 sign_message=true
PayloadContent:1 record_type=payload type=com.apple.notificationsettings profile=example.works silenced_app=example.quiet app=example.loud
)");
}

TEST(ConfigurationProfiles, FindServersHoweverDeepTheyStand) {
    EXPECT_EQ(parse("configuration_profiles", xml_list(R"xml(<dict>
        <key>PayloadContent</key><array>
            <dict>
                <key>PayloadType</key><string>com.apple.vpn.managed</string>
                <key>VPNType</key><string>AlwaysOn</string>
                <key>AlwaysOn</key><dict><key>TunnelConfigurations</key><array><dict>
                    <key>RemoteAddress</key><string>vpn.example</string></dict></array></dict>
            </dict>
            <dict>
                <key>PayloadType</key><string>com.apple.dnsSettings.managed</string>
                <key>DNSSettings</key><dict>
                    <key>ServerURL</key><string>https://dns.example/q</string>
                    <key>ServerAddresses</key><array><string>192.0.2.1</string><string>192.0.2.2</string></array>
                </dict>
            </dict>
            <dict>
                <key>PayloadType</key><string>com.apple.webClip.managed</string>
                <key>URL</key><string>https://clip.example/</string>
                <key>Label</key><string>Clip</string>
                <key>IsRemovable</key><false/>
                <key>Note</key><string>see other.example</string>
            </dict>
        </array>
    </dict>)xml")),
              R"(
profile:0 record_type=profile
PayloadContent:0 record_type=payload type=com.apple.vpn.managed vpn_type=AlwaysOn server=vpn.example
PayloadContent:1 record_type=payload type=com.apple.dnsSettings.managed server_url=https://dns.example/q server=192.0.2.1 server=192.0.2.2
PayloadContent:2 record_type=payload type=com.apple.webClip.managed url=https://clip.example/ label=Clip setting=IsRemovable=false says=see other.example setting=Note=see other.example
)");
}

TEST(ConfigurationProfiles, ShowNoSecrets) {
    const std::string said = parse("configuration_profiles", xml_list(R"xml(<dict>
        <key>PayloadContent</key><array><dict>
            <key>PayloadType</key><string>com.apple.security.scep</string>
            <key>PayloadContent</key><dict>
                <key>URL</key><string>https://scep.example/</string>
                <key>Challenge</key><string>abcdef</string>
            </dict>
            <key>Password</key><string>abcdef</string>
        </dict></array></dict>)xml"));
    EXPECT_FALSE(said.contains("abcdef")) << said;
    EXPECT_TRUE(said.contains("url=https://scep.example/")) << said;
}

TEST(ConfigurationProfiles, ShowNoSecretsWhicheverKeySaysThatTheyAre) {
    const std::string said = parse("configuration_profiles", xml_list(R"xml(<dict>
        <key>PayloadContent</key><array><dict>
            <key>privatekey</key><string>abcdef</string>
            <key>Secrets</key><dict><key>first</key><string>abcdef</string></dict>
            <key>PSK</key><string>abcdef</string>
            <key>note</key><string>-----BEGIN PRIVATE KEY----- abcdef</string>
        </dict></array></dict>)xml"));
    EXPECT_EQ(said, R"(
profile:0 record_type=profile
PayloadContent:0 record_type=payload setting=privatekey=(not shown) setting=Secrets.first=(not shown) setting=PSK=(not shown) setting=note=(not shown)
)");
}

TEST(ConfigurationProfiles, OfATunnelWithItsKeysOnlyTheEndIsShown) {
    EXPECT_EQ(parse("configuration_profiles", xml_list(R"xml(<dict>
        <key>PayloadContent</key><array><dict>
            <key>VendorConfig</key><dict><key>WgQuickConfig</key><string>[Interface]
PrivateKey = abcdef
[Peer]
Endpoint = vpn.example:51820
</string></dict></dict></array></dict>)xml")),
              R"(
profile:0 record_type=profile
PayloadContent:0 record_type=payload server=vpn.example setting=VendorConfig.WgQuickConfig=(not shown)
)");
}

TEST(ConfigurationProfiles, FindTheProxyOfAnAccessPoint) {
    EXPECT_EQ(parse("configuration_profiles", xml_list(R"xml(<dict>
        <key>PayloadContent</key><array><dict>
            <key>PayloadType</key><string>com.apple.apn.managed</string>
            <key>PayloadContent</key><array><dict><key>DefaultsData</key><dict>
                <key>apns</key><array><dict><key>apn</key><string>internet</string>
                    <key>proxy</key><string>proxy.example</string>
                    <key>proxyPort</key><integer>8080</integer></dict></array></dict></dict></array>
        </dict></array></dict>)xml")),
              R"(
profile:0 record_type=profile
PayloadContent:0 record_type=payload type=com.apple.apn.managed setting=PayloadContent.DefaultsData.apns.apn=internet proxy=proxy.example proxy_port=8080
)");
}

TEST(ConfigurationProfiles, MoreTextThanAPayloadHasIsCut) {
    std::string many;
    for (int i = 0; i < 300; i++)
        many += "<key>k" + std::to_string(i) + "</key><string>" + std::string(10'000, 'x') +
                ".</string>";
    const std::string said = parse(
        "configuration_profiles",
        xml_list("<dict><key>PayloadContent</key><array><dict>" + many + "</dict></array></dict>"));
    EXPECT_TRUE(said.contains("problem: more text than is read of one entry [PayloadContent 0]"));
    EXPECT_LT(said.size(), 1'100'000u);
}

TEST(ConfigurationProfiles, DigestACertificateAlsoWhenItIsWrittenAsText) {
    EXPECT_EQ(parse("configuration_profiles", xml_list(R"xml(<dict>
        <key>PayloadContent</key><array>
            <dict><key>PayloadType</key><string>com.apple.security.root</string>
                <key>PayloadContent</key><data>AQID</data></dict>
            <dict><key>PayloadType</key><string>com.apple.security.pem</string>
                <key>PayloadContent</key><data>LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFRSUQKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=</data></dict>
        </array></dict>)xml")),
              R"(
profile:0 record_type=profile
PayloadContent:0 record_type=payload type=com.apple.security.root certificate=039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81 certificate_sha1=7037807198c22a7d2b0807371d763779a84fdfcf
PayloadContent:1 record_type=payload type=com.apple.security.pem certificate=039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81 certificate_sha1=7037807198c22a7d2b0807371d763779a84fdfcf
)");
}

TEST(ConfigurationProfiles, ReadAProfileWithoutPayloads) {
    EXPECT_EQ(parse("configuration_profiles",
                    xml_list("<dict><key>PayloadUUID</key><string>AAAA</string></dict>")),
              R"(
profile:0 record_type=profile uuid=AAAA
)");
    EXPECT_EQ(parse("configuration_profiles", xml_list("<array/>")), R"(
profile:0 record_type=profile
)");
}

TEST(ConfigurationProfiles, KeepWhatAProfileSaysBesides) {
    EXPECT_EQ(parse("configuration_profiles", xml_list(R"xml(<dict>
        <key>InstallOptions</key><dict>
            <key>managingProfileIdentifier</key><string>example.manage</string>
            <key>filterFlag</key><integer>1</integer></dict>
        <key>ConsentText</key><dict><key>default</key><string>Go on</string></dict>
        <key>PayloadContent</key><array/></dict>)xml")),
              R"(
profile:0 record_type=profile managing_profile=example.manage setting=InstallOptions.filterFlag=1 setting=ConsentText.default=Go on
)");
}

TEST(ConfigurationProfiles, ReadWhatAProfileWasBeforeTheEnrolment) {
    EXPECT_EQ(parse("configuration_profiles", xml_list(R"xml(<dict>
        <key>PayloadIdentifier</key><string>example.now</string>
        <key>OTAProfileStub</key><dict>
            <key>PayloadIdentifier</key><string>example.before</string>
            <key>PayloadContent</key><dict><key>URL</key><string>https://ota.example/</string></dict>
        </dict></dict>)xml")),
              R"(
profile:0 record_type=profile identifier=example.now
enrolment_profile:0 record_type=enrolment_profile identifier=example.before url=https://ota.example/
)");
}

TEST(ConfigurationProfiles, PayloadsThatAreNoDictionariesAreKept) {
    EXPECT_EQ(parse("configuration_profiles", xml_list(R"xml(<dict>
        <key>PayloadContent</key><array><string>x</string><dict/></array></dict>)xml")),
              R"(
profile:0 record_type=profile
PayloadContent:0 record_type=payload
PayloadContent:1 record_type=payload
)");
}

TEST(ConfigurationProfiles, SettingsWithinSettingsWithoutEndAreLeft) {
    std::string nested = "<string>deep.example</string>";
    for (int i = 0; i < 60; i++) nested = "<dict><key>a</key>" + nested + "</dict>";
    const std::string said =
        parse("configuration_profiles",
              xml_list("<dict><key>PayloadContent</key><array>" + nested + "</array></dict>"));
    EXPECT_FALSE(said.contains("deep.example"));
}

}  // namespace bridle::test::configuration_profiles_test
