#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::whatsapp_contacts_test {

TEST(WhatsappContacts, ReadTextsThatAreBlobs) {
    EXPECT_EQ(parse("whatsapp_contacts", database(R"sql(
        CREATE TABLE ZWAADDRESSBOOKCONTACT (Z_PK INTEGER PRIMARY KEY, ZFULLNAME BLOB, ZPHONENUMBER BLOB,
            ZWHATSAPPID BLOB, ZLID BLOB, ZABOUTTEXT BLOB, ZLASTUPDATED REAL,
            ZDISAPPEARINGMODEDURATION REAL, ZDISAPPEARINGMODETIMESTAMP REAL);
        INSERT INTO ZWAADDRESSBOOKCONTACT VALUES (1, CAST('Alex' AS BLOB), CAST('+12025550100' AS BLOB),
            CAST('12025550100@s.whatsapp.net' AS BLOB), CAST('7@lid' AS BLOB), CAST('hey' AS BLOB),
            700000000, 604800, 690000000);
    )sql")),
              R"(
ZWAADDRESSBOOKCONTACT:1 account=12025550100@s.whatsapp.net lid=7@lid phone_number=+12025550100 full_name=Alex about=hey disappearing_mode_duration=604800 disappearing_mode_is_on=true disappearing_mode=7 days disappearing_mode_set=2022-11-13T02:40:00Z contact_updated=2023-03-08T20:26:40Z
)");
}

TEST(WhatsappContacts, SayNothingOfWhatTheVersionDoesNotKnow) {
    EXPECT_EQ(parse("whatsapp_contacts", database(R"sql(
        CREATE TABLE ZWAADDRESSBOOKCONTACT (Z_PK INTEGER PRIMARY KEY, ZWHATSAPPID TEXT);
        INSERT INTO ZWAADDRESSBOOKCONTACT VALUES (1, 'x@s.whatsapp.net');
    )sql")),
              R"(
ZWAADDRESSBOOKCONTACT:1 account=x@s.whatsapp.net
)");
}

}  // namespace bridle::test::whatsapp_contacts_test
