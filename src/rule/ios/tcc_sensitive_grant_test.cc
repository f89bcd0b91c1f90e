#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::tcc_sensitive_grant_test {

// A receipt, in hexadecimal of nothing: an app of the store beside one of another origin.
static const std::string& apps() {
    static const std::string all = xml_list(
        "<dict><key>Applications</key><dict>"
        "<key>example.store</key><dict><key>iTunesMetadata</key><data>" +
        base64(as_bytes(xml_list("<dict><key>softwareVersionBundleId</key>"
                                 "<string>example.store</string></dict>"))) +
        "</data></dict><key>example.side</key><dict/></dict></dict>");
    return all;
}

static std::string grants(std::string_view rows) {
    return database(
        "CREATE TABLE access (service TEXT, client TEXT, client_type INTEGER, "
        "auth_value INTEGER, auth_reason INTEGER, last_modified INTEGER);"
        "INSERT INTO access VALUES " +
        std::string(rows));
}

static std::string judged(std::string_view rows) {
    return judge("tcc_sensitive_grant", {{"backup_info", apps()}, {"tcc", grants(rows)}});
}

TEST(TccSensitiveGrant, AppThatDidNotComeFromTheStore) {
    EXPECT_EQ(judged("('kTCCServiceMicrophone', 'example.side', 0, 2, 2, 1700000100), "
                     "('kTCCServiceCamera', 'example.side', 0, 3, 2, 1700000000)"),
              R"(
medium weak access:1 2023-11-14T22:13:20Z client=example.side state=no_receipt services=camera, microphone
)");
}

TEST(TccSensitiveGrant, ProgramThatIsNoApp) {
    EXPECT_EQ(judged("('kTCCServiceMicrophone', '/private/var/tmp/x', 1, 2, 2, 1700000100)"),
              R"(
medium weak access:1 2023-11-14T22:15:00Z client=/private/var/tmp/x state=program services=microphone
)");
    EXPECT_EQ(judged("('kTCCServiceMicrophone', '/usr/libexec/siriactionsd', 1, 2, 2, 1)"), "\n");
}

TEST(TccSensitiveGrant, AppsOfTheStoreAndTheirPartsAndApplesAreUsual) {
    EXPECT_EQ(judged("('kTCCServiceMicrophone', 'example.store', 0, 2, 2, 1), "
                     "('kTCCServiceMicrophone', 'example.store.share', 0, 2, 2, 1), "
                     "('kTCCServiceMicrophone', 'com.apple.camera', 0, 2, 2, 1)"),
              "\n");
}

TEST(TccSensitiveGrant, DeniedAndHarmlessPermissionsAreNone) {
    EXPECT_EQ(judged("('kTCCServiceMicrophone', 'example.side', 0, 0, 2, 1), "
                     "('kTCCServiceUbiquity', 'example.side', 0, 2, 2, 1)"),
              "\n");
}

TEST(TccSensitiveGrant, AppThatIsGoneIsMostlyRemoved) {
    EXPECT_EQ(judged("('kTCCServiceMicrophone', 'example.gone', 0, 2, 2, 1700000000)"), R"(
low weak access:1 2023-11-14T22:13:20Z client=example.gone state=gone services=microphone
)");
}

TEST(TccSensitiveGrant, AppThatLiesInADumpWithoutAReceipt) {
    auto bundle = [](std::string_view name) {
        return xml_list("<dict><key>CFBundleIdentifier</key><string>" + std::string(name) +
                        "</string></dict>");
    };
    const std::string receipt =
        xml_list("<dict><key>softwareVersionBundleId</key><string>example.store</string></dict>");
    const std::string all = grants(
        "('kTCCServiceMicrophone', 'example.side', 0, 2, 2, 1700000000), "
        "('kTCCServiceMicrophone', 'example.store', 0, 2, 2, 1700000000)");
    EXPECT_EQ(judge("tcc_sensitive_grant", {{"applications", bundle("example.side"), "/a"},
                                            {"applications", bundle("example.store"), "/b"},
                                            {"applications", receipt, "/c"},
                                            {"tcc", all}}),
              R"(
medium weak access:1 2023-11-14T22:13:20Z client=example.side state=no_receipt services=microphone
)");
    // Nobody's receipt is there: then it is the acquisition that lacks them.
    EXPECT_EQ(judge("tcc_sensitive_grant",
                    {{"applications", bundle("example.side"), "/a"}, {"tcc", all}}),
              "\n");
}

TEST(TccSensitiveGrant, WithoutAListOfAppsNothingIsSaidOfApps) {
    EXPECT_EQ(judge("tcc_sensitive_grant", "tcc",
                    grants("('kTCCServiceMicrophone', 'example.side', 0, 2, 2, 1)")),
              "\n");
}

}  // namespace bridle::test::tcc_sensitive_grant_test
