#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::managed_settings_events_test {

TEST(ManagedSettingsEvents, SayWhoChangedWhichSetting) {
    EXPECT_EQ(parse("managed_settings_events", xml_list(R"xml(<dict>
        <key>restrictedBool</key><dict>
            <key>allowCamera</key><dict><key>value</key><dict>
                <key>process</key><string>profiled</string><key>event</key><string>set</string>
                <key>timestamp</key><date>2024-01-02T03:04:05Z</date></dict></dict>
            <key>allowSiri</key><dict><key>ask</key><dict>
                <key>process</key><string>0A6B3F10-1B2C-4D3E-8F90-A1B2C3D4E5F6</string>
                <key>event</key><string>remove</string></dict></dict>
        </dict>
        <key>odd</key><array><string>x</string></array>
    </dict>)xml")),
              R"(
settings:0 setting=restrictedBool.allowCamera.value event=set process=profiled setting_changed=2024-01-02T03:04:05Z
settings:1 setting=restrictedBool.allowSiri.ask event=remove profile=0A6B3F10-1B2C-4D3E-8F90-A1B2C3D4E5F6
)");
}

TEST(ManagedSettingsEvents, SettingsWithinSettingsWithoutEndCostOnlyThose) {
    std::string nested = "<dict><key>process</key><string>x</string></dict>";
    for (int i = 0; i < 20; i++) nested = "<dict><key>a</key>" + nested + "</dict>";
    EXPECT_EQ(parse("managed_settings_events", xml_list(nested)), R"(
problem: settings within settings without end [a.a.a.a.a.a.a.a.a.a.a.a.a]
)");
}

}  // namespace bridle::test::managed_settings_events_test
