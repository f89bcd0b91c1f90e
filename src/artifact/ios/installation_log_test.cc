#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::installation_log_test {

TEST(InstallationLog, NamesAppsThatCameAndWent) {
    EXPECT_EQ(
        parse("installation_log",
              "Wed Aug 11 05:51:02 2021 [176] <notice> (0x16b0eb000) -[MIInstaller go]: Install "
              "Successful for (Placeholder:com.example.app)\n"
              "Thu Aug 12 05:51:02 2021 [176] <notice> (0x16b0eb000) -[MIUninstaller go]: "
              "Uninstalling identifier com.example.app\n"
              "Thu Aug 12 05:51:03 2021 [176] <err> (0x16b0eb000) -[MIContainer made]: Made "
              "container live for com.example.two at /private/var/mobile/Containers/Data/A\n"),
        R"(
byte:0 local_time=2021-08-11 05:51:02 action=installed app=com.example.app pid=176 level=notice method=-[MIInstaller go] text=Install Successful for (Placeholder:com.example.app)
byte:126 local_time=2021-08-12 05:51:02 action=uninstalling app=com.example.app pid=176 level=notice method=-[MIUninstaller go] text=Uninstalling identifier com.example.app
byte:241 local_time=2021-08-12 05:51:03 action=container_made app=com.example.two path=/private/var/mobile/Containers/Data/A pid=176 level=err method=-[MIContainer made] text=Made container live for com.example.two at /private/var/mobile/Containers/Data/A
)");
}

TEST(InstallationLog, EntryWithoutAnAppIsKept) {
    EXPECT_EQ(parse("installation_log", "Wed Aug 11 05:51:02 2021 [176] <notice> (0x1) Reboot\n"),
              R"(
byte:0 local_time=2021-08-11 05:51:02 pid=176 level=notice text=Reboot
)");
}

}  // namespace bridle::test::installation_log_test
