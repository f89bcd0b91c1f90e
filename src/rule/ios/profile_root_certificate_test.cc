#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::profile_root_certificate_test {

static std::string profile(std::string_view type, std::string_view more = {}) {
    return xml_list(
        "<dict><key>PayloadIdentifier</key><string>example.works</string>" + std::string(more) +
        "<key>PayloadContent</key><array><dict><key>PayloadType</key><string>" + std::string(type) +
        "</string><key>PayloadDisplayName</key><string>Root</string>"
        "<key>PayloadContent</key><data>AQID</data></dict></array></dict>");
}

TEST(ProfileRootCertificate, CertificateThatCameWithAProfile) {
    EXPECT_EQ(judge("profile_root_certificate", "configuration_profiles",
                    profile("com.apple.security.root")),
              R"(
medium weak PayloadContent:0 - type=com.apple.security.root certificate=Root digest=039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81 profile=example.works organisation=not named supervised=not known
)");
    EXPECT_TRUE(judge("profile_root_certificate", "configuration_profiles",
                      profile("com.apple.security.pem"))
                    .starts_with("\nmedium"));
}

TEST(ProfileRootCertificate, ManagementBringsCertificatesByRight) {
    EXPECT_TRUE(judge("profile_root_certificate", "configuration_profiles",
                      profile("com.apple.security.root",
                              "<key>InstallOptions</key><dict><key>isInstalledByMDM</key><true/>"
                              "</dict>"))
                    .starts_with("\nlow"));
    EXPECT_TRUE(
        judge("profile_root_certificate",
              {{"configuration_profiles", profile("com.apple.security.root")},
               {"device_management", xml_list("<dict><key>IsSupervised</key><true/></dict>")}})
            .starts_with("\nlow"));
}

TEST(ProfileRootCertificate, WhatSaysWhoThePhoneIsIsNoRoot) {
    EXPECT_EQ(judge("profile_root_certificate", "configuration_profiles",
                    profile("com.apple.security.pkcs12")),
              "\n");
}

}  // namespace bridle::test::profile_root_certificate_test
