// AddressBook.sqlitedb: the people whom the owner knows.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::contacts {

namespace {

constexpr char kFile[] = "Library/AddressBook/AddressBook.sqlitedb";
constexpr int kPhone = 3, kEmail = 4, kUrl = 22;

constexpr std::string_view kSchema = R"sql(
CREATE TABLE ABStore (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, Name TEXT, Type INTEGER,
    AccountID INTEGER DEFAULT -1);
CREATE TABLE ABAccount (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, AccountIdentifier TEXT);
CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, First TEXT, Last TEXT, Middle TEXT,
    Organization TEXT, Department TEXT, Note TEXT, Kind INTEGER, Birthday TEXT, JobTitle TEXT,
    Nickname TEXT, CreationDate INTEGER, ModificationDate INTEGER, StoreID INTEGER, guid TEXT);
CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER,
    identifier INTEGER, label INTEGER, value TEXT, guid TEXT);
CREATE TABLE ABMultiValueLabel (value TEXT, UNIQUE(value));
CREATE TABLE ABMultiValueEntry (parent_id INTEGER, key INTEGER, value TEXT,
    UNIQUE(parent_id, key));
CREATE TABLE ABMultiValueEntryKey (value TEXT, UNIQUE(value));
CREATE INDEX ABMultiValueRecordIDIndex ON ABMultiValue(record_id);
INSERT INTO ABStore(Name, Type, AccountID) VALUES (NULL, 0, -1), ('iCloud', 4, 1);
INSERT INTO ABAccount(AccountIdentifier) VALUES ('00000000-0000-4000-8000-000000000001');
INSERT INTO ABMultiValueLabel VALUES ('_$!<Mobile>!$_'), ('_$!<Home>!$_'), ('Boat');
INSERT INTO ABMultiValueEntryKey VALUES ('Street'), ('City'), ('username'), ('url');
)sql";

class ContactWriter {
public:
    ContactWriter(SqliteBuilder& database, std::uint64_t seed)
        : random_(seed, "contacts"),
          person_(database, "ABPerson",
                  "First, Last, Organization, Note, CreationDate, ModificationDate, StoreID, guid"),
          value_(database, "ABMultiValue", "record_id, property, identifier, label, value"),
          entry_(database, "ABMultiValueEntry", "parent_id, key, value") {}

    void add(std::string_view name, Time taken) {
        const auto created = static_cast<std::int64_t>(cocoa_seconds(taken)) -
                             random_.between(1'000'000, 90'000'000);
        const std::size_t space = std::min(name.find(' '), name.size());
        person_(name.substr(0, space), name.substr(std::min(space + 1, name.size())),
                random_.one_in(6) ? "Example Choir" : "",
                random_.one_in(6) ? sentence(random_) : "", created,
                created + random_.between(0, 900'000), 2, random_.uuid());
        people_++;
    }
    void value(int property, std::string_view text, int label = 1) {
        value_(people_, property, 0, label, text);
        values_++;
    }
    void address() {
        value_(people_, 5, 0, 2, nullptr);
        entry_(++values_, 1, "1 Example Street");
        entry_(values_, 2, "Example City");
    }

private:
    Random random_;
    Insert person_, value_, entry_;
    std::int64_t people_ = 0, values_ = 0;
};

}  // namespace

static void make(PartMaker& maker) {
    SqliteBuilder database;
    database.run(kSchema);
    {
        ContactWriter writer(database, maker.plan().seed);
        const Time taken = maker.plan().taken;
        for (const Person& person : people(maker.plan().seed, 40)) {
            writer.add(person.name, taken);
            writer.value(kPhone, person.phone);
            writer.value(kEmail, person.email, 2);
            writer.address();
        }
        if (Bait* bait = maker.bait()) {
            if (auto email = bait->next(Sort::email)) {
                writer.add("New Client", taken);
                writer.value(kEmail, *email);
                maker.plant(Sort::email, "contacts", *email, *email);
            }
            if (auto domain = bait->next(Sort::domain)) {
                const std::string page = "https://" + *domain + "/about";
                writer.add("Some Shop", taken);
                writer.value(kUrl, page);
                maker.plant(Sort::domain, "contacts", *domain, page);
            }
        }
    }
    maker.add("HomeDomain", kFile, database.bytes());
}

static Result<void> seeds(const SeedSink& write) {
    SqliteBuilder database(512);
    database.run(kSchema);
    {
        ContactWriter writer(database, 7);
        writer.add("Alex Example", kTaken);
        writer.value(kPhone, "+12025550100");
        writer.value(kEmail, "alex@mail.example", 3);
        writer.value(kUrl, "https://alex.example/");
        writer.value(99, "what is this");
        writer.address();
    }
    database.run(
        "INSERT INTO ABMultiValueEntry VALUES (77, 3, 'alex'), (77, 4, 'https://b.example')");
    TRY(write("contacts/one.db", database.bytes()));
    SqliteBuilder odd(512);
    odd.run(R"sql(
        CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First, Last, CreationDate, StoreID);
        CREATE TABLE ABMultiValue (record_id, value, label, property);
        CREATE TABLE ABMultiValueEntry (parent_id, key, value);
        INSERT INTO ABPerson VALUES (1, x'FF', 5, 'never', 'x'), (-3, NULL, NULL, 9e300, NULL);
        INSERT INTO ABMultiValue VALUES ('x', x'00FF', 9e300, 'y'), (1, NULL, 1, 3);
        INSERT INTO ABMultiValueEntry VALUES (NULL, 'x', 5);
    )sql");
    return write("contacts/odd.db", odd.bytes());
}

extern constinit const PhonePart part = {.name = "contacts", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::contacts
