#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::app_without_store_metadata_test {

static constexpr std::string_view kBundle =
    "<dict><key>CFBundleIdentifier</key><string>example.side</string></dict>";
static constexpr std::string_view kReceipt =
    "<dict><key>softwareVersionBundleId</key><string>example.side</string></dict>";

static std::string apps(std::string_view list) {
    return xml_list("<dict><key>Applications</key><dict>" + std::string(list) + "</dict></dict>");
}

TEST(AppWithoutStoreMetadata, AppInABackupWithoutReceipt) {
    EXPECT_EQ(judge("app_without_store_metadata", "backup_info",
                    apps("<key>example.side</key><dict/><key>com.apple.thing</key><dict/>")),
              R"(
medium weak Applications:0 - bundle=example.side app=example.side
)");
}

TEST(AppWithoutStoreMetadata, AppInADumpWithoutReceiptInItsFolder) {
    const std::string bundle = xml_list(kBundle), receipt = xml_list(kReceipt);
    const std::string folder = "/private/var/containers/Bundle/Application/";
    EXPECT_EQ(judge("app_without_store_metadata",
                    {{"applications", bundle, folder + "A/Side.app/Info.plist"},
                     {"applications", receipt, folder + "B/iTunesMetadata.plist"}}),
              R"(
medium weak Info.plist:0 - bundle=example.side app=example.side
)");
    EXPECT_EQ(judge("app_without_store_metadata",
                    {{"applications", bundle, folder + "A/Side.app/Info.plist"},
                     {"applications", receipt, folder + "A/iTunesMetadata.plist"}}),
              "\n");
}

TEST(AppWithoutStoreMetadata, ReceiptThatNamesNoAppIsNone) {
    const std::string receipt = xml_list("<dict><key>itemName</key><string>Side</string></dict>");
    EXPECT_EQ(judge("app_without_store_metadata", "backup_info",
                    apps("<key>example.side</key><dict><key>iTunesMetadata</key><data>" +
                         base64(as_bytes(receipt)) + "</data></dict>")),
              R"(
medium weak Applications:0 - bundle=example.side app=Side
)");
    const std::string file = "/private/var/containers/Bundle/Application/A/iTunesMetadata.plist";
    EXPECT_EQ(judge("app_without_store_metadata", {Heard{"applications", receipt, file}}), R"(
medium weak iTunesMetadata.plist:0 - store_bundle_missing=/private/var/containers/Bundle/Application/A/iTunesMetadata.plist app=Side
)");
    const std::string bundle = xml_list(kBundle);
    EXPECT_EQ(judge("app_without_store_metadata",
                    {{"applications", receipt, file},
                     {"applications", bundle,
                      "/private/var/containers/Bundle/Application/A/Side.app/Info.plist"}}),
              R"(
medium weak Info.plist:0 - bundle=example.side app=example.side
)");
}

TEST(AppWithoutStoreMetadata, NoReceiptOfAnyAppIsALackOfTheAcquisition) {
    EXPECT_EQ(judge("app_without_store_metadata", "backup_info",
                    apps("<key>example.a</key><dict/><key>example.b</key><dict/>"
                         "<key>example.c</key><dict/>")),
              R"(
info weak Applications:0 - bundle=example.a app=3 apps
)");
}

TEST(AppWithoutStoreMetadata, AppThatIsOnlyListedIsNotJudged) {
    EXPECT_EQ(judge("app_without_store_metadata", "backup_info",
                    xml_list("<dict><key>Installed Applications</key><array>"
                             "<string>example.a</string></array></dict>")),
              "\n");
}

}  // namespace bridle::test::app_without_store_metadata_test
