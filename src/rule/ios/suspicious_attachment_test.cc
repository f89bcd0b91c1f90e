#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::suspicious_attachment_test {

static std::string attachment(std::string_view filename, int outgoing) {
    return judge(
        "suspicious_attachment", "sms_attachments",
        database("CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, guid TEXT, created_date "
                 "INTEGER, filename TEXT, is_outgoing INTEGER);"
                 "INSERT INTO attachment VALUES (1, 'G', 600000000, '" +
                 std::string(filename) + "', " + std::to_string(outgoing) + ")"));
}

TEST(SuspiciousAttachment, ReceivedUnderTmp) {
    EXPECT_EQ(attachment("/var/tmp/com.apple.messages/x-1", 0), R"(
medium moderate attachment:1 2020-01-06T10:40:00Z filename=/var/tmp/com.apple.messages/x-1
)");
    EXPECT_EQ(attachment("/private/var/tmp/x-1", 0), R"(
medium moderate attachment:1 2020-01-06T10:40:00Z filename=/private/var/tmp/x-1
)");
}

TEST(SuspiciousAttachment, WhatWasSentOrLiesWherePeopleSendIt) {
    EXPECT_EQ(attachment("/var/tmp/x-1", 1), "\n");
    EXPECT_EQ(attachment("/var/tmp/x-2", 0), "\n");
    EXPECT_EQ(attachment("~/Library/SMS/Attachments/01/x-1", 0), "\n");
}

}  // namespace bridle::test::suspicious_attachment_test
