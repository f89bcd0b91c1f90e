#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::shutdown_log_short_test {

TEST(ShutdownLogShort, EmptyLogAndOneShutdown) {
    EXPECT_EQ(judge("shutdown_log_short", "shutdown_log", ""), R"(
info weak log:0 - shutdowns=0 state=short count=0
)");
    EXPECT_EQ(judge("shutdown_log_short", "shutdown_log", "SIGTERM: [1676299041]\n"), R"(
info weak log:0 - shutdowns=1 state=short count=1
)");
}

TEST(ShutdownLogShort, TimesThatRunBackward) {
    EXPECT_EQ(judge("shutdown_log_short", "shutdown_log",
                    "SIGTERM: [1676299041]\nSIGTERM: [1676200000]\n"),
              R"(
info weak log:0 - shutdowns=2 state=backward count=2
)");
}

TEST(ShutdownLogShort, LogsAreCountedTogetherAndCopiesOnce) {
    const std::string one = "SIGTERM: [1676200000]\n", two = "SIGTERM: [1676299041]\n";
    EXPECT_EQ(judge("shutdown_log_short", {{"shutdown_log", one, "/a/shutdown.0.log"},
                                           {"shutdown_log", two, "/a/shutdown.1.log"}}),
              "\n");
    EXPECT_TRUE(judge("shutdown_log_short", {{"shutdown_log", one, "/a/shutdown.log"},
                                             {"shutdown_log", one, "/b/shutdown.log"}})
                    .contains("count=1"));
}

TEST(ShutdownLogShort, OrdinaryLogIsNone) {
    EXPECT_EQ(judge("shutdown_log_short", "shutdown_log",
                    "SIGTERM: [1676200000]\nSIGTERM: [1676299041]\n"),
              "\n");
}

TEST(ShutdownLogShort, NumberedFileThatIsMissingBetweenOthers) {
    const std::string one = "SIGTERM: [1676200000]\n", two = "SIGTERM: [1676299041]\n";
    EXPECT_EQ(judge("shutdown_log_short", {{"shutdown_log", one, "/a/shutdown.0.log"},
                                           {"shutdown_log", two, "/a/shutdown.3.log"}}),
              R"(
info weak log:0 - path=/a/shutdown.3.log state=gap missing=1, 2
)");
    EXPECT_EQ(judge("shutdown_log_short", {{"shutdown_log", one, "/a/shutdown.log.1"},
                                           {"shutdown_log", two, "/a/shutdown.log.2"},
                                           {"shutdown_log", two, "/b/shutdown.log.9"},
                                           {"shutdown_log", two, "/a/shutdown.log"}}),
              "\n");
}

}  // namespace bridle::test::shutdown_log_short_test
