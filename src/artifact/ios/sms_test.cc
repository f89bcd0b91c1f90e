#include <gtest/gtest.h>

#include "base/text.h"
#include "fabricate/keyed_archive.h"
#include "fabricate/typedstream.h"
#include "support/harness.h"

namespace bridle::test::sms_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);
    CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INTEGER,
        attributedBody BLOB, payload_data BLOB, message_summary_info BLOB, service TEXT,
        date INTEGER, date_read INTEGER, date_edited INTEGER, is_from_me INTEGER,
        is_read INTEGER, is_spam INTEGER);
    INSERT INTO handle VALUES (1, '+15550100');
)sql";

static std::string blob(std::string_view bytes) {
    return "x'" + hex(as_bytes(bytes)) + "'";
}

// One received message, of which `columns` are as `values` say.
static std::string message(std::string_view columns, std::string_view values) {
    return parse("sms", database(std::string(kTables) +
                                 "INSERT INTO message (ROWID, guid, handle_id, date, is_from_me, " +
                                 std::string(columns) + ") VALUES (5, 'G', 1, 600000000, 0, " +
                                 std::string(values) + ")"));
}

TEST(Sms, ReadsOldAndNewDatesAndBothDirections) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + R"sql(
        INSERT INTO message (ROWID, guid, text, handle_id, service, date, date_read, is_from_me, is_read)
        VALUES (1, 'A', 'hello', 1, 'SMS', 588813210, 0, 0, 1),
               (2, 'B', 'hi', 1, 'iMessage', 588813210539788032, 588813211000000000, 1, 0);
    )sql")),
              R"(
message:1 received=2019-08-29T23:13:30Z direction=received peer=+15550100 service=SMS guid=A text=hello is_read=1
message:2 sent=2019-08-29T23:13:30.539788Z direction=sent peer=+15550100 service=iMessage guid=B read=2019-08-29T23:13:31Z text=hi
)");
}

TEST(Sms, KeepsMessagesWhoseSenderIsUnknown) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + R"sql(
        INSERT INTO message (ROWID, guid, text, handle_id, date, is_from_me) VALUES (1, 'A', 'x', 0, 0, 0);
    )sql")),
              R"(
message:1 direction=received guid=A text=x
handle:1 record_type=handle identifier=+15550100
)");
}

static constexpr std::string_view kChats = R"sql(
    CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, style INTEGER, chat_identifier TEXT);
    CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);
    CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER,
        delete_date INTEGER);
)sql";

TEST(Sms, TakesThePeerFromTheChatBetweenTwo) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + std::string(kChats) + R"sql(
        INSERT INTO chat VALUES (7, 45, 'mallory@evil.example');
        INSERT INTO chat_message_join VALUES (7, 1), (7, 2);
        INSERT INTO message (ROWID, guid, text, handle_id, date, is_from_me)
        VALUES (1, 'A', 'x', 0, 0, 1), (2, 'B', 'y', 1, 0, 0);
    )sql")),
              R"(
chat:7 record_type=chat identifier=mallory@evil.example is_group=false
message:1 direction=sent peer=mallory@evil.example guid=A text=x
message:2 direction=received peer=+15550100 guid=B text=y
)");
}

TEST(Sms, SaysWhenAMessageWasDeletedThatCanBeBroughtBack) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + std::string(kChats) + R"sql(
        INSERT INTO chat VALUES (7, 43, 'chat123');
        INSERT INTO chat_recoverable_message_join VALUES (7, 1, 600000000000000000);
        INSERT INTO message (ROWID, guid, text, handle_id, date, is_from_me)
        VALUES (1, 'A', 'x', 1, 0, 0);
    )sql")),
              R"(
chat:7 record_type=chat identifier=chat123 is_group=true
message:1 direction=received peer=+15550100 guid=A group=chat123 deleted=2020-01-06T10:40:00Z text=x
)");
}

TEST(Sms, KeepsHandlesThatNothingElseSpeaksOf) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + R"sql(
        INSERT INTO handle VALUES (2, 'mallory@evil.example');
        INSERT INTO message (ROWID, guid, text, handle_id, date, is_from_me)
        VALUES (1, 'A', 'x', 1, 0, 0);
    )sql")),
              R"(
message:1 direction=received peer=+15550100 guid=A text=x
handle:2 record_type=handle identifier=mallory@evil.example
)");
}

TEST(Sms, SearchesPayloadsOfOtherFormatsForLinks) {
    std::string said = message(
        "text, payload_data", "'look', " + blob("\x0A\x14 http://[2001:db8::1]/x\x12\x03\xFF\x01"));
    EXPECT_TRUE(said.contains(" payload=http://[2001:db8::1]/x")) << said;
    EXPECT_FALSE(said.contains("problem")) << said;
}

TEST(Sms, NamesTheHandleThatIsNotThere) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + R"sql(
        INSERT INTO message (ROWID, guid, text, handle_id, date, is_from_me) VALUES (1, 'A', 'x', 9, 0, 0);
    )sql")),
              R"(
message:1 direction=received handle_id=9 guid=A text=x
handle:1 record_type=handle identifier=+15550100
)");
}

TEST(Sms, KeepsEveryColumnThatSaysSomething) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + R"sql(
        ALTER TABLE message ADD COLUMN some_day INTEGER;
        ALTER TABLE message ADD COLUMN zero INTEGER;
        ALTER TABLE message ADD COLUMN empty TEXT;
        ALTER TABLE message ADD COLUMN words TEXT;
        ALTER TABLE message ADD COLUMN share REAL;
        ALTER TABLE message ADD COLUMN bytes BLOB;
        ALTER TABLE message ADD COLUMN "a "" name" TEXT;
        INSERT INTO message VALUES (1, 'A', 'x', 1, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 2,
                                    7, 0, '', 'said', 0.5, x'ff00', 'odd');
    )sql")),
              R"(
message:1 direction=received peer=+15550100 guid=A text=x is_spam=2 some_day=7 words=said share=0.5 bytes=/wA=
)");
}

TEST(Sms, ReadsWordsThatAreOnlyInTheAttributedBody) {
    std::string body = fabricate::typedstream("see https://evil.example/ab", true);
    EXPECT_EQ(message("attributedBody", blob(body)), R"(
message:5 received=2020-01-06T10:40:00Z direction=received peer=+15550100 guid=G text=see https://evil.example/ab
)");
}

TEST(Sms, ReadsLinksThatAreOnlyInAnAttribute) {
    std::string body =
        fabricate::typedstream({.pieces = {{"click ", {}}, {"here", "https://evil.example/cd"}}});
    EXPECT_EQ(message("attributedBody", blob(body)), R"(
message:5 received=2020-01-06T10:40:00Z direction=received peer=+15550100 guid=G text=click here attribute=https://evil.example/cd
)");
}

TEST(Sms, ReadsTheAddressesOfALinkPreview) {
    std::string payload =
        fabricate::archive(fabricate::LinkPreview{.url = "https://short.example/x",
                                                  .original_url = "https://evil.example/ef",
                                                  .title = "News",
                                                  .summary = {}});
    std::string said = message("text, payload_data", "'look', " + blob(payload));
    EXPECT_TRUE(said.contains(" payload=https://short.example/x")) << said;
    EXPECT_TRUE(said.contains(" payload=https://evil.example/ef")) << said;
}

TEST(Sms, ReadsWhatWasThereBeforeAnEdit) {
    using fabricate::Plist;
    std::string summary = fabricate::binary_plist(Plist::Dictionary{
        {"ec",
         Plist::Dictionary{{"0", Plist::Array{Plist::Dictionary{
                                     {"d", 600000000.0},
                                     {"t", Plist::Data{fabricate::typedstream("was evil.example")}},
                                 }}}}},
        {"rp", Plist::Array{1}}});
    EXPECT_EQ(message("text, date_edited, message_summary_info",
                      "'is fine', 600000060, " + blob(summary)),
              R"(
message:5 received=2020-01-06T10:40:00Z direction=received peer=+15550100 guid=G edited=2020-01-06T10:41:00Z text=is fine unsent_parts=1 earlier_text=was evil.example
)");
}

TEST(Sms, DamagedBodyCostsTheBodyOnly) {
    std::string body = fabricate::typedstream("whole text");
    std::string said = message("text, attributedBody", "'plain', " + blob(body.substr(0, 40)));
    EXPECT_TRUE(said.contains("problem: ")) << said;
    EXPECT_TRUE(said.contains("[attributedBody of message 5]")) << said;
    EXPECT_TRUE(said.contains(" text=plain")) << said;
}

TEST(Sms, NamesGroupsAndWhoIsInThem) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + R"sql(
        CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid TEXT, style INTEGER, chat_identifier TEXT,
            display_name TEXT);
        CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);
        CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);
        INSERT INTO handle VALUES (2, 'friend@example.org');
        INSERT INTO chat VALUES (7, 'iMessage;+;chat7', 43, 'chat7', 'Choir'), (8, 'g', 45, '+15550100', '');
        INSERT INTO chat_handle_join VALUES (7, 1), (7, 2), (8, 1);
        INSERT INTO chat_message_join VALUES (7, 5), (8, 6);
        INSERT INTO message (ROWID, guid, text, handle_id, date, is_from_me) VALUES
            (5, 'A', 'in the group', 2, 0, 0), (6, 'B', 'to one', 1, 0, 0);
    )sql")),
              R"(
chat:7 record_type=chat identifier=chat7 name=Choir is_group=true guid=iMessage;+;chat7 participant=+15550100 participant=friend@example.org
chat:8 record_type=chat identifier=+15550100 name= is_group=false guid=g participant=+15550100
message:5 direction=received peer=friend@example.org guid=A group=chat7 group_name=Choir text=in the group
message:6 direction=received peer=+15550100 guid=B text=to one
)");
}

TEST(Sms, ReadsAnOldSchemaWithoutComplaint) {
    EXPECT_EQ(parse("sms", database(R"sql(
        CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);
        CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INTEGER,
            date INTEGER, is_from_me INTEGER);
        INSERT INTO message VALUES (1, 'A', 'old', 3, 400000000, 1);
    )sql")),
              R"(
message:1 sent=2013-09-04T15:06:40Z direction=sent handle_id=3 guid=A text=old
)");
}

TEST(Sms, KeepsTheIdentifiersOfDeletedMessages) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + R"sql(
        CREATE TABLE deleted_messages (ROWID INTEGER PRIMARY KEY, guid TEXT);
        INSERT INTO deleted_messages VALUES (3, 'GONE');
    )sql")),
              R"(
handle:1 record_type=handle identifier=+15550100
deleted_messages:3 record_type=deleted guid=GONE
)");
}

TEST(Sms, SaysWhenAnEarlierVersionIsDamaged) {
    using fabricate::Plist;
    std::string stream = fabricate::typedstream("was evil.example").substr(0, 60);
    std::string summary = fabricate::binary_plist(Plist::Dictionary{
        {"ec", Plist::Dictionary{{"0", Plist::Array{Plist::Dictionary{
                                           {"d", 600000000.0}, {"t", Plist::Data{stream}}}}}}}});
    std::string said = message("text, message_summary_info", "'is fine', " + blob(summary));
    EXPECT_TRUE(said.contains("[message_summary_info of message 5]")) << said;
}

TEST(Sms, BoundsTheWorkForVersionsThatShareAStream) {
    using fabricate::Plist;
    std::string stream = fabricate::typedstream(std::string(20'000, 'x'));
    Plist::Array versions;
    for (int i = 0; i < 2'000; i++)
        versions.push_back(Plist::Dictionary{{"t", Plist::Data{stream}}});
    std::string summary =
        fabricate::binary_plist(Plist::Dictionary{{"ec", Plist::Dictionary{{"0", versions}}}});
    std::string said = message("text, message_summary_info", "'x', " + blob(summary));
    EXPECT_TRUE(said.contains("more earlier versions than are read")) << said.substr(0, 200);
}

TEST(Sms, ReadsSentencesOfAPayload) {
    std::string payload = fabricate::archive(fabricate::LinkPreview{
        .url = "", .original_url = "", .title = "Visit evil.example/a now", .summary = {}});
    std::string said = message("text, payload_data", "'look', " + blob(payload));
    EXPECT_TRUE(said.contains(" payload=Visit evil.example/a now")) << said;
}

TEST(Sms, ReadsPartsThatWereDeletedLately) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + R"sql(
        CREATE TABLE recoverable_message_part (chat_id INTEGER, message_id INTEGER, part_index INTEGER,
            delete_date INTEGER, part_text BLOB);
        INSERT INTO recoverable_message_part VALUES (1, 5, 0, 600000000, )sql" +
                                    blob(fabricate::typedstream("evil.example", true)) + ")")),
              R"(
handle:1 record_type=handle identifier=+15550100
recoverable_message_part:1 record_type=deleted_part message=5 part=0 deleted=2020-01-06T10:40:00Z text=evil.example
)");
}

TEST(Sms, OneBadTableDoesNotCostTheMessages) {
    EXPECT_EQ(parse("sms", database(std::string(kTables) + R"sql(
        CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, style INTEGER, chat_identifier TEXT);
        CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, PRIMARY KEY (chat_id, message_id))
            WITHOUT ROWID;
        INSERT INTO chat VALUES (7, 43, 'chat7');
        INSERT INTO chat_message_join VALUES (7, 5);
        INSERT INTO message (ROWID, guid, text, handle_id, date, is_from_me) VALUES (5, 'A', 'x', 1, 0, 0);
    )sql")),
              R"(
chat:7 record_type=chat identifier=chat7 is_group=true
message:5 direction=received peer=+15550100 guid=A group=chat7 text=x
)");
}

}  // namespace bridle::test::sms_test
