#include <gtest/gtest.h>

#include "base/text.h"
#include "support/harness.h"

namespace bridle::test::interaction_c_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE ZINTERACTIONS (Z_PK INTEGER PRIMARY KEY, ZSTARTDATE REAL, ZENDDATE REAL,
        ZCREATIONDATE REAL, ZBUNDLEID TEXT, ZDIRECTION INTEGER, ZSENDER INTEGER,
        ZDOMAINIDENTIFIER TEXT);
    CREATE TABLE ZCONTACTS (Z_PK INTEGER PRIMARY KEY, ZDISPLAYNAME TEXT, ZIDENTIFIER TEXT,
        ZLASTINCOMINGSENDERDATE REAL, ZINCOMINGSENDERCOUNT INTEGER);
    CREATE TABLE ZATTACHMENT (Z_PK INTEGER PRIMARY KEY, ZCONTENTTEXT TEXT, ZCONTENTURL TEXT,
        ZUTI TEXT, ZIDENTIFIER BLOB);
    CREATE TABLE ZKEYWORDS (Z_PK INTEGER PRIMARY KEY, ZKEYWORD TEXT);
    INSERT INTO ZCONTACTS VALUES (1, 'Alex', '+12025550100', 700000000, 2),
        (2, NULL, 'bo@mail.example', NULL, NULL);
    INSERT INTO ZINTERACTIONS VALUES (10, 700000000, 700000000, 700000001, 'com.apple.MobileSMS', 1, NULL, NULL);
    INSERT INTO ZATTACHMENT VALUES (5, 'one', 'https://one.example/', 'public.url', x'0a0b'),
        (6, NULL, 'https://two.example/', NULL, NULL);
)sql";

static constexpr std::string_view kPeople =
    "ZCONTACTS:1 record_type=contact name=Alex identifier=+12025550100 incoming_sender_count=2 "
    "last_incoming_sender=2023-03-08T20:26:40Z\n"
    "ZCONTACTS:2 record_type=contact identifier=bo@mail.example\n";

static constexpr std::string_view kInteraction =
    "ZINTERACTIONS:10 interaction=2023-03-08T20:26:40Z bundle=com.apple.MobileSMS "
    "direction=outgoing recipient=+12025550100 recipient=bo@mail.example recipient_name=Alex "
    "attachment_text=one attachment_type=public.url attachment_url=https://one.example/ "
    "attachment_url=https://two.example/ attachment_id=0a0b keyword=boat "
    "interaction_recorded=2023-03-08T20:26:41Z\n";

TEST(InteractionC, OneRecordHoweverManyRecipientsAndAttachments) {
    EXPECT_EQ(parse("interaction_c", database(std::string(kTables) + R"sql(
        CREATE TABLE Z_1INTERACTIONS (Z_1ATTACHMENTS INTEGER, Z_3INTERACTIONS INTEGER);
        CREATE TABLE Z_2INTERACTIONRECIPIENT (Z_2RECIPIENTS INTEGER, Z_3INTERACTIONRECIPIENT INTEGER);
        CREATE TABLE Z_3KEYWORDS (Z_3INTERACTIONS INTEGER, Z_4KEYWORDS INTEGER);
        INSERT INTO Z_1INTERACTIONS VALUES (6, 10), (5, 10);
        INSERT INTO Z_2INTERACTIONRECIPIENT VALUES (2, 10), (1, 10), (1, 10);
        INSERT INTO ZKEYWORDS VALUES (1, 'boat');
        INSERT INTO Z_3KEYWORDS VALUES (10, 1);
    )sql")),
              "\n" + std::string(kPeople) + std::string(kInteraction));
}

TEST(InteractionC, FindsTheTablesWhateverTheirNumbers) {  // W-61
    EXPECT_EQ(parse("interaction_c", database(std::string(kTables) + R"sql(
        CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME TEXT);
        INSERT INTO Z_PRIMARYKEY VALUES (14, 'Attachment'), (21, 'Contacts'), (30, 'Interactions'),
            (31, 'Keywords');
        CREATE TABLE Z_14INTERACTIONS (Z_14ATTACHMENTS INTEGER, Z_30INTERACTIONS INTEGER);
        CREATE TABLE Z_21INTERACTIONRECIPIENT (Z_21RECIPIENTS INTEGER, Z_30INTERACTIONRECIPIENT INTEGER);
        CREATE TABLE Z_30KEYWORDS (Z_30INTERACTIONS INTEGER, Z_31KEYWORDS INTEGER);
        INSERT INTO Z_14INTERACTIONS VALUES (6, 10), (5, 10);
        INSERT INTO Z_21INTERACTIONRECIPIENT VALUES (2, 10), (1, 10);
        INSERT INTO ZKEYWORDS VALUES (1, 'boat');
        INSERT INTO Z_30KEYWORDS VALUES (10, 1);
    )sql")),
              "\n" + std::string(kPeople) + std::string(kInteraction));
}

TEST(InteractionC, AttachmentsOfInteractionsThatAreGoneAreRecords) {
    EXPECT_EQ(parse("interaction_c", database(std::string(kTables) +
                                              "DELETE FROM ZINTERACTIONS; DELETE FROM ZCONTACTS;"
                                              "DELETE FROM ZATTACHMENT WHERE Z_PK = 6")),
              R"(
ZATTACHMENT:5 record_type=attachment attachment_text=one attachment_type=public.url attachment_url=https://one.example/ attachment_id=0a0b
)");
}

TEST(InteractionC, NamesHiddenIdentitiesFromTheContactsOfWhatsApp) {
    std::string interactions = database(R"sql(
        CREATE TABLE ZINTERACTIONS (Z_PK INTEGER PRIMARY KEY, ZSTARTDATE REAL, ZBUNDLEID TEXT,
            ZDIRECTION INTEGER, ZSENDER INTEGER, ZDOMAINIDENTIFIER TEXT);
        CREATE TABLE ZCONTACTS (Z_PK INTEGER PRIMARY KEY, ZDISPLAYNAME TEXT, ZIDENTIFIER TEXT);
        INSERT INTO ZCONTACTS VALUES (1, NULL, '77@lid');
        INSERT INTO ZINTERACTIONS VALUES (1, 700000000, 'net.whatsapp.WhatsApp', 0, 1,
            '12025550100@s.whatsapp.net');
    )sql");
    std::string contacts = database(R"sql(
        CREATE TABLE ZWAADDRESSBOOKCONTACT (Z_PK INTEGER PRIMARY KEY, ZLID TEXT, ZPHONENUMBER TEXT,
            ZFULLNAME TEXT);
        INSERT INTO ZWAADDRESSBOOKCONTACT VALUES (1, '77@lid', '+12025550100', 'Alex Example');
    )sql");
    MemoryFile file(as_bytes(interactions)), beside(as_bytes(contacts));
    Neighbour neighbours[] = {{"**/ContactsV2.sqlite", beside}};
    EXPECT_EQ(parse(*find_artifact("interaction_c"), Input{file, nullptr, "/test", neighbours}),
              R"(
ZCONTACTS:1 record_type=contact identifier=77@lid
ZINTERACTIONS:1 interaction=2023-03-08T20:26:40Z bundle=net.whatsapp.WhatsApp direction=incoming sender=77@lid sender_phone_number=+12025550100 sender_known_as=Alex Example domain_identifier=12025550100@s.whatsapp.net domain_phone_number=+12025550100 domain_known_as=Alex Example
)");
}

TEST(InteractionC, JoinTableThatPointsNowhereAddsNobody) {
    EXPECT_EQ(parse("interaction_c", database(R"sql(
        CREATE TABLE ZINTERACTIONS (Z_PK INTEGER PRIMARY KEY, ZSTARTDATE REAL, ZBUNDLEID TEXT);
        CREATE TABLE ZCONTACTS (Z_PK INTEGER PRIMARY KEY, ZDISPLAYNAME TEXT, ZIDENTIFIER TEXT);
        CREATE TABLE Z_2INTERACTIONRECIPIENT (Z_2RECIPIENTS INTEGER, Z_3INTERACTIONRECIPIENT INTEGER);
        INSERT INTO ZINTERACTIONS VALUES (1, 700000000, 'com.apple.MobileSMS');
        INSERT INTO Z_2INTERACTIONRECIPIENT VALUES (9, 1), (NULL, 'x');
    )sql")),
              R"(
ZINTERACTIONS:1 interaction=2023-03-08T20:26:40Z bundle=com.apple.MobileSMS
)");
}

}  // namespace bridle::test::interaction_c_test
