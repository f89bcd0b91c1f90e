// The artifacts that are property lists.

#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test {

static std::string xml(std::string_view body) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">" + std::string(body) +
           "</plist>\n";
}

TEST(OsAnalyticsAdDaily, ReadsShortAndStrangeCounters) {
    EXPECT_EQ(parse("os_analytics_ad_daily", xml(R"(<dict><key>netUsageBaseline</key><dict>
        <key>BackupAgent</key><array><date>2021-03-04T05:06:07Z</date><real>1</real><real>2</real><real>3</real><real>4</real></array>
        <key>short</key><array><date>2021-03-04T05:06:07Z</date><integer>5</integer></array>
        <key>strange</key><array><string>x</string></array>
        </dict></dict>)")),
              R"(
netUsageBaseline:0 process=BackupAgent counted=2021-03-04T05:06:07Z wifi_in=1 wifi_out=2 wwan_in=3 wwan_out=4
netUsageBaseline:1 process=short counted=2021-03-04T05:06:07Z wifi_in=5
netUsageBaseline:2 process=strange
)");
}

TEST(IdStatusCache, ShowsNulCharactersAndSkipsWhatIsNoService) {
    // XML cannot hold a NUL; a binary list can: {"s": {"a\0\0b": {"LookupDate": 1.0, "IDStatus": 1}}}.
    std::string list =
        std::string("bplist00") + "\xD1\x01\x02" + "\x51s" + "\xD1\x03\x04" +
        std::string("\x54" "a\0\0b", 5) + "\xD2\x05\x06\x07\x08" + "\x5ALookupDate" + "\x58IDStatus" +
        std::string("\x23\x3F\xF0\0\0\0\0\0\0", 9) + "\x10\x01" +
        std::string("\x08\x0B\x0D\x10\x15\x1A\x25\x2E\x37", 9) + std::string("\0\0\0\0\0\0\x01\x01", 8) +
        std::string("\0\0\0\0\0\0\0\x09\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x39", 24);
    EXPECT_EQ(parse("id_status_cache", list), "\ns:0 service=s address=a\\x00\\x00b "
                                              "lookup=2001-01-01T00:00:01Z status=1\n");
    EXPECT_EQ(parse("id_status_cache", xml("<dict><key>CacheVersion</key><integer>1</integer></dict>")), "\n");
}

TEST(GlobalPreferences, ShowsEveryEntry) {
    EXPECT_EQ(parse("global_preferences", xml(R"(<dict><key>LDMGlobalEnabled</key><true/>
        <key>AppleLocale</key><string>en_US</string><key>AppleLanguages</key><array><string>en</string></array></dict>)")),
              R"(
LDMGlobalEnabled:0 entry=LDMGlobalEnabled value=true
AppleLocale:1 entry=AppleLocale value=en_US
AppleLanguages:2 entry=AppleLanguages value=1 item
)");
}

TEST(BackupInfo, ReadsThePhoneAndItsApps) {
    EXPECT_EQ(parse("backup_info", xml(R"(<dict>
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

TEST(BackupInfo, AppWithDamagedMetadataCostsOnlyThat) {
    EXPECT_EQ(parse("backup_info", xml(R"(<dict><key>Applications</key><dict>
        <key>com.example.a</key><dict><key>iTunesMetadata</key><data>AAAA</data></dict></dict></dict>)")),
              R"(
Info.plist:0 record_type=device
problem: not a property list [iTunesMetadata of com.example.a]
Applications:0 record_type=app bundle=com.example.a has_store_metadata=false
)");
}

}  // namespace bridle::test
