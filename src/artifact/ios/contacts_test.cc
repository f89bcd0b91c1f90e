#include <gtest/gtest.h>

#include "support/harness.h"

namespace bridle::test::contacts_test {

static constexpr std::string_view kTables = R"sql(
    CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First TEXT, Last TEXT, Middle TEXT,
        Organization TEXT, Note TEXT, CreationDate INTEGER, ModificationDate INTEGER);
    CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER,
        label INTEGER, value TEXT);
    CREATE TABLE ABMultiValueLabel (value TEXT);
    CREATE TABLE ABMultiValueEntry (parent_id INTEGER, key INTEGER, value TEXT);
    CREATE TABLE ABMultiValueEntryKey (value TEXT);
    INSERT INTO ABMultiValueLabel VALUES ('_$!<Mobile>!$_'), ('Boat');
    INSERT INTO ABMultiValueEntryKey VALUES ('username'), ('url'), ('City');
    INSERT INTO ABPerson VALUES (3, 'Alex', 'Example', 'M', 'Choir', 'met in May', 600000000, 700000000);
)sql";

TEST(Contacts, EachValueIsOfItsKindAndNamesItsOwner) {  // W-44
    EXPECT_EQ(parse("contacts", database(std::string(kTables) + R"sql(
        INSERT INTO ABMultiValue VALUES (1, 3, 3, 1, '+12025550100'), (2, 3, 4, 2, 'alex@mail.example'),
            (3, 3, 22, NULL, 'https://alex.example/'), (4, 3, 5, NULL, NULL);
    )sql")),
              R"(
ABPerson:3 record_type=person first_name=Alex middle_name=M last_name=Example organization=Choir note=met in May contact_created=2020-01-06T10:40:00Z contact_modified=2023-03-08T20:26:40Z
ABMultiValue:1 record_type=phone value=+12025550100 label=Mobile first_name=Alex middle_name=M last_name=Example organization=Choir person=3
ABMultiValue:2 record_type=email value=alex@mail.example label=Boat first_name=Alex middle_name=M last_name=Example organization=Choir person=3
ABMultiValue:3 record_type=url value=https://alex.example/ first_name=Alex middle_name=M last_name=Example organization=Choir person=3
)");
}

TEST(Contacts, AccountsAndAddressesHaveParts) {
    EXPECT_EQ(parse("contacts", database(std::string(kTables) + R"sql(
        DELETE FROM ABPerson;
        INSERT INTO ABMultiValue VALUES (5, 3, 46, NULL, NULL), (6, 3, 5, NULL, NULL);
        INSERT INTO ABMultiValueEntry VALUES (5, 1, 'alex'), (5, 2, 'https://net.example/alex'),
            (6, 3, 'Example City');
    )sql")),
              R"(
ABMultiValueEntry:1 record_type=social_profile part=username value=alex person=3 value_of=5
ABMultiValueEntry:2 record_type=social_profile part=url value=https://net.example/alex person=3 value_of=5
ABMultiValueEntry:3 record_type=address part=City value=Example City person=3 value_of=6
)");
}

TEST(Contacts, ValuesOfPeopleWhoAreGoneAreKept) {
    EXPECT_EQ(parse("contacts", database(std::string(kTables) + R"sql(
        DELETE FROM ABPerson;
        INSERT INTO ABMultiValue VALUES (1, 9, 99, NULL, 'x@mail.example');
    )sql")),
              R"(
ABMultiValue:1 record_type=value value=x@mail.example person=9 property=99
)");
}

TEST(Contacts, SaysWhichTablesAreMissing) {
    EXPECT_EQ(parse("contacts", database("CREATE TABLE other (x)")), R"(
problem: no table ABPerson [ABPerson]
problem: no table ABMultiValue [ABMultiValue]
)");
}

}  // namespace bridle::test::contacts_test
