#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::trust_store_test {

// The sets of the name O=Harbor, CN=Root.
static constexpr std::string_view kSubject =
    "x'310F300D060355040A0C06486172626F72310D300B06035504030C04526F6F74'";

TEST(TrustStore, SaysWhichCertificateIsTrusted) {
    EXPECT_EQ(parse("trust_store", database("CREATE TABLE tsettings(sha1 BLOB, subj BLOB, tset "
                                            "BLOB, data BLOB); INSERT INTO tsettings VALUES "
                                            "(x'0102', " +
                                            std::string(kSubject) + ", '" + xml_list("<array/>") +
                                            "', x'010203')")),
              R"(
tsettings:1 subject=O=Harbor, CN=Root sha1=0102 sha256=039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81 trust=trusted_root
)");
}

TEST(TrustStore, ReadsTheNewerLayoutAndWhatIsDenied) {
    EXPECT_EQ(
        parse("trust_store",
              database("CREATE TABLE tsettings(sha256 BLOB, subj BLOB, tset BLOB, data BLOB, uuid "
                       "BLOB); INSERT INTO tsettings VALUES (x'0102', x'', '" +
                       xml_list("<array><dict><key>kSecTrustSettingsResult</key><integer>3"
                                "</integer><key>kSecTrustSettingsPolicyString</key>"
                                "<string>a.example</string></dict></array>") +
                       "', NULL, x'AABB')")),
        R"(
tsettings:1 sha256=0102 trust=denied only_for=a.example set_by=aabb
)");
}

TEST(TrustStore, SettingsThatAreNoListCostOnlyThemselves) {
    EXPECT_EQ(parse("trust_store", database("CREATE TABLE tsettings(sha1 BLOB, subj BLOB, tset "
                                            "BLOB, data BLOB); INSERT INTO tsettings VALUES "
                                            "(x'0102', x'FF', x'FFFF', NULL)")),
              R"(
problem: not a property list [tset of row 1]
tsettings:1 sha1=0102 trust=not_readable
)");
}

TEST(TrustStore, CertificateWithoutSettingsIsKept) {
    EXPECT_EQ(parse("trust_store", database("CREATE TABLE tsettings(sha1 BLOB, subj BLOB, tset "
                                            "BLOB, data BLOB); INSERT INTO tsettings VALUES "
                                            "(x'0102', x'FF', NULL, NULL)")),
              R"(
tsettings:1 sha1=0102 trust=not_said
)");
}

}  // namespace bridle::test::trust_store_test
