#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::os_analytics_ad_daily_test {

TEST(OsAnalyticsAdDaily, ReadsShortAndStrangeCounters) {
    EXPECT_EQ(parse("os_analytics_ad_daily", xml_list(R"(<dict><key>netUsageBaseline</key><dict>
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

}  // namespace bridle::test::os_analytics_ad_daily_test
