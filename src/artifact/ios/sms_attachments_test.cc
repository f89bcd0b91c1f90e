#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::sms_attachments_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);
    CREATE TABLE message (ROWID INTEGER PRIMARY KEY, service TEXT, handle_id INTEGER);
    CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, guid TEXT, created_date INTEGER, filename TEXT,
        mime_type TEXT, total_bytes INTEGER, is_outgoing INTEGER, user_info BLOB);
    CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER);
    INSERT INTO handle VALUES (1, '+15550100');
    INSERT INTO message VALUES (10, 'iMessage', 1);
)sql";

TEST(SmsAttachments, NamesTheMessageAndItsSender) {
    EXPECT_EQ(parse("sms_attachments", database(std::string(kTables) + R"sql(
        INSERT INTO attachment VALUES (1, 'A-1', 600000000, '~/Library/SMS/Attachments/01/a.heic',
            'image/heic', 1234, 0, x'00');
        INSERT INTO message_attachment_join VALUES (10, 1);
    )sql")),
              R"(
attachment:1 attachment=2020-01-06T10:40:00Z direction=received peer=+15550100 filename=~/Library/SMS/Attachments/01/a.heic service=iMessage message=10 guid=A-1 mime_type=image/heic total_bytes=1234 has_user_info=true
)");
}

TEST(SmsAttachments, KeepsThoseThatNoMessageHas) {
    EXPECT_EQ(parse("sms_attachments", database(std::string(kTables) + R"sql(
        INSERT INTO attachment VALUES (2, 'A-2', 0, '/var/tmp/x-1', NULL, NULL, 0, NULL);
        INSERT INTO message_attachment_join VALUES (10, 99);
    )sql")),
              R"(
attachment:2 direction=received filename=/var/tmp/x-1 guid=A-2 has_user_info=false
)");
}

TEST(SmsAttachments, SaysThatTheTableIsMissing) {
    EXPECT_EQ(
        parse("sms_attachments", database("CREATE TABLE message (ROWID INTEGER PRIMARY KEY)")),
        R"(
problem: no table attachment
)");
}

}  // namespace bridle::test::sms_attachments_test
