#include <gtest/gtest.h>

#include "support/messages.h"

namespace bridle::test {

static std::string message(std::string_view sender, std::string_view text, bool sent = false) {
    return judge("apple_threat_notification", "sms", one_message(sender, text, sent));
}

TEST(AppleThreatNotification, BySenderInAnyLanguage) {
    EXPECT_EQ(message("Threat-Notifications@apple.com", "ALERTA: ..."), R"(
high strong message:5 2020-01-06T10:40:00Z peer=Threat-Notifications@apple.com sender=Threat-Notifications@apple.com
)");
}

TEST(AppleThreatNotification, WhoForwardsOneWasNotWarned) {
    EXPECT_EQ(message("threat-notifications@apple.com", "thanks", true), "\n");
    EXPECT_EQ(message("friend@example.org", "did Apple write to you?"), "\n");
}

TEST(AppleThreatNotification, WordsOfAnotherSenderAreNotApples) {
    EXPECT_EQ(message("+15550100", "ALERT: State-sponsored attackers may be targeting your iPhone"),
              "\n");
}

}  // namespace bridle::test
