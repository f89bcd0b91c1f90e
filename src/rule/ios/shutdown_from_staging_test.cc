#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::shutdown_from_staging_test {

static std::string staged(std::string_view client) {
    return judge("shutdown_from_staging", "shutdown_log",
                 "remaining client pid: 7 (" + std::string(client) + ")\nSIGTERM: [1676299041]\n");
}

TEST(ShutdownFromStaging, OneFindingForAProgramHoweverOftenItWasThere) {
    EXPECT_EQ(judge("shutdown_from_staging", "shutdown_log",
                    "remaining client pid: 8 (/private/var/db/com.apple.xpc.roleaccountd.staging/"
                    "bh/0A1B2C3D-0000-4000-8000-000000000001)\nSIGTERM: [1676299041]\n"
                    "remaining client pid: 9 (/var/db/com.apple.xpc.roleaccountd.staging/bh)\n"
                    "SIGTERM: [1676200000]\n"),
              R"(
high moderate byte:0 2023-02-12T11:06:40Z client=/private/var/db/com.apple.xpc.roleaccountd.staging/bh client=/private/var/db/com.apple.xpc.roleaccountd.staging/bh shutdowns=2
)");
}

TEST(ShutdownFromStaging, FolderForPassingThings) {
    EXPECT_EQ(staged("/private/var/tmp/UserEventAgent"), R"(
high moderate byte:0 2023-02-13T14:37:21Z client=/private/var/tmp/UserEventAgent client=/private/var/tmp/UserEventAgent shutdowns=1
)");
}

TEST(ShutdownFromStaging, OtherFoldersOfTheSystemAreLessSure) {
    EXPECT_TRUE(staged("/private/var/db/something/x").starts_with("\nmedium weak "));
}

TEST(ShutdownFromStaging, ProgramsWhereProgramsLieAreNone) {
    for (std::string_view client :
         {"/usr/libexec/nfcd", "/private/var/containers/Bundle/Application/X/A.app/A",
          "/private/var/dbx/a", "/System/private/var/db/x", "/private/var/tmpfs/x", ""})
        EXPECT_EQ(staged(client), "\n") << client;
}

}  // namespace bridle::test::shutdown_from_staging_test
