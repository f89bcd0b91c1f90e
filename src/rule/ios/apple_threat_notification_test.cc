#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test {

// What both rules say of it.
static std::string message(std::string_view sender, std::string_view text, int from_me = 0) {
    const std::string bytes = database(
        "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);"
        "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, "
        "handle_id INTEGER, is_from_me INTEGER, date INTEGER);"
        "INSERT INTO handle VALUES (1, '" +
        std::string(sender) +
        "');"
        "INSERT INTO message VALUES (5, 'G', '" +
        std::string(text) + "', 1, " + std::to_string(from_me) + ", 600000000)");
    return judge("apple_threat_notification", "sms", bytes) + "and" +
           judge("apple_threat_wording", "sms", bytes);
}

TEST(AppleThreatNotification, BySenderInAnyLanguage) {
    EXPECT_EQ(message("Threat-Notifications@apple.com", "ALERTA: ..."), R"(
high strong message:5 2020-01-06T10:40:00Z peer=Threat-Notifications@apple.com sender=Threat-Notifications@apple.com
and
)");
}

TEST(AppleThreatNotification, ByItsWordsWithLessCertainty) {
    EXPECT_EQ(message("+15550100",
                      "ALERT: Apple detected a targeted mercenary spyware attack against "
                      "your iPhone. Apple..."),
              R"(
and
high moderate message:5 2020-01-06T10:40:00Z text=ALERT: Apple detected a targeted mercenary spyware attack against your iPhone. Apple... sender=+15550100
)");
}

TEST(AppleThreatNotification, WhoForwardsOneWasNotWarned) {
    EXPECT_EQ(message("threat-notifications@apple.com", "thanks", 1), "\nand\n");
    EXPECT_EQ(message("friend@example.org", "did Apple write to you?"), "\nand\n");
}

TEST(AppleThreatNotification, WordsCountAtTheStartWhateverTheirCaseAndBlanks) {
    EXPECT_TRUE(message("+15550100",
                        " alert: apple detected a targeted\u00A0mercenary spyware attack "
                        "against your iphone")
                    .contains("high moderate"));
    EXPECT_EQ(message("+15550100",
                      "Look: ALERT: Apple detected a targeted mercenary spyware attack "
                      "against your iPhone"),
              "\nand\n");
}

}  // namespace bridle::test
