#include "acquisition/dump_root.h"

#include <gtest/gtest.h>

namespace bridle {

static std::string mapped(std::string_view telling, std::string_view member) {
    auto root = DumpRoot::recognise(telling);
    if (!root) return "no root";
    return root->device_path(member).value_or("outside");
}

TEST(DumpRoot, IsRecognisedWhereverItBegins) {
    const std::string sms = "/private/var/mobile/Library/SMS/sms.db";
    const std::string rest = "mobile/Library/SMS/sms.db";
    for (const char* before :
         {"private/var/", "/private/var/", "./private/var/", "var/", "./var/", "dump/private/var/",
          "a/b/c/private/var/", "filesystem1/private/var/", "phone/filesystem1/private/var/",
          "filesystem2/", "phone/filesystem2/", "case [2024]/private/var/", ""})
        EXPECT_EQ(mapped(before + rest, before + rest), sms) << before;
}

TEST(DumpRoot, IsNotRecognisedInOtherThings) {
    for (const char* member : {"", "/", "var/log/messages", "home/anna/private/letter.txt",
                               "a/b/c/d/e/private/var/mobile/x", "mobile/app.js", "private/var2/x"})
        EXPECT_EQ(mapped(member, member), "no root") << member;
}

TEST(DumpRoot, MapsTheLinksOfThePhone) {
    EXPECT_EQ(mapped("private/var/mobile/x", "var/tmp/x"), "/private/var/tmp/x");
    EXPECT_EQ(mapped("private/var/mobile/x", "tmp/x"), "/private/var/tmp/x");
    EXPECT_EQ(mapped("private/var/mobile/x", "etc/hosts"), "/private/etc/hosts");
    EXPECT_EQ(mapped("private/var/mobile/x", "System/Library/x/"), "/System/Library/x");
}

TEST(DumpRoot, PutsPartitionsTogether) {
    EXPECT_EQ(mapped("p/filesystem2/mobile/Library/x", "p/filesystem1/usr/libexec/x"),
              "/usr/libexec/x");
    EXPECT_EQ(mapped("p/filesystem2/mobile/Library/x", "p/filesystem2/wireless/Library/x"),
              "/private/var/wireless/Library/x");
}

TEST(DumpRoot, LeavesOutWhatLiesBesideIt) {
    EXPECT_EQ(mapped("dump/private/var/mobile/x", "dump.log"), "outside");
    EXPECT_EQ(mapped("dump/private/var/mobile/x", "dumper/private/x"), "outside");
}

TEST(DumpRoot, RepairsHostileNames) {
    EXPECT_EQ(mapped("private/var/mobile/x", "private/var/../../etc/passwd"),
              "/private/var/..\uFFFD/..\uFFFD/etc/passwd");
    EXPECT_EQ(mapped("private/var/mobile/x", std::string_view("private/var/a\0b", 15)),
              "/private/var/a\uFFFDb");
}

}  // namespace bridle
