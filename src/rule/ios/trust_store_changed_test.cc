#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::trust_store_changed_test {

// The certificate is 010203, whose digests a profile has, too.
static std::string store(std::string_view settings) {
    return database(
        "CREATE TABLE tsettings(sha1 BLOB, subj BLOB, tset BLOB, data BLOB); "
        "INSERT INTO tsettings VALUES (x'7037807198c22a7d2b0807371d763779a84fdfcf', "
        "x'', '" +
        xml_list(settings) + "', NULL)");
}

TEST(TrustStoreChanged, CertificateThatNobodyIsKnownToHaveBrought) {
    EXPECT_EQ(judge("trust_store_changed", "trust_store", store("<array/>")), R"(
medium weak tsettings:1 - sha1=7037807198c22a7d2b0807371d763779a84fdfcf digest=7037807198c22a7d2b0807371d763779a84fdfcf by=not known
)");
}

TEST(TrustStoreChanged, ProfileThatBroughtItIsSpokenOfElsewhere) {
    EXPECT_EQ(judge("trust_store_changed",
                    {{"configuration_profiles",
                      xml_list("<dict><key>PayloadContent</key><array><dict><key>PayloadType</key>"
                               "<string>com.apple.security.root</string><key>PayloadContent</key>"
                               "<data>AQID</data></dict></array></dict>")},
                     {"trust_store", store("<array/>")}}),
              R"(
low weak tsettings:1 - sha1=7037807198c22a7d2b0807371d763779a84fdfcf digest=7037807198c22a7d2b0807371d763779a84fdfcf by=a profile
)");
}

TEST(TrustStoreChanged, PhoneOfACompanyTrustsItsCertificates) {
    EXPECT_TRUE(
        judge("trust_store_changed",
              {{"device_management", xml_list("<dict><key>IsSupervised</key><true/></dict>")},
               {"trust_store", store("<array/>")}})
            .starts_with("\nlow"));
}

TEST(TrustStoreChanged, WhatIsDeniedForOnePurposeMayBeTrustedForAnother) {
    EXPECT_TRUE(judge("trust_store_changed", "trust_store",
                      store("<array><dict><key>kSecTrustSettingsResult</key><integer>3</integer>"
                            "</dict><dict><key>kSecTrustSettingsResult</key><integer>1</integer>"
                            "</dict></array>"))
                    .starts_with("\nmedium weak"));
}

TEST(TrustStoreChanged, DamagedSettingsAreTold) {
    EXPECT_EQ(judge("trust_store_changed", "trust_store",
                    database("CREATE TABLE tsettings(sha1 BLOB, subj BLOB, tset BLOB, data BLOB); "
                             "INSERT INTO tsettings VALUES (x'0102', x'', x'FFFF', NULL)")),
              R"(
low weak tsettings:1 - sha1=0102 digest=0102 state=not_known by=not known
)");
}

TEST(TrustStoreChanged, WhatIsDeniedIsNotTrusted) {
    EXPECT_EQ(judge("trust_store_changed", "trust_store",
                    store("<array><dict><key>kSecTrustSettingsResult</key><integer>3</integer>"
                          "</dict></array>")),
              "\n");
}

}  // namespace bridle::test::trust_store_changed_test
