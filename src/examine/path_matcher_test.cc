#include "examine/path_matcher.h"

#include <gtest/gtest.h>

namespace bridle {

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

TEST(PathMatcher, WantsNothingElse) {
    EXPECT_EQ(wanting("/private/var/mobile/Library/SMS/sms.db-shm"), "");
    EXPECT_EQ(wanting("/private/var/mobile/sms.db"), "");
    EXPECT_EQ(wanting("/Manifest.db"), "");
    EXPECT_EQ(wanting(""), "");
}

}  // namespace bridle
