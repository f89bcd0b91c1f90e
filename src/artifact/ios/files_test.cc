#include <gtest/gtest.h>

#include "format/file_list.h"
#include "support/harness.h"

namespace bridle::test::files_test {

TEST(Files, SayWhatTheFileSystemSays) {
    FileListWriter list;
    list.add({.path = "/private/var/tmp", .type = ListedFile::Type::folder, .mode = 040755});
    list.add({.path = "/private/var/tmp/x",
              .modified = from_iso("2024-01-02T03:04:05.5Z"),
              .mode = 0100755,
              .owner = 501,
              .size = 12});
    list.add({.path = "/private/var/link", .target = "/tmp/x", .type = ListedFile::Type::link});
    EXPECT_EQ(parse("files", list.bytes()), R"(
entry:0 path=/private/var/tmp type=folder mode=40755
entry:1 path=/private/var/tmp/x program=x type=file modified=2024-01-02T03:04:05.500000Z mode=100755 owner=501 size=12
entry:2 path=/private/var/link type=link target=/tmp/x
)");
}

TEST(Files, KeepWhatStandsBeforeDamage) {
    FileListWriter list;
    list.add({.path = "/a"});
    list.add({.path = "/ab"});
    list.bytes().pop_back();
    EXPECT_EQ(parse("files", list.bytes()), R"(
entry:0 path=/a program=a type=file
problem: the list of files breaks off at byte 23
)");
}

}  // namespace bridle::test::files_test
