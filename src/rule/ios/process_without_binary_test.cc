#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::process_without_binary_test {

static constexpr std::string_view kUsage = R"sql(
    CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,
        ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
    CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZTIMESTAMP REAL,
        ZWWANIN FLOAT, ZWWANOUT FLOAT);
    INSERT INTO ZPROCESS (Z_PK, ZBUNDLENAME, ZPROCNAME) VALUES (1, NULL, 'bh'),
        (2, 'com.example.app', 'bh/com.example.app'), (3, NULL, 'toold'), (4, NULL, 'configd'),
        (5, NULL, 'CumulativeUsageTracker'), (6, NULL, 'com.apple.bird'),
        (7, NULL, 'averylongnameofa'), (8, NULL, 'helper/toold');
    INSERT INTO ZLIVEUSAGE VALUES (7, 1, 600000050, 0, 0), (8, 1, 600000000, 0, 0);
)sql";

// Each line is the path of a file.
static Result<void> parse_paths(const Input& input, Output& out) {
    const std::vector<std::byte> bytes = TRY(input.file.read_all(1 << 20));
    for (std::string_view path : split(as_text(bytes), '\n'))
        TRY(out.record(at_byte(0), {text("path", path), text("type", "file")}));
    return {};
}
static constexpr Artifact kFiles = {
    .name = "files", .title = {}, .paths = {}, .parse = parse_paths};

static std::string judged(std::string_view files) {
    return judge("process_without_binary", {{"datausage", database(kUsage), "/DataUsage.sqlite"},
                                            {"files", std::string(files), "/files", &kFiles}});
}

TEST(ProcessWithoutBinary, ProgramThatLiesNowhere) {
    EXPECT_EQ(judged("/usr/libexec/toold\n/usr/sbin/averylongnameofaprogram"), R"(
medium weak ZLIVEUSAGE:7 2020-01-06T10:40:00Z process=bh name=bh
)");
}

TEST(ProcessWithoutBinary, ProgramThatLiesAnywhere) {
    EXPECT_EQ(judged("/usr/libexec/toold\n/usr/sbin/averylongnameofaprogram\n/private/var/x/bh"),
              "\n");
}

TEST(ProcessWithoutBinary, NothingIsKnownWithoutAListOfTheSystem) {
    EXPECT_EQ(judged("/private/var/mobile/Library/SMS/sms.db"), "\n");
    EXPECT_EQ(judge("process_without_binary", "datausage", database(kUsage)), "\n");
}

TEST(ProcessWithoutBinary, HearsTrafficThatIsListedAfterTheFiles) {
    EXPECT_EQ(judge("process_without_binary", {{"", "/usr/libexec/configd", "/files", &kFiles},
                                               {"netusage", database(R"sql(
        CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP REAL,
            ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);
        CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY, ZHASPROCESS INTEGER, ZTIMESTAMP REAL,
            ZWWANIN FLOAT, ZWWANOUT FLOAT);
        INSERT INTO ZPROCESS (Z_PK, ZPROCNAME) VALUES (1, 'bh');
    )sql"),
                                                "/netusage.sqlite"}}),
              R"(
medium weak ZPROCESS:1 - process=bh name=bh
)");
}

}  // namespace bridle::test::process_without_binary_test
