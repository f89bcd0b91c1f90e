#include "examine/path_matcher.h"

#include <gtest/gtest.h>

namespace bridle::path_matcher_test {

static std::string wanting(std::string_view path) {
    PathMatcher matcher(all_artifacts());
    std::string names;
    for (const Artifact* artifact : matcher.wanting(path))
        names += std::string(artifact->name) + " ";
    return names;
}

TEST(PathMatcher, NamesEveryArtifactThatWantsAFileOnce) {
    EXPECT_EQ(wanting("/private/var/mobile/Library/SMS/sms.db"), "sms sms_attachments ");
    EXPECT_EQ(
        wanting("/private/var/mobile/Containers/Data/Application/com.apple.mobilesafari/Library/"
                "Safari/Profiles/X/History.db"),
        "safari_history ");
    EXPECT_EQ(wanting("acquisition:/Manifest.db"), "manifest ");
}

TEST(PathMatcher, WantsTheHistoryOfEveryProfileOfEveryChromium) {  // W-47
    for (std::string_view file :
         {"com.google.chrome.ios/Library/Application Support/Google/Chrome/Default/History",
          "com.google.chrome.ios/Library/Application Support/Google/Chrome/Profile 2/History",
          "com.microsoft.msedge/Library/Application Support/Edge/Profile 1/History",
          "org.example.browser/Documents/Profiles/Default/History"})
        EXPECT_EQ(wanting("/private/var/mobile/Containers/Data/Application/" + std::string(file)),
                  "chrome_history ");
}

TEST(PathMatcher, WantsNothingElse) {
    EXPECT_EQ(wanting("/private/var/mobile/Library/SMS/sms.db-shm"), "");
    EXPECT_EQ(wanting("/private/var/mobile/sms.db"), "");
    EXPECT_EQ(wanting("/Manifest.db"), "");
    EXPECT_EQ(wanting(""), "");
}

}  // namespace bridle::path_matcher_test
