#include "format/crash_report.h"

#include <gtest/gtest.h>

namespace bridle::crash_report_test {

TEST(CrashReport, TimesOfEveryForm) {
    auto shown = [](std::string_view text) {
        auto time = report_time(text);
        return time ? iso(*time) : std::string("-");
    };
    EXPECT_EQ(shown("2021-06-01 10:11:12.3456 +0200"), "2021-06-01T08:11:12.345600Z");
    EXPECT_EQ(shown("2021-06-01 10:11:12 -0130"), "2021-06-01T11:41:12Z");
    EXPECT_EQ(shown("2021-06-01 10:11:12Z"), "2021-06-01T10:11:12Z");
    EXPECT_EQ(shown("2021-06-01T10:11:12+02:00"), "2021-06-01T08:11:12Z");
    EXPECT_EQ(shown("2021-06-01 10:11:12"), "2021-06-01T10:11:12Z");
    EXPECT_EQ(shown("٢٠٢٤-٠٣-٠٥ ١٠:١١:١٢.٥٠٠٠ +٠١٠٠"), "2024-03-05T09:11:12.500000Z");
    EXPECT_EQ(shown("yesterday"), "-");
    EXPECT_EQ(shown(""), "-");
}

TEST(CrashReport, CodeOfTheSystemAndOther) {
    for (std::string_view path :
         {"/usr/lib/dyld", "/System/Library/x", "/private/preboot/Cryptexes/OS/usr/lib/libobjc"})
        EXPECT_TRUE(is_system_path(path)) << path;
    for (std::string_view path : {"/private/var/tmp/x", "/usr/local/lib/x", "/var/jb/usr/lib/x",
                                  "/private/preboot/0A1B/jb/usr/lib/x", "/usr/library"})
        EXPECT_FALSE(is_system_path(path)) << path;
}

TEST(CrashReport, NumberThatIsNotKnownHasNoName) {
    EXPECT_EQ(bug_name("309"), "crash");
    EXPECT_EQ(bug_name("99999"), "");
}

}  // namespace bridle::crash_report_test
