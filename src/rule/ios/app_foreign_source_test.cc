#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::app_foreign_source_test {

static std::string from(std::string_view source) {
    return judge("app_foreign_source", "applications",
                 xml_list("<dict><key>softwareVersionBundleId</key><string>example.app</string>"
                          "<key>sourceApp</key><string>" +
                          std::string(source) +
                          "</string><key>com.apple.iTunesStore.downloadInfo</key><dict>"
                          "<key>purchaseDate</key><string>2024-01-02T03:04:05Z</string></dict>"
                          "</dict>"));
}

TEST(AppForeignSource, AppThatAnotherAppInstalled) {
    EXPECT_EQ(from("example.installer"), R"(
medium weak iTunesMetadata.plist:0 2024-01-02T03:04:05Z source=example.installer app=example.app
)");
}

TEST(AppForeignSource, AnotherPartOfIosIsUsedKnowingly) {
    EXPECT_TRUE(from("com.apple.TestFlight").starts_with("\nlow"));
}

TEST(AppForeignSource, StoreAndManagementAreUsual) {
    for (std::string_view source : {"com.apple.AppStore", "com.apple.AppStore.ProductPageExtension",
                                    "com.apple.dmd", "dmd", ""})
        EXPECT_EQ(from(source), "\n") << source;
}

TEST(AppForeignSource, ReceiptWithoutABundleIsJudged) {
    EXPECT_EQ(judge("app_foreign_source", "applications",
                    xml_list("<dict><key>itemName</key><string>App</string>"
                             "<key>sourceApp</key><string>x.y</string></dict>")),
              R"(
medium weak iTunesMetadata.plist:0 - source=x.y app=App
)");
}

}  // namespace bridle::test::app_foreign_source_test
