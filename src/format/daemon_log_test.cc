#include "format/daemon_log.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::daemon_log_test {

static std::string entries(std::string_view log) {
    std::string all;
    auto done = for_each_entry(as_bytes(log), [&](const DaemonLogEntry& entry) -> Result<void> {
        all += std::to_string(entry.offset) + "|" + entry.local_time + "|" +
               std::to_string(entry.pid) + "|" + std::string(entry.level) + "|" +
               std::string(entry.method) + "|" + entry.text + "\n";
        return {};
    });
    return done ? all : done.error().what;
}

TEST(DaemonLog, ReadsTheDateTheProcessAndTheText) {
    EXPECT_EQ(entries("Wed Aug 11 05:51:02 2021 [176] <notice> (0x16b) -[A b:c:]: text\n"
                      "Wed Aug  4 05:51:02 2021 [7] <err> (0x16b) other: text\r\n"),
              "0|2021-08-11 05:51:02|176|notice|-[A b:c:]|text\n"
              "64|2021-08-04 05:51:02|7|err||other: text\n");
}

TEST(DaemonLog, LinesWithoutADateGoOnWithTheEntry) {
    EXPECT_EQ(entries("cut off\nWed Aug 11 05:51:02 2021 [1] <x> (0) a\nb\n\nWed Aug 11 05:51:03 "
                      "2021 c\n"),
              "8|2021-08-11 05:51:02|1|x||a\nb\n\n50|2021-08-11 05:51:03|0|||c\n");
}

TEST(DaemonLog, ReadsDatesInTheDigitsOfThePhonesLanguage) {
    EXPECT_EQ(entries("Wed Aug ١١ ٠٥:٥١:٠٢ ٢٠٢١ [١٧٦] <x> (0) a\n"),
              "0|2021-08-11 05:51:02|176|x||a\n");
}

TEST(DaemonLog, NothingIsPutBehindLinesThatAreLeftOut) {
    const std::string long_line(60 << 10, 'b');
    EXPECT_EQ(entries("Wed Aug 11 05:51:02 2021 [1] <x> (0) a\n" + long_line + "\n" + long_line +
                      "\nend\nWed Aug 11 05:51:03 2021 [1] <x> (0) c\nd\n"),
              "0|2021-08-11 05:51:02|1|x||a\n" + long_line +
                  "\n[the rest of the lines is left out]\n" +
                  std::to_string(39 + 2 * (long_line.size() + 1) + 4) +
                  "|2021-08-11 05:51:03|1|x||c\nd\n");
}

TEST(DaemonLog, DatesThatCannotBeAreNone) {
    for (std::string_view date :
         {"Wed Aug 41 05:51:02 2021", "Wed Aux 11 05:51:02 2021", "Wxd Aug 11 05:51:02 2021",
          "Wed Aug 11 25:51:02 2021", "Wed Aug 11 05:51:02 1821", "Wed Aug", ""})
        EXPECT_EQ(entries(std::string(date) + " [1] x\n"), "not a log of a daemon") << date;
}

}  // namespace bridle::daemon_log_test
