#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::device_management_test {

TEST(DeviceManagement, ReadsTheEnrolment) {
    EXPECT_EQ(parse("device_management", xml_list(R"xml(<dict>
        <key>ServerURL</key><string>https://mdm.example/s</string>
        <key>AccessRights</key><integer>8191</integer>
        <key>ManagingProfileIdentifier</key><string>example.manage</string>
        <key>LastPollingSuccess</key><date>2024-01-02T03:04:05Z</date></dict>)xml")),
              R"(
MDM:0 record_type=enrolment server_url=https://mdm.example/s access_rights=8191 managing_profile=example.manage server_answered=2024-01-02T03:04:05Z
)");
}

TEST(DeviceManagement, ReadsWhetherThePhoneIsSupervised) {
    EXPECT_EQ(parse("device_management", xml_list(R"xml(<dict>
        <key>IsSupervised</key><true/><key>OrganizationName</key><string>Harbor</string>
        <key>ConfigurationURL</key><string>https://mdm.example/</string>
        <key>SupervisorHostCertificates</key><array><data>AQID</data></array></dict>)xml")),
              R"(
CloudConfiguration:0 record_type=supervision supervised=true organisation=Harbor url=https://mdm.example/ supervisor=039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81
)");
}

TEST(DeviceManagement, ListsProfilesThatAreShownAndHidden) {
    EXPECT_EQ(parse("device_management", xml_list(R"xml(<dict>
        <key>OrderedProfiles</key><array><string>example.a</string></array>
        <key>HiddenProfiles</key><array><string>example.b</string></array></dict>)xml")),
              R"(
PayloadManifest:0 record_type=list_of_profiles shown=1 hidden_profiles=1
OrderedProfiles:0 record_type=listed_profile profile=example.a hidden=false
HiddenProfiles:0 record_type=listed_profile profile=example.b hidden=true
)");
}

TEST(DeviceManagement, NamesAppsThatWereSent) {
    EXPECT_EQ(parse("device_management", xml_list(R"xml(<dict><key>metadataByBundleID</key><dict>
        <key>example.app</key><dict><key>State</key><string>Managed</string></dict>
        <key>example.odd</key><string>x</string></dict></dict>)xml")),
              R"(
metadataByBundleID:0 record_type=managed_app app=example.app state=Managed
metadataByBundleID:1 record_type=managed_app app=example.odd
)");
}

TEST(DeviceManagement, ListOfAnotherKindSaysNothing) {
    EXPECT_EQ(parse("device_management", xml_list("<dict><key>x</key><true/></dict>")), "\n");
}

}  // namespace bridle::test::device_management_test
