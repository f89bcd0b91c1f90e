#include <gtest/gtest.h>

#include "support/crashes.h"

namespace bridle::test::crash_impossible_pc_test {

static std::string found(std::string_view process, std::string_view pc,
                         std::string_view subtype = "EXC_ARM_DA_ALIGN at 0x201") {
    return judge("crash_impossible_pc",
                 {crashed({.process = process, .subtype = subtype, .pc = pc})});
}

TEST(CrashImpossiblePc, TheAddressThatWasPublished) {
    EXPECT_EQ(found("wifid", "513"), R"(
high moderate report:0 2024-03-05T10:00:00Z pc=0x201 process=wifid address=0x201
)");
}

TEST(CrashImpossiblePc, OtherAddressesWhereNoCodeCanBe) {
    EXPECT_EQ(found("configd", "3"), R"(
high weak report:0 2024-03-05T10:00:00Z pc=0x3 process=configd address=0x3
)");
}

TEST(CrashImpossiblePc, AddressesOfCodeOtherFaultsAndOtherProgramsAreNone) {
    EXPECT_EQ(found("wifid", "4096"), "\n");
    EXPECT_EQ(found("wifid", "6442450945"), "\n");
    EXPECT_EQ(found("wifid", "513", "KERN_INVALID_ADDRESS at 0x201"), "\n");
    EXPECT_EQ(found("Example", "513"), "\n");
}

TEST(CrashImpossiblePc, PlayerOfMediaThatUsedSuchAnAddressIsLow) {
    EXPECT_EQ(found("mediaplaybackd", "6442450945"), R"(
low weak report:0 2024-03-05T10:00:00Z process=mediaplaybackd process=mediaplaybackd state=misaligned
)");
}

TEST(CrashImpossiblePc, DaemonThatHadLoadedWhatRunsPagesIsLow) {
    auto loaded = [](std::string_view process) {
        std::string report = crash_report({.process = process});
        report.pop_back();
        return report + R"(,"usedImages":[{"path":"/System/Library/Frameworks/)" +
               R"(JavaScriptCore.framework/JavaScriptCore"}]})";
    };
    EXPECT_EQ(judge("crash_impossible_pc", "crash_reports", loaded("configd")), R"(
low weak report:0 2024-03-05T10:00:00Z process=configd process=configd state=javascript
)");
    EXPECT_EQ(judge("crash_impossible_pc", "crash_reports", loaded("MobileSafari")), "\n");
}

}  // namespace bridle::test::crash_impossible_pc_test
