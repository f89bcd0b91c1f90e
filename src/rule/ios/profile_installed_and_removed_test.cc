#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::profile_installed_and_removed_test {

static std::string event(std::string_view operation, std::string_view day) {
    return "<dict><key>example.gone</key><dict><key>Operation</key><string>" +
           std::string(operation) +
           "</string><key>Process</key><string>profiled</string><key>Timestamp</"
           "key><date>2024-01-" +
           std::string(day) + "T00:00:00Z</date></dict></dict>";
}

static std::string events(std::string_view all) {
    return xml_list("<dict><key>ProfileEvents</key><array>" + std::string(all) + "</array></dict>");
}

TEST(ProfileInstalledAndRemoved, ProfileThatCameAndWent) {
    EXPECT_EQ(judge("profile_installed_and_removed", "profile_events",
                    events(event("install", "02") + event("remove", "03"))),
              R"(
low weak ProfileEvents:0 2024-01-03T00:00:00Z profile=example.gone installed=2024-01-02T00:00:00Z removed=2024-01-03T00:00:00Z process=profiled
)");
}

TEST(ProfileInstalledAndRemoved, TimesSayMoreThanTheOrderOfTheFile) {
    EXPECT_EQ(judge("profile_installed_and_removed", "profile_events",
                    events(event("remove", "03") + event("install", "02"))),
              R"(
low weak ProfileEvents:0 2024-01-03T00:00:00Z profile=example.gone installed=2024-01-02T00:00:00Z removed=2024-01-03T00:00:00Z process=profiled
)");
    // Installed again.
    EXPECT_EQ(
        judge("profile_installed_and_removed", "profile_events",
              events(event("install", "04") + event("remove", "03") + event("install", "02"))),
        "\n");
}

TEST(ProfileInstalledAndRemoved, EventsWithoutTimesGoByTheirOrder) {
    auto untimed = [](std::string_view operation) {
        return "<dict><key>example.gone</key><dict><key>Operation</key><string>" +
               std::string(operation) + "</string></dict></dict>";
    };
    EXPECT_EQ(judge("profile_installed_and_removed", "profile_events",
                    events(untimed("install") + untimed("remove"))),
              R"(
low weak ProfileEvents:0 - profile=example.gone installed=at an unknown time removed=at an unknown time process=not named
)");
    EXPECT_EQ(judge("profile_installed_and_removed", "profile_events",
                    events(untimed("remove") + untimed("install"))),
              "\n");
}

TEST(ProfileInstalledAndRemoved, ProfileThatIsGoneWithoutAWord) {
    EXPECT_EQ(
        judge("profile_installed_and_removed",
              {{"profile_events", events(event("install", "02"))},
               {"device_management", xml_list("<dict><key>OrderedProfiles</key><array/></dict>")}}),
        R"(
low weak ProfileEvents:0 2024-01-02T00:00:00Z profile=example.gone installed=2024-01-02T00:00:00Z removed=no event says so process=profiled
)");
    // Nobody knows what is there now.
    EXPECT_EQ(
        judge("profile_installed_and_removed", "profile_events", events(event("install", "02"))),
        "\n");
}

TEST(ProfileInstalledAndRemoved, ProfileThatIsThereIsNotGone) {
    for (std::string_view key : {"PayloadIdentifier", "PayloadUUID"})
        EXPECT_EQ(judge("profile_installed_and_removed",
                        {{"profile_events", events(event("install", "02") + event("remove", "03"))},
                         {"configuration_profiles",
                          xml_list("<dict><key>" + std::string(key) +
                                   "</key><string>EXAMPLE.gone</string></dict>")}}),
                  "\n");
}

}  // namespace bridle::test::profile_installed_and_removed_test
