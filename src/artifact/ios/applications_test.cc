#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::applications_test {

TEST(Applications, ReadWhatTheStoreLeftInUtc) {
    EXPECT_EQ(parse("applications", xml_list(R"xml(<dict>
        <key>softwareVersionBundleId</key><string>example.app</string>
        <key>itemName</key><string>App</string><key>artistName</key><string>Maker</string>
        <key>bundleShortVersionString</key><string>1.2</string>
        <key>bundleVersion</key><string>120</string>
        <key>sourceApp</key><string>com.apple.AppStore</string>
        <key>itemId</key><integer>7</integer>
        <key>com.apple.iTunesStore.downloadInfo</key><dict>
            <key>purchaseDate</key><string>2024-01-02T03:04:05Z</string>
            <key>accountInfo</key><dict><key>AppleID</key><string>a@b.example</string></dict>
        </dict></dict>)xml")),
              R"(
iTunesMetadata.plist:0 record_type=store_metadata bundle=example.app name=App artist=Maker version=1.2 build=120 store_bundle=example.app source=com.apple.AppStore item=7 account=a@b.example bought=2024-01-02T03:04:05Z
)");
}

TEST(Applications, KnowAnAppThatTheStoreDoesNotKnow) {
    EXPECT_EQ(parse("applications", xml_list(R"xml(<dict>
        <key>CFBundleIdentifier</key><string>example.side</string>
        <key>CFBundleName</key><string>Side</string>
        <key>CFBundleExecutable</key><string>side</string>
        <key>CFBundleShortVersionString</key><string>1.0</string>
        <key>MinimumOSVersion</key><string>15.0</string>
        <key>UIBackgroundModes</key><array><string>audio</string></array>
        <key>CFBundleURLTypes</key><array><dict><key>CFBundleURLSchemes</key>
            <array><string>side</string></array></dict></array></dict>)xml")),
              R"(
Info.plist:0 record_type=bundle bundle=example.side name=Side version=1.0 executable=side minimum_ios=15.0 in_background=audio scheme=side
)");
}

TEST(Applications, SayWhoMayInstallOneThatTheStoreDoesNotKnow) {
    const std::string list = xml_list(R"xml(<dict>
        <key>Name</key><string>Everywhere</string>
        <key>TeamName</key><string>Harbor Works</string>
        <key>TeamIdentifier</key><array><string>AB12</string></array>
        <key>ProvisionsAllDevices</key><true/>
        <key>ExpirationDate</key><date>2025-01-02T03:04:05Z</date>
        <key>Entitlements</key><dict>
            <key>application-identifier</key><string>AB12.example.side</string></dict>
        <key>DeveloperCertificates</key><array><data>AQID</data></array></dict>)xml");
    EXPECT_EQ(parse("applications", "0\x82\x01 signed " + list + "\x31\x82 signature"), R"(
embedded.mobileprovision:0 record_type=provisioning signer=Harbor Works team=AB12 profile=Everywhere app=AB12.example.side provisions_all_devices=true provisioning_expires=2025-01-02T03:04:05Z certificate=039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81
)");
}

TEST(Applications, SignedMessageWithoutAListIsAProblem) {
    EXPECT_EQ(parse("applications", "0 <?xml version"), R"(
problem: a signed message without a property list
)");
}

TEST(Applications, PurchaseDateOfAnotherFormIsLeftOut) {
    EXPECT_EQ(parse("applications", xml_list(R"xml(<dict><key>itemName</key><string>App</string>
        <key>com.apple.iTunesStore.downloadInfo</key><dict>
            <key>purchaseDate</key><string>yesterday</string></dict></dict>)xml")),
              R"(
iTunesMetadata.plist:0 record_type=store_metadata name=App store_bundle_missing=true
)");
}

TEST(Applications, ReceiptWithoutAnythingIsAReceiptStill) {
    const std::string bytes = xml_list("<dict/>");
    MemoryFile file(as_bytes(bytes));
    EXPECT_EQ(parse(*find_artifact("applications"),
                    Input{file, nullptr, "/Bundle/Application/U/iTunesMetadata.plist"}),
              R"(
iTunesMetadata.plist:0 record_type=store_metadata store_bundle_missing=true
)");
}

}  // namespace bridle::test::applications_test
