#include <gtest/gtest.h>

#include "support/messages.h"

namespace bridle::test::apple_threat_wording_test {

static std::string message(std::string_view sender, std::string_view text, bool sent = false) {
    return judge("apple_threat_wording", "sms", one_message(sender, text, sent));
}

TEST(AppleThreatWording, ByItsWordsWithLessCertainty) {
    EXPECT_EQ(message("+15550100",
                      "ALERT: Apple detected a targeted mercenary spyware attack against "
                      "your iPhone. Apple..."),
              R"(
high moderate message:5 2020-01-06T10:40:00Z text=ALERT: Apple detected a targeted mercenary spyware attack against your iPhone. Apple... sender=+15550100
)");
}

TEST(AppleThreatWording, CountsAtTheStartWhateverItsCaseAndBlanks) {
    EXPECT_TRUE(message("+15550100",
                        " alert: apple detected a targeted\u00A0mercenary spyware attack "
                        "against your iphone")
                    .contains("high moderate"));
    EXPECT_EQ(message("+15550100",
                      "Look: ALERT: Apple detected a targeted mercenary spyware attack "
                      "against your iPhone"),
              "\n");
}

TEST(AppleThreatWording, IsNoImitationWhereAppleIsTheSender) {
    EXPECT_EQ(message("threat-notifications@apple.com",
                      "ALERT: State-sponsored attackers may be targeting your iPhone"),
              "\n");
}

}  // namespace bridle::test::apple_threat_wording_test
