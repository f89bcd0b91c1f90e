#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::profile_hides_notifications_test {

static std::string hides(std::string_view settings) {
    return judge("profile_hides_notifications", "configuration_profiles",
                 xml_list("<dict><key>PayloadContent</key><array><dict/><dict><key>PayloadType"
                          "</key><string>com.apple.notificationsettings</string>"
                          "<key>NotificationSettings</key><array>" +
                          std::string(settings) + "</array></dict></array></dict>"));
}

TEST(ProfileHidesNotifications, AlsoWhenItIsNotTheFirstPayload) {
    EXPECT_EQ(hides("<dict><key>BundleIdentifier</key><string>example.quiet</string>"
                    "<key>NotificationsEnabled</key><false/></dict>"),
              R"(
medium moderate PayloadContent:1 - type=com.apple.notificationsettings apps=example.quiet profile=not named organisation=not named supervised=not known
)");
}

TEST(ProfileHidesNotifications, ProfileThatSilencesNobodyHidesLittle) {
    EXPECT_TRUE(hides("<dict><key>BundleIdentifier</key><string>example.loud</string>"
                      "<key>NotificationsEnabled</key><true/></dict>")
                    .starts_with("\nlow"));
    EXPECT_TRUE(hides("").starts_with("\nmedium"));  // nobody knows whom
}

}  // namespace bridle::test::profile_hides_notifications_test
