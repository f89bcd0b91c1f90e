#include "cli/progress_line.h"

#include <gtest/gtest.h>

namespace bridle::progress_line_test {

TEST(ProgressLine, SaysFilesBytesTimeLeftAndWhatIsRead) {
    EXPECT_EQ(progress_line({3, 4, 50'000'000, 200'000'000, "/private/var/x.db"}, 2, 100),
              "3 of 4 files, 50.0 MB of 200.0 MB, about 6 s left, reading /private/var/x.db");
}

TEST(ProgressLine, GuessesNoTimeFromTheFirstMoments) {
    EXPECT_EQ(progress_line({0, 4, 1'000'000, 200'000'000, ""}, 2, 100),
              "0 of 4 files, 1.0 MB of 200.0 MB");
    EXPECT_EQ(progress_line({0, 4, 50'000'000, 200'000'000, ""}, 0.5, 100),
              "0 of 4 files, 50.0 MB of 200.0 MB");
}

TEST(ProgressLine, FitsTheTerminalAndCannotBeSteered) {
    EXPECT_EQ(progress_line({0, 1, 0, 1, "/\x1b[2Jevil"}, 0, 50),
              "0 of 1 files, 0.0 MB of 0.0 MB, reading /?[2Jevil");
    EXPECT_EQ(progress_line({0, 1, 0, 1, "/a/very/long/path"}, 0, 40).size(), 40u);
}

}  // namespace bridle::progress_line_test
