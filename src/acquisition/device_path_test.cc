#include "acquisition/device_path.h"

#include <gtest/gtest.h>

namespace bridle::device_path_test {
namespace {

using namespace std::string_view_literals;

// The path, and what had to be repaired in it.
std::string placed(std::string_view domain, std::string_view relative) {
    std::string defect(device_path_defect(domain, relative));
    return device_path(domain, relative) + (defect.empty() ? "" : " (" + defect + ")");
}

TEST(DevicePath, PutsTheDomainsOfTheSystemInTheirFolders) {
    EXPECT_EQ(placed("HomeDomain", "Library/SMS/sms.db"), "/private/var/mobile/Library/SMS/sms.db");
    EXPECT_EQ(placed("CameraRollDomain", "Media/DCIM"), "/private/var/mobile/Media/DCIM");
    EXPECT_EQ(placed("MediaDomain", "Library/SMS/Attachments/02"),
              "/private/var/mobile/Library/SMS/Attachments/02");
    EXPECT_EQ(placed("HealthDomain", "Health/healthdb.sqlite"),
              "/private/var/mobile/Library/Health/healthdb.sqlite");
    EXPECT_EQ(placed("RootDomain", "Library/Caches/locationd/clients.plist"),
              "/private/var/root/Library/Caches/locationd/clients.plist");
    EXPECT_EQ(placed("WirelessDomain", "Library/Databases/DataUsage.sqlite"),
              "/private/var/wireless/Library/Databases/DataUsage.sqlite");
    EXPECT_EQ(placed("DatabaseDomain", "timezone/localtime"), "/private/var/db/timezone/localtime");
    EXPECT_EQ(placed("ManagedPreferencesDomain", "mobile/com.apple.webcontentfilter.plist"),
              "/private/var/Managed Preferences/mobile/com.apple.webcontentfilter.plist");
}

TEST(DevicePath, PutsContainersUnderTheirIdentifiers) {
    EXPECT_EQ(placed("AppDomain-com.apple.mobilesafari", "Library/Safari/History.db"),
              "/private/var/mobile/Containers/Data/Application/com.apple.mobilesafari/"
              "Library/Safari/History.db");
    EXPECT_EQ(placed("AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "ChatStorage.sqlite"),
              "/private/var/mobile/Containers/Shared/AppGroup/"
              "group.net.whatsapp.WhatsApp.shared/ChatStorage.sqlite");
    EXPECT_EQ(placed("AppDomainPlugin-org.example.share", ""),
              "/private/var/mobile/Containers/Data/PluginKitPlugin/org.example.share");
    EXPECT_EQ(placed("SysContainerDomain-com.apple.x", "tmp"),
              "/private/var/containers/Data/System/com.apple.x/tmp");
    EXPECT_EQ(placed("SysSharedContainerDomain-systemgroup.com.apple.x", "a"),
              "/private/var/containers/Shared/SystemGroup/systemgroup.com.apple.x/a");
}

TEST(DevicePath, IsThatOfTheDomainWhenThereIsNoOther) {
    EXPECT_EQ(placed("HomeDomain", ""), "/private/var/mobile");
}

TEST(DevicePath, KeepsDomainsItDoesNotKnowApart) {
    EXPECT_EQ(placed("BrandNewDomain", "a/b"), "/unknown-domain/BrandNewDomain/a/b");
    EXPECT_EQ(placed("AppDomain-", "a"), "/unknown-domain/AppDomain-/a");
    EXPECT_EQ(placed("", "a"), "/unknown-domain/?/a (has no domain)");
}

TEST(DevicePath, NeverClimbs) {
    EXPECT_EQ(placed("HomeDomain", "../root/./x"),
              "/private/var/mobile/..\uFFFD/root/.\uFFFD/x (climbs with . or ..)");
    EXPECT_EQ(placed("AppDomain-../../../x", "a"),
              "/private/var/mobile/Containers/Data/Application/..\uFFFD..\uFFFD..\uFFFDx/a"
              " (has a domain that cannot be one)");
    EXPECT_EQ(placed("AppDomain-..", "a"),
              "/private/var/mobile/Containers/Data/Application/..\uFFFD/a"
              " (has a domain that cannot be one)");
    EXPECT_EQ(placed("..", "a"), "/unknown-domain/..\uFFFD/a (has a domain that cannot be one)");
}

TEST(DevicePath, RepairsWhatNoPathHolds) {
    EXPECT_EQ(placed("HomeDomain", "a\0b"sv), "/private/var/mobile/a\uFFFDb (holds a NUL)");
    EXPECT_EQ(placed("HomeDomain", "a\xff/b"), "/private/var/mobile/a\uFFFD/b (is not UTF-8)");
    EXPECT_EQ(placed("HomeDomain", "/a//b/"), "/private/var/mobile/a/b (holds an empty name)");
}

TEST(DevicePath, EndsSomewhere) {
    std::string endless(100'000, 'a');
    EXPECT_EQ(device_path("HomeDomain", endless), "/private/var/mobile/" + std::string(8192, 'a'));
    EXPECT_EQ(device_path_defect("HomeDomain", endless), "is longer than a path can be");
}

}  // namespace
}  // namespace bridle::device_path_test
