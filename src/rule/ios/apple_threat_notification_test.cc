#include <gtest/gtest.h>

#include "support/messages.h"

namespace bridle::test::apple_threat_notification_test {

static std::string message(std::string_view sender, std::string_view text, bool sent = false) {
    return judge("apple_threat_notification", "sms", one_message(sender, text, sent));
}

TEST(AppleThreatNotification, BySenderInAnyLanguage) {
    EXPECT_EQ(message("Threat-Notifications@apple.com", "ALERTA: ..."), R"(
high strong message:5 2020-01-06T10:40:00Z peer=Threat-Notifications@apple.com sender=Threat-Notifications@apple.com
)");
}

TEST(AppleThreatNotification, AddressOutlivesTheMessage) {
    EXPECT_EQ(judge("apple_threat_notification", "sms", database(R"sql(
        CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);
        CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INTEGER,
            is_from_me INTEGER, date INTEGER);
        INSERT INTO handle VALUES (3, 'threat-notifications@apple.com');
    )sql")),
              R"(
high moderate handle:3 - identifier=threat-notifications@apple.com sender=threat-notifications@apple.com state=trace
)");
    auto interaction = [](std::string_view direction) {
        return judge("apple_threat_notification", "interaction_c",
                     database(R"sql(
            CREATE TABLE ZCONTACTS (Z_PK INTEGER PRIMARY KEY, ZDISPLAYNAME TEXT, ZIDENTIFIER TEXT);
            CREATE TABLE ZINTERACTIONS (Z_PK INTEGER PRIMARY KEY, ZSTARTDATE REAL, ZBUNDLEID TEXT,
                ZDIRECTION INTEGER, ZSENDER INTEGER);
            INSERT INTO ZCONTACTS VALUES (1, NULL, 'threat-notifications@email.apple.com');
            INSERT INTO ZINTERACTIONS VALUES (10, 700000000, 'com.apple.MobileSMS', )sql" +
                              std::string(direction) + ", 1)"));
    };
    EXPECT_EQ(interaction("0"), R"(
high strong ZINTERACTIONS:10 2023-03-08T20:26:40Z sender=threat-notifications@email.apple.com sender=threat-notifications@email.apple.com state=trace
)");
    EXPECT_EQ(interaction("1"), "\n");
}

TEST(AppleThreatNotification, WhoForwardsOneWasNotWarned) {
    EXPECT_EQ(message("threat-notifications@apple.com", "thanks", true), "\n");
    EXPECT_EQ(message("friend@example.org", "did Apple write to you?"), "\n");
}

TEST(AppleThreatNotification, WordsOfAnotherSenderAreNotApples) {
    EXPECT_EQ(message("+15550100", "ALERT: State-sponsored attackers may be targeting your iPhone"),
              "\n");
}

}  // namespace bridle::test::apple_threat_notification_test
