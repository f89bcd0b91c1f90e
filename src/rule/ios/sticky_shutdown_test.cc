#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::sticky_shutdown_test {

// A shutdown in which the client was still there at so many notices.
static std::string shutdown(std::string_view client, int notices, std::string_view time) {
    std::string log;
    for (int i = 1; i <= notices; i++)
        log += "After " + std::to_string(i) + ".5s, these clients are still here:\n" +
               "\t\tremaining client pid: 7 (" + std::string(client) + ")\n";
    return log + "SIGTERM: [" + std::string(time) + "]\n";
}

static std::string sticky(const std::string& log) {
    return judge("sticky_shutdown", "shutdown_log", log);
}

TEST(StickyShutdown, ProgramInAnUnusualPlaceThatWouldNotEnd) {
    EXPECT_EQ(sticky(shutdown("/private/var/root/x", 3, "1676299041") +
                     shutdown("/private/var/root/x", 5, "1676200000")),
              R"(
medium moderate byte:42 2023-02-12T11:06:40Z client=/private/var/root/x client=/private/var/root/x delays=5 shutdowns=2
)");
}

TEST(StickyShutdown, ProgramOfTheSystemIsLow) {
    EXPECT_TRUE(sticky(shutdown("/usr/libexec/nfcd", 4, "1676299041")).starts_with("\nlow weak "));
    EXPECT_TRUE(sticky(shutdown("/private/var/containers/Bundle/Application/X/A.app/A", 4, "1"))
                    .starts_with("\nlow weak "));
}

TEST(StickyShutdown, TwoNoticesAreUsual) {
    EXPECT_EQ(sticky(shutdown("/private/var/root/x", 2, "1676299041")), "\n");
}

TEST(StickyShutdown, NoticesOfSeveralShutdownsAreNotAdded) {
    EXPECT_EQ(sticky(shutdown("/private/var/root/x", 2, "1676200000") +
                     shutdown("/private/var/root/x", 2, "1676299041")),
              "\n");
}

TEST(StickyShutdown, ManyNoticesOfEverNewProgramsAreNoneOfOne) {
    std::string log;
    for (int i = 0; i < 5; i++)
        log +=
            "After 1s, these clients are still here:\nremaining client pid: " + std::to_string(i) +
            " (/private/var/root/x)\n";
    EXPECT_EQ(sticky(log + "SIGTERM: [1676299041]\n"), "\n");
}

TEST(StickyShutdown, UpdaterOfAppleIsLow) {
    EXPECT_TRUE(sticky(shutdown("/private/var/db/com.apple.xpc.roleaccountd.staging/exec/"
                                "16777220.10364.xpc/"
                                "com.apple.MobileSoftwareUpdate.UpdateBrainService",
                                3, "1676299041"))
                    .starts_with("\nlow weak "));
}

}  // namespace bridle::test::sticky_shutdown_test
