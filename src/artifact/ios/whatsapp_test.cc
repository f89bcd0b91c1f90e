#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::whatsapp_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZFROMJID TEXT, ZTOJID TEXT,
        ZTEXT TEXT, ZMESSAGEDATE REAL, ZMESSAGETYPE INTEGER, ZISFROMME INTEGER);
    CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID TEXT, ZPARTNERNAME TEXT,
        ZLASTMESSAGEDATE REAL, ZGROUPINFO INTEGER);
    CREATE TABLE ZWAGROUPINFO (Z_PK INTEGER PRIMARY KEY, ZCREATIONDATE REAL);
    INSERT INTO ZWAMESSAGE VALUES (1, 1, '15550100@s.whatsapp.net', NULL, 'look: evil.example', 700000000, 0, 0);
)sql";

static constexpr std::string_view kMessage =
    "ZWAMESSAGE:1 message=2023-03-08T20:26:40Z direction=received from=15550100@s.whatsapp.net "
    "text=look: evil.example chat=1 message_type=0\n";

TEST(Whatsapp, ReadsMessagesAndChats) {
    EXPECT_EQ(parse("whatsapp", database(std::string(kTables) + R"sql(
        INSERT INTO ZWACHATSESSION VALUES (1, '15550100@s.whatsapp.net', 'Alex', 700000000, NULL),
            (2, '123-456@g.us', 'Choir', NULL, 5);
        INSERT INTO ZWAGROUPINFO VALUES (5, 690000000);
    )sql")),
              "\n" + std::string(kMessage) +
                  "ZWACHATSESSION:1 record_type=chat contact=15550100@s.whatsapp.net name=Alex "
                  "last_message=2023-03-08T20:26:40Z first_stored_message=2023-03-08T20:26:40Z "
                  "last_stored_message=2023-03-08T20:26:40Z stored_messages=1\n"
                  "ZWACHATSESSION:2 record_type=chat contact=123-456@g.us name=Choir "
                  "group_created=2022-11-13T02:40:00Z stored_messages=0\n");
}

TEST(Whatsapp, MediaAndPreviewsAreRecordsThatNameTheirMessage) {
    EXPECT_EQ(
        parse("whatsapp", database(std::string(kTables) + R"sql(
        CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZAUTHORNAME TEXT, ZMEDIAURL TEXT);
        CREATE TABLE ZWAMESSAGEDATAITEM (Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZCONTENT1, ZCONTENT2,
            ZMATCHEDTEXT, ZSUMMARY TEXT, ZTITLE TEXT);
        INSERT INTO ZWAMEDIAITEM VALUES (3, 1, 'Alex', 'https://mmg.whatsapp.net/d/f/x.enc');
        INSERT INTO ZWAMESSAGEDATAITEM VALUES (4, 1, x'ff00', NULL, 'https://evil.example/', NULL, 'T');
    )sql")),
        "\n" + std::string(kMessage) +
            "ZWAMEDIAITEM:3 record_type=medium message=1 medium=2023-03-08T20:26:40Z "
            "direction=received from=15550100@s.whatsapp.net "
            "media_url=https://mmg.whatsapp.net/d/f/x.enc author=Alex\n"
            "ZWAMESSAGEDATAITEM:4 record_type=preview message=1 preview=2023-03-08T20:26:40Z "
            "direction=received from=15550100@s.whatsapp.net matched_text=https://evil.example/ "
            "content1=\xEF\xBF\xBD" +
            std::string(1, '\0') + " title=T\n");
}

static constexpr std::string_view kPairs = R"sql(
    CREATE TABLE ZWAPHONENUMBERLIDPAIR (Z_PK INTEGER PRIMARY KEY, ZLID TEXT, ZPHONENUMBER TEXT, ZTIMESTAMP REAL);
    INSERT INTO ZWAPHONENUMBERLIDPAIR VALUES (1, '1001@lid', '15550100', 700000000);
)sql";

TEST(Whatsapp, ReadsPairsOfIdentitiesFromAFileOfTheirOwn) {
    EXPECT_EQ(parse("whatsapp", database(kPairs)), R"(
ZWAPHONENUMBERLIDPAIR:1 record_type=identity lid=1001@lid phone_number=15550100 identity_recorded=2023-03-08T20:26:40Z
)");
}

TEST(Whatsapp, FindsTheNumberOfAHiddenIdentityInTheFileBeside) {
    std::string chats =
        database(std::string(kTables) +
                 "INSERT INTO ZWACHATSESSION VALUES (1, '1001@lid', 'Alex', NULL, NULL)");
    std::string pairs = database(kPairs);
    MemoryFile file(as_bytes(chats)), beside(as_bytes(pairs));
    Neighbour neighbours[] = {{"LID.sqlite", beside}};
    std::string said = parse(*find_artifact("whatsapp"), Input{file, nullptr, "/test", neighbours});
    EXPECT_TRUE(said.contains("contact=1001@lid name=Alex phone_number=+15550100")) << said;
}

TEST(Whatsapp, NamesWhoWroteInAGroup) {  // W-44
    EXPECT_EQ(parse("whatsapp", database(R"sql(
        CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZFROMJID TEXT, ZTOJID TEXT,
            ZTEXT TEXT, ZMESSAGEDATE REAL, ZMESSAGETYPE INTEGER, ZISFROMME INTEGER, ZGROUPMEMBER INTEGER);
        CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID TEXT, ZPARTNERNAME TEXT,
            ZLASTMESSAGETEXT TEXT, ZSAVEDINPUT TEXT);
        CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZMEMBERJID TEXT, ZCONTACTNAME TEXT);
        CREATE TABLE ZWAPROFILEPUSHNAME (Z_PK INTEGER PRIMARY KEY, ZJID TEXT, ZPUSHNAME TEXT);
        INSERT INTO ZWAMESSAGE VALUES (1, 1, '1-2@g.us', NULL, 'hi', 700000000, 0, 0, 4);
        INSERT INTO ZWACHATSESSION VALUES (1, '1-2@g.us', 'join evil.example/x', 'bye', 'draft');
        INSERT INTO ZWAGROUPMEMBER VALUES (4, 1, '15550100@s.whatsapp.net', 'Alex');
        INSERT INTO ZWAPROFILEPUSHNAME VALUES (9, '15550101@s.whatsapp.net', 'Bo');
    )sql")),
              R"(
ZWAMESSAGE:1 message=2023-03-08T20:26:40Z direction=received from=1-2@g.us member=15550100@s.whatsapp.net text=hi chat=1 message_type=0
ZWAGROUPMEMBER:4 record_type=member account=15550100@s.whatsapp.net name=Alex chat=1
ZWAPROFILEPUSHNAME:9 record_type=profile account=15550101@s.whatsapp.net name=Bo
ZWACHATSESSION:1 record_type=chat contact=1-2@g.us name=join evil.example/x first_stored_message=2023-03-08T20:26:40Z last_stored_message=2023-03-08T20:26:40Z stored_messages=1 title=join evil.example/x last_text=bye draft=draft
)");
}

TEST(Whatsapp, ChatsAreReadWithoutTheirMessages) {
    EXPECT_EQ(
        parse("whatsapp",
              database("CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID TEXT,"
                       "ZPARTNERNAME TEXT);"
                       "INSERT INTO ZWACHATSESSION VALUES (1, '1-2@g.us', 'Choir')")),
        R"(
problem: no table ZWAMESSAGE [ZWAMESSAGE]
ZWACHATSESSION:1 record_type=chat contact=1-2@g.us name=Choir stored_messages=0
)");
}

}  // namespace bridle::test::whatsapp_test
