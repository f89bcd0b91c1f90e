#include "acquisition/dump_root.h"

#include <gtest/gtest.h>

namespace bridle::dump_root_test {

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

TEST(DumpRoot, IsRecognisedByItsSystem) {
    for (const char* folder : {"CoreServices", "PrivateFrameworks"}) {
        const std::string path = std::string("phone/System/Library/") + folder + "/x";
        EXPECT_EQ(mapped(path, path), path.substr(5));
    }
    EXPECT_EQ(mapped("System/Library/Fonts/x", ""), "no root");
}

// Where the last of the members lies, as all of them tell together.
static std::string mapped_by(std::initializer_list<std::string_view> members) {
    RootSearch search;
    for (std::string_view member : members) search.hear(member);
    if (!search.best()) return "no root";
    std::string path = search.best()->device_path(*(members.end() - 1)).value_or("outside");
    return path + (search.settled() ? ", settled" : "");
}

TEST(RootSearch, PrefersDataToASystem) {
    EXPECT_EQ(mapped_by({"ramdisk/System/Library/CoreServices/x", "phone/private/var/mobile/x"}),
              "/private/var/mobile/x");
    EXPECT_EQ(mapped_by({"System/Cryptexes/OS/System/Library/CoreServices/x"}), "no root");
    EXPECT_EQ(mapped_by({"__MACOSX/dump/private/var/mobile/._x", "dump/private/var/mobile/x"}),
              "/private/var/mobile/x");
    EXPECT_EQ(mapped_by({"System/Library/CoreServices/x", "private/var/mobile/x"}),
              "/private/var/mobile/x, settled");
}

TEST(RootSearch, PrefersTheShallowest) {
    EXPECT_EQ(mapped_by({"old/copy/private/var/mobile/x", "private/var/mobile/x"}),
              "/private/var/mobile/x, settled");
    EXPECT_EQ(mapped_by({"anna/private/var/mobile/x", "ben/private/var/mobile/x"}), "outside");
}

TEST(RootSearch, PutsASystemAndDataSideBySideTogether) {
    for (std::string_view member : {"mnt2/log/x", "mnt2/mobile/Library/x"})
        EXPECT_EQ(mapped_by({"mnt1/private/var/", "mnt1/System/Library/CoreServices/x",
                             "mnt2/mobile/Library/x", member}),
                  "/private/var" + std::string(member.substr(4)) + ", settled");
    EXPECT_EQ(mapped_by({"p/mnt2/mobile/Library/x", "p/mnt1/System/Library/CoreServices/x"}),
              "/System/Library/CoreServices/x");
}

TEST(DumpRoot, PutsAllOfTheDataPartitionWhereItBelongs) {
    for (const char* member : {"log/x", "Managed Preferences/mobile/x", "brand-new/x"}) {
        EXPECT_EQ(mapped("mobile/Library/x", member), std::string("/private/var/") + member);
        EXPECT_EQ(mapped("filesystem2/mobile/Library/x", std::string("filesystem2/") + member),
                  std::string("/private/var/") + member);
    }
    EXPECT_EQ(mapped("filesystem2/mobile/Library/x", "filesystem1/brand-new/x"), "/brand-new/x");
    EXPECT_EQ(mapped("private/var/mobile/x", "brand-new/x"), "/brand-new/x");
    EXPECT_EQ(mapped("private/var/mobile/x", "log/x"), "/private/var/log/x");
    EXPECT_EQ(mapped("mobile/Library/x", "System/Library/x"), "/System/Library/x");
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

}  // namespace bridle::dump_root_test
