// ContactsV2.sqlite and CallHistory.sqlite: whom WhatsApp knows, and who called.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::whatsapp_people {

namespace {

constexpr char kGroup[] = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";

constexpr std::string_view kContacts = R"sql(
CREATE TABLE ZWAADDRESSBOOKCONTACT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZFULLNAME VARCHAR, ZGIVENNAME VARCHAR, ZLASTNAME VARCHAR, ZUSERNAME VARCHAR,
    ZBUSINESSNAME VARCHAR, ZPHONENUMBER VARCHAR, ZLOCALIZEDPHONENUMBER VARCHAR,
    ZWHATSAPPID VARCHAR, ZLID VARCHAR, ZABOUTTEXT VARCHAR, ZABOUTEMOJI VARCHAR, ZNOTES VARCHAR,
    ZDISAPPEARINGMODEDURATION FLOAT, ZDISAPPEARINGMODETIMESTAMP TIMESTAMP,
    ZABOUTTIMESTAMP TIMESTAMP, ZABOUTEXPIRATIONTIMESTAMP TIMESTAMP, ZLASTUPDATED TIMESTAMP,
    ZPHONESTATUS INTEGER, ZSYNCPOLICY INTEGER);
)sql";
constexpr std::string_view kCalls = R"sql(
CREATE TABLE ZWAAGGREGATECALLEVENT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZINCOMING INTEGER, ZMISSED INTEGER, ZMISSEDREASON INTEGER, ZVIDEO INTEGER,
    ZFIRSTDATE TIMESTAMP, ZLINKTOKEN VARCHAR);
CREATE TABLE ZWACDCALLEVENT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZBYTESRECEIVED INTEGER, ZBYTESSENT INTEGER, ZOUTCOME INTEGER, Z1CALLEVENTS INTEGER,
    ZDATE TIMESTAMP, ZDURATION FLOAT, ZCALLIDSTRING VARCHAR,
    ZGROUPCALLCREATORUSERJIDSTRING VARCHAR, ZGROUPJIDSTRING VARCHAR);
CREATE TABLE ZWACDCALLEVENTPARTICIPANT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZOUTCOME INTEGER, Z1PARTICIPANTS INTEGER, ZJIDSTRING VARCHAR);
CREATE TABLE ZWAJOINABLECALLEVENT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZDATE TIMESTAMP, ZFROMJIDSTRING VARCHAR);
)sql";

std::string digits(const Person& person) {
    return person.phone.substr(1);
}

std::string contacts_database(PartMaker& maker) {
    SqliteBuilder database;
    database.run(kContacts);
    Insert contact(database, "ZWAADDRESSBOOKCONTACT",
                   "ZFULLNAME, ZPHONENUMBER, ZWHATSAPPID, ZLID, ZABOUTTEXT, ZLASTUPDATED, "
                   "ZDISAPPEARINGMODEDURATION");
    const double taken = cocoa_seconds(maker.plan().taken);
    std::int64_t lid = 100'000'000'000'000;
    for (const Person& person : people(maker.plan().seed, 30))
        contact(person.name, person.phone, digits(person) + "@s.whatsapp.net",
                std::to_string(lid++) + "@lid", "Hey there! I am using WhatsApp.", taken - 4e6,
                0.0);
    if (Bait* bait = maker.bait())
        if (auto domain = bait->next(Sort::domain)) {
            const std::string about = "Ask at https://" + *domain + "/me";
            contact("Support", "+12025550199", "12025550199@s.whatsapp.net", nullptr, about,
                    taken - 3e6, 86400.0);
            maker.plant(Sort::domain, "whatsapp_contacts", *domain, about);
        }
    return database.bytes();
}

std::string calls_database(std::uint64_t seed, Time taken_at) {
    SqliteBuilder database;
    database.run(kCalls);
    Insert aggregate(database, "ZWAAGGREGATECALLEVENT", "ZINCOMING, ZMISSED, ZVIDEO, ZFIRSTDATE");
    Insert call(database, "ZWACDCALLEVENT",
                "Z1CALLEVENTS, ZDATE, ZDURATION, ZOUTCOME, ZCALLIDSTRING, ZBYTESRECEIVED");
    Insert peer(database, "ZWACDCALLEVENTPARTICIPANT", "Z1PARTICIPANTS, ZJIDSTRING, ZOUTCOME");
    Random random(seed, "whatsapp_calls");
    const auto known = people(seed, 30);
    const double taken = cocoa_seconds(taken_at);
    for (int i = 1; i <= 25; i++) {
        const double time = taken - static_cast<double>(random.between(10'000, 9'000'000));
        const bool missed = random.one_in(4);
        aggregate(random.below(2), missed, random.below(2), time);
        call(i, time, missed ? 0.0 : 300 * random.fraction(), missed, random.uuid(), 5000);
        peer(i, digits(random.pick(known)) + "@s.whatsapp.net", missed);
    }
    return database.bytes();
}

}  // namespace

static void make(PartMaker& maker) {
    maker.add(kGroup, "ContactsV2.sqlite", contacts_database(maker));
    maker.add(kGroup, "CallHistory.sqlite", calls_database(maker.plan().seed, maker.plan().taken));
}

static Result<void> seeds(const SeedSink& write) {
    SqliteBuilder contacts(512);
    contacts.run(kContacts);
    contacts.run(R"sql(
        INSERT INTO ZWAADDRESSBOOKCONTACT VALUES (1, 1, 1, CAST('Alex' AS BLOB), 'A', 'B', 'a', NULL,
            '+12025550100', '(202) 555-0100', '12025550100@s.whatsapp.net', '7@lid', 'hey', NULL,
            'n', 604800, 7e8, 7e8, 7e8, 7e8, 1, 1), (2, 1, 1, x'FF', 5, NULL, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, NULL, 5, 'x', 9e300, -9e300, 0, 'y', 'z');
    )sql");
    TRY(write("whatsapp_contacts/two.db", contacts.bytes()));
    SqliteBuilder calls(512);
    calls.run(kCalls);
    calls.run(R"sql(
        INSERT INTO ZWAAGGREGATECALLEVENT VALUES (1, 1, 1, 1, 0, 0, 1, 7e8, NULL),
            (2, 1, 1, 0, 1, 2, 0, 7e8, 'token');
        INSERT INTO ZWACDCALLEVENT VALUES (1, 2, 1, 10, 20, 0, 1, 7e8, 12.5, 'ID', NULL, '1-2@g.us'),
            (2, 2, 1, 'x', 'y', 'z', 'w', 'never', x'FF', 5, NULL, NULL);
        INSERT INTO ZWACDCALLEVENTPARTICIPANT VALUES (1, 3, 1, 0, 1, '12025550100@s.whatsapp.net'),
            (2, 3, 1, 1, 1, '7@lid'), (3, 3, 1, 5, 2, 'x'), (4, 3, 1, 5, 99, 'y'),
            (5, 3, 1, 5, NULL, 'z');
        INSERT INTO ZWAJOINABLECALLEVENT VALUES (1, 4, 1, 7e8, '12025550100@s.whatsapp.net');
    )sql");
    TRY(write("whatsapp_calls/two.db", calls.bytes()));
    SqliteBuilder odd(512);
    odd.run(
        "CREATE TABLE ZWACDCALLEVENT (Z_PK INTEGER PRIMARY KEY, ZDATE);"
        "INSERT INTO ZWACDCALLEVENT VALUES (1, 7e8)");
    return write("whatsapp_calls/odd.db", odd.bytes());
}

extern constinit const PhonePart part = {.name = "whatsapp_people", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::whatsapp_people
