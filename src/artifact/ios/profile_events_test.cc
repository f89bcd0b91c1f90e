#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::profile_events_test {

TEST(ProfileEvents, SayWhoDidWhatAndWhenWithEveryKey) {
    EXPECT_EQ(parse("profile_events", xml_list(R"xml(<dict><key>ProfileEvents</key><array>
        <dict>
            <key>example.one</key><dict><key>Operation</key><string>install</string>
                <key>Process</key><string>profiled</string><key>Source</key><string>web</string>
                <key>Timestamp</key><date>2024-01-02T03:04:05Z</date></dict>
            <key>example.two</key><dict><key>operation</key><string>remove</string></dict>
        </dict>
        <dict><key>example.one</key><dict><key>Operation</key><string>remove</string>
            <key>Timestamp</key><date>2024-01-03T03:04:05Z</date></dict></dict>
    </array></dict>)xml")),
              R"(
ProfileEvents:0 profile=example.one operation=install process=profiled profile_changed=2024-01-02T03:04:05Z other=source=web
ProfileEvents:0 profile=example.two operation=remove
ProfileEvents:1 profile=example.one operation=remove profile_changed=2024-01-03T03:04:05Z
)");
}

TEST(ProfileEvents, EventsOfOtherTypesAreKept) {
    EXPECT_EQ(parse("profile_events", xml_list(R"xml(<dict><key>ProfileEvents</key><array>
        <string>x</string>
        <dict><key>example.one</key><string>y</string></dict></array></dict>)xml")),
              R"(
ProfileEvents:1 profile=example.one
)");
}

}  // namespace bridle::test::profile_events_test
