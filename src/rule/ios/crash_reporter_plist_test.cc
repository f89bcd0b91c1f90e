#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::crash_reporter_plist_test {

static std::string listed(std::string_view domain, std::string_view path) {
    return judge(
        "crash_reporter_plist", "manifest",
        database("CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, "
                 "flags INTEGER, file BLOB);"
                 "INSERT INTO Files VALUES ('ab', '" +
                 std::string(domain) + "', '" + std::string(path) + "', 1, NULL)"));
}

TEST(CrashReporterPlist, InRootsHome) {
    EXPECT_EQ(listed("RootDomain", "Library/Preferences/com.apple.CrashReporter.plist"), R"(
medium moderate Files:1 - path=/private/var/root/Library/Preferences/com.apple.CrashReporter.plist
)");
}

TEST(CrashReporterPlist, ElsewhereItIsAnotherFile) {
    EXPECT_EQ(listed("HomeDomain", "Library/Preferences/com.apple.CrashReporter.plist"), "\n");
}

// Where the files of a dump are listed.
TEST(CrashReporterPlist, InADump) {
    static const Artifact files = {.name = "files", .title = "", .paths = {}, .parse = nullptr};
    const Field path =
        text("path", "/private/var/root/Library/Preferences/com.apple.CrashReporter.plist",
             Kind::file_path);
    EXPECT_EQ(judge("crash_reporter_plist",
                    {Record{files, "/", at_row("files", 1), std::span(&path, 1)}}),
              R"(
medium moderate files:1 - path=/private/var/root/Library/Preferences/com.apple.CrashReporter.plist
)");
}

}  // namespace bridle::test::crash_reporter_plist_test
