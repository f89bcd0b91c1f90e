#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::process_from_unusual_place_test {

// Stands in for an artifact whose records are lines of fields: "client=/x/y type=file".
static Result<void> parse_lines(const Input& input, Output& out) {
    const std::vector<std::byte> bytes = TRY(input.file.read_all(1 << 20));
    std::int64_t index = 0;
    for (std::string_view line : split(as_text(bytes), '\n')) {
        std::vector<Field> fields;
        for (std::string_view pair : split(line, ' '))
            if (std::size_t at = pair.find('='); at != std::string_view::npos)
                fields.push_back(text(pair.substr(0, at), pair.substr(at + 1)));
        if (!fields.empty()) TRY(out.record(at_key("line", index++), fields));
    }
    return {};
}
static constexpr Artifact kFiles = {
    .name = "files", .title = {}, .paths = {}, .parse = parse_lines};
static constexpr Artifact kShutdownLog = {
    .name = "shutdown_log", .title = {}, .paths = {}, .parse = parse_lines};

static std::string listed(std::string_view lines) {
    return judge("process_from_unusual_place", {{"files", std::string(lines), "/files", &kFiles}});
}
static std::string held_up(std::string_view lines) {
    return judge("process_from_unusual_place",
                 {{"shutdown_log", std::string(lines), "/log", &kShutdownLog}});
}

TEST(ProcessFromUnusualPlace, ClientOfTheShutdownInAFolderForTemporaryThings) {
    EXPECT_EQ(held_up("client=/private/var/db/com.apple.xpc.roleaccountd.staging/rolexd/1A2B\n"
                      "client=/private/var/tmp/bh\nclient=/private/var/tmp/bh\n"
                      "client=/var/root/Library/Caches/x\nclient=/usr/libexec/trustd\n"),
              R"(
high moderate line:0 - client=/private/var/db/com.apple.xpc.roleaccountd.staging/rolexd/1A2B path=/private/var/db/com.apple.xpc.roleaccountd.staging/rolexd/1A2B records=1
medium moderate line:1 - client=/private/var/tmp/bh path=/private/var/tmp/bh records=2
medium weak line:3 - client=/var/root/Library/Caches/x path=/var/root/Library/Caches/x records=1
)");
}

TEST(ProcessFromUnusualPlace, UpdaterOfAppleIsARemark) {
    EXPECT_EQ(held_up("client=/private/var/db/com.apple.xpc.roleaccountd.staging/exec/"
                      "16777220.10364.xpc/com.apple.MobileSoftwareUpdate.UpdateBrainService\n"),
              R"(
info weak line:0 - client=/private/var/db/com.apple.xpc.roleaccountd.staging/exec/16777220.10364.xpc/com.apple.MobileSoftwareUpdate.UpdateBrainService path=/private/var/db/com.apple.xpc.roleaccountd.staging/exec/16777220.10364.xpc/com.apple.MobileSoftwareUpdate.UpdateBrainService records=1
)");
}

TEST(ProcessFromUnusualPlace, FilesCountOnlyWhenTheyCanBeRun) {
    EXPECT_EQ(listed("type=file mode=100644 path=/private/var/tmp/data\n"
                     "type=folder mode=40755 path=/private/var/tmp/folder\n"
                     "type=file mode=100755 path=/private/var/tmp/picture.jpg\n"
                     "type=file mode=100755 path=/private/var/mobile/Library/Caches/anything\n"
                     "type=file path=/private/var/tmp/unknown\n"
                     "type=file mode=100755 path=/usr/libexec/trustd\n"),
              "\n");
    EXPECT_EQ(listed("type=file mode=100755 path=/private/var/tmp/upgrade.dylib\n"
                     "type=file mode=100755 "
                     "path=/private/var/db/com.apple.xpc.roleaccountd.staging/subridged\n"),
              R"(
medium weak line:1 - path=/private/var/db/com.apple.xpc.roleaccountd.staging/subridged path=/private/var/db/com.apple.xpc.roleaccountd.staging/subridged records=1 state=listed
low weak line:0 - path=/private/var/tmp/upgrade.dylib path=/private/var/tmp/upgrade.dylib records=1 state=listed
)");
}

TEST(ProcessFromUnusualPlace, WhatRanIsMoreThanWhatIsListed) {
    const std::string said =
        judge("process_from_unusual_place",
              {{"", "type=file mode=100755 path=/private/var/tmp/bh\n", "/files", &kFiles},
               {"", "client=/private/var/tmp/bh\n", "/log", &kShutdownLog}});
    EXPECT_EQ(said, R"(
medium moderate line:0 - client=/private/var/tmp/bh path=/private/var/tmp/bh records=2
)");
}

TEST(ProcessFromUnusualPlace, ReadsClientsOfTheLocationAndPermissions) {
    EXPECT_EQ(judge("process_from_unusual_place", "locationd_clients",
                    xml_list("<dict><key>icom.example.app:</key><dict><key>Executable</key>"
                             "<string>/private/var/tmp/x</string><key>LocationTimeStopped</key>"
                             "<real>600000000</real></dict></dict>")),
              R"(
medium moderate clients:0 2020-01-06T10:40:00Z executable=/private/var/tmp/x path=/private/var/tmp/x records=1
)");
    EXPECT_EQ(judge("process_from_unusual_place", "tcc", database(R"sql(
        CREATE TABLE access (service TEXT, client TEXT, client_type INTEGER, auth_value INTEGER);
        INSERT INTO access VALUES ('kTCCServiceMicrophone', '/private/var/tmp/x', 1, 2),
            ('kTCCServiceMicrophone', 'com.example.app', 0, 2);
    )sql")),
              R"(
medium moderate access:1 - client=/private/var/tmp/x path=/private/var/tmp/x records=1
)");
}

TEST(ProcessFromUnusualPlace, CodeThatAProgramOfTheSystemHadLoaded) {
    auto crash = [](std::string_view program) {
        return R"({"bug_type":"309"})"
               "\n"
               R"({"procPath":")" +
               std::string(program) + R"(","captureTime":"2024-03-05 10:00:00.0000 +0000",)" +
               R"("usedImages":[{"path":")" + std::string(program) +
               R"("},{"path":"/private/var/tmp/x.dylib"},{"path":"/private/var/tmp/y.dylib"}]})";
    };
    EXPECT_EQ(judge("process_from_unusual_place", "crash_reports", crash("/usr/libexec/homed")), R"(
medium moderate report:0 2024-03-05T10:00:00Z images=/private/var/tmp/x.dylib path=/private/var/tmp/x.dylib records=1
medium moderate report:0 2024-03-05T10:00:00Z images=/private/var/tmp/y.dylib path=/private/var/tmp/y.dylib records=1
)");
    EXPECT_TRUE(
        judge("process_from_unusual_place", "crash_reports", crash("/private/var/tmp/bh"))
            .starts_with("\nmedium moderate report:0 2024-03-05T10:00:00Z "
                         "process_path=/private/var/tmp/bh path=/private/var/tmp/bh records=1\n"));
}

TEST(ProcessFromUnusualPlace, FolderItselfIsNoProgram) {
    EXPECT_EQ(held_up("client=/private/var/tmp/\nclient=/var/tmpfiles/x\n"), "\n");
}

}  // namespace bridle::test::process_from_unusual_place_test
