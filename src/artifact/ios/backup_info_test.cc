#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::backup_info_test {

TEST(BackupInfo, ReadsThePhoneAndItsApps) {
    EXPECT_EQ(parse("backup_info", xml_list(R"(<dict>
        <key>Product Version</key><string>14.3</string><key>Product Type</key><string>iPhone9,3</string>
        <key>Last Backup Date</key><date>2021-12-03T19:33:13Z</date>
        <key>Applications</key><dict><key>com.example.side</key><dict/></dict>
        <key>Installed Applications</key><array><string>com.example.side</string><string>com.example.other</string></array>
        </dict>)")),
              R"(
Info.plist:0 record_type=device backup=2021-12-03T19:33:13Z product_type=iPhone9,3 product_version=14.3
Applications:0 record_type=app bundle=com.example.side has_store_metadata=false
Installed Applications:1 record_type=app bundle=com.example.other
)");
}

TEST(BackupInfo, ReceiptThatNamesNoAppIsNone) {
    EXPECT_EQ(parse("backup_info", xml_list("<dict><key>Applications</key><dict>"
                                            "<key>com.example.a</key><dict>"
                                            "<key>iTunesMetadata</key><data>" +
                                            base64(as_bytes(xml_list("<dict/>"))) +
                                            "</data></dict></dict></dict>")),
              R"(
Info.plist:0 record_type=device
Applications:0 record_type=app bundle=com.example.a store_bundle_missing=true has_store_metadata=false
)");
}

TEST(BackupInfo, AppWithDamagedMetadataCostsOnlyThat) {
    EXPECT_EQ(parse("backup_info", xml_list(R"(<dict><key>Applications</key><dict>
        <key>com.example.a</key><dict><key>iTunesMetadata</key><data>AAAA</data></dict></dict></dict>)")),
              R"(
Info.plist:0 record_type=device
problem: not a property list [iTunesMetadata of com.example.a]
Applications:0 record_type=app bundle=com.example.a has_store_metadata=false
)");
}

}  // namespace bridle::test::backup_info_test
