#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::profile_mdm_test {

static std::string profile(std::string_view payload) {
    return xml_list(R"xml(<dict><key>PayloadDisplayName</key><string>Works</string>
        <key>PayloadOrganization</key><string>Harbor</string>
        <key>InstallDate</key><date>2024-01-02T03:04:05Z</date>
        <key>PayloadContent</key><array><dict/><dict>)xml" +
                    std::string(payload) + "</dict></array></dict>");
}

static constexpr std::string_view kManaged = R"xml(
    <key>PayloadType</key><string>com.apple.mdm</string>
    <key>ServerURL</key><string>https://mdm.example/s</string>
    <key>AccessRights</key><integer>8191</integer>)xml";

static std::string supervised(bool on) {
    return xml_list(on ? "<dict><key>IsSupervised</key><true/></dict>"
                       : "<dict><key>IsSupervised</key><false/></dict>");
}

TEST(ProfileMdm, PhoneOfNobodyElseThatIsManaged) {
    EXPECT_EQ(judge("profile_mdm", {{"configuration_profiles", profile(kManaged)},
                                    {"device_management", supervised(false)}}),
              R"(
medium weak PayloadContent:1 2024-01-02T03:04:05Z type=com.apple.mdm server=https://mdm.example/s rights=8191 profile=Works organisation=Harbor supervised=no
)");
}

TEST(ProfileMdm, NobodySaysWhetherItIsSupervised) {
    EXPECT_EQ(judge("profile_mdm", "configuration_profiles", profile(kManaged)), R"(
medium weak PayloadContent:1 2024-01-02T03:04:05Z type=com.apple.mdm server=https://mdm.example/s rights=8191 profile=Works organisation=Harbor supervised=not known
)");
}

TEST(ProfileMdm, PhoneOfACompanyIsManagedByRight) {
    EXPECT_EQ(judge("profile_mdm", {{"configuration_profiles", profile(kManaged)},
                                    {"device_management", supervised(true)}}),
              R"(
low weak PayloadContent:1 2024-01-02T03:04:05Z type=com.apple.mdm server=https://mdm.example/s rights=8191 profile=Works organisation=Harbor supervised=yes
)");
}

static constexpr std::string_view kAccount =
    "<key>AssignedManagedAppleID</key><string>ana@works.example</string>";

TEST(ProfileMdm, AccountOfACompanyBesideOnesOwnGivesFewRights) {
    const std::string payload = std::string(kManaged) + std::string(kAccount);
    EXPECT_TRUE(judge("profile_mdm", "configuration_profiles",
                      profile(payload + "<key>EnrollmentMode</key><string>BYOD</string>"))
                    .starts_with("\nlow"));
    EXPECT_TRUE(
        judge("profile_mdm",
              {{"configuration_profiles", profile(payload)},
               {"device_management",
                xml_list("<dict><key>ServerURL</key><string>https://mdm.example/s</string>" +
                         std::string(kAccount) + "</dict>")}})
            .starts_with("\nlow"));
}

TEST(ProfileMdm, AnAccountThatOnlyTheProfileNamesExcusesNothing) {
    for (std::string_view key : {"UserName", "AuthName", "ManagedAppleID"})
        EXPECT_TRUE(judge("profile_mdm", "configuration_profiles",
                          profile(std::string(kManaged) + "<key>" + std::string(key) +
                                  "</key><string>ana@works.example</string>"))
                        .starts_with("\nmedium"))
            << key;
}

TEST(ProfileMdm, EnrolmentAndItsProfileAreOneThing) {
    const std::string enrolment =
        xml_list("<dict><key>ServerURL</key><string>https://mdm.example/s</string></dict>");
    EXPECT_EQ(judge("profile_mdm", {{"configuration_profiles", profile(kManaged)},
                                    {"device_management", enrolment}}),
              R"(
medium weak PayloadContent:1 2024-01-02T03:04:05Z type=com.apple.mdm server=https://mdm.example/s rights=8191 profile=Works organisation=Harbor supervised=not known
)");
    EXPECT_EQ(judge("profile_mdm", "device_management", enrolment), R"(
medium weak MDM:0 - server_url=https://mdm.example/s server=https://mdm.example/s rights=not named profile=not named organisation=not named supervised=not known
)");
}

TEST(ProfileMdm, OtherProfilesManageNothing) {
    EXPECT_EQ(judge("profile_mdm", "configuration_profiles",
                    profile("<key>PayloadType</key><string>com.apple.wifi.managed</string>")),
              "\n");
}

}  // namespace bridle::test::profile_mdm_test
