// interactionC.db: who dealt with whom, by way of which app.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::interaction_c {

namespace {

constexpr char kFile[] = "Library/CoreDuet/People/interactionC.db";

// As iOS numbers the entities; `first` shifts the numbers, as versions do.
std::string schema(int first) {
    auto n = [&](int offset) { return std::to_string(first + offset); };
    const std::string attachment = n(0), contact = n(1), interaction = n(2), keyword = n(3);
    return std::string(R"sql(
CREATE TABLE ZINTERACTIONS (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZDIRECTION INTEGER, ZISRESPONSE INTEGER, ZMECHANISM INTEGER, ZRECIPIENTCOUNT INTEGER,
    ZSENDER INTEGER, ZCREATIONDATE TIMESTAMP, ZENDDATE TIMESTAMP, ZSTARTDATE TIMESTAMP,
    ZACCOUNT VARCHAR, ZBUNDLEID VARCHAR, ZCONTENTURL VARCHAR, ZDERIVEDINTENTIDENTIFIER VARCHAR,
    ZDOMAINIDENTIFIER VARCHAR, ZGROUPNAME VARCHAR, ZLOCATIONUUID VARCHAR, ZTARGETBUNDLEID VARCHAR,
    ZUUID VARCHAR);
CREATE TABLE ZCONTACTS (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZINCOMINGRECIPIENTCOUNT INTEGER, ZINCOMINGSENDERCOUNT INTEGER, ZOUTGOINGRECIPIENTCOUNT INTEGER,
    ZPERSONIDTYPE INTEGER, ZTYPE INTEGER, ZCREATIONDATE TIMESTAMP,
    ZFIRSTINCOMINGSENDERDATE TIMESTAMP, ZLASTINCOMINGSENDERDATE TIMESTAMP,
    ZFIRSTOUTGOINGRECIPIENTDATE TIMESTAMP, ZLASTOUTGOINGRECIPIENTDATE TIMESTAMP,
    ZCUSTOMIDENTIFIER VARCHAR, ZDISPLAYNAME VARCHAR, ZIDENTIFIER VARCHAR, ZPERSONID VARCHAR);
CREATE TABLE ZATTACHMENT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZSIZEINBYTES INTEGER, ZCLOUDIDENTIFIER VARCHAR, ZCONTENTTEXT VARCHAR, ZCONTENTURL VARCHAR,
    ZPHOTOLOCALIDENTIFIER VARCHAR, ZUTI VARCHAR, ZIDENTIFIER BLOB);
CREATE TABLE ZKEYWORDS (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZKEYWORD VARCHAR);
CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER,
    Z_MAX INTEGER);
)sql") + "CREATE TABLE Z_" +
           attachment + "INTERACTIONS (Z_" + attachment + "ATTACHMENTS INTEGER, Z_" + interaction +
           "INTERACTIONS INTEGER, PRIMARY KEY (Z_" + attachment + "ATTACHMENTS, Z_" + interaction +
           "INTERACTIONS));" + "CREATE TABLE Z_" + contact + "INTERACTIONRECIPIENT (Z_" + contact +
           "RECIPIENTS INTEGER, Z_" + interaction +
           "INTERACTIONRECIPIENT INTEGER, PRIMARY KEY (Z_" + contact + "RECIPIENTS, Z_" +
           interaction + "INTERACTIONRECIPIENT));" + "CREATE TABLE Z_" + interaction +
           "KEYWORDS (Z_" + interaction + "INTERACTIONS INTEGER, Z_" + keyword +
           "KEYWORDS INTEGER, PRIMARY KEY (Z_" + interaction + "INTERACTIONS, Z_" + keyword +
           "KEYWORDS));" + "INSERT INTO Z_PRIMARYKEY VALUES (" + attachment +
           ", 'Attachment', 0, 0), (" + contact + ", 'Contacts', 0, 0), (" + interaction +
           ", 'Interactions', 0, 0), (" + keyword + ", 'Keywords', 0, 0);";
}

class InteractionWriter {
public:
    InteractionWriter(SqliteBuilder& database, int first)
        : contact_(database, "ZCONTACTS",
                   "ZDISPLAYNAME, ZIDENTIFIER, ZCREATIONDATE, ZINCOMINGSENDERCOUNT, "
                   "ZFIRSTINCOMINGSENDERDATE, ZLASTINCOMINGSENDERDATE"),
          interaction_(database, "ZINTERACTIONS",
                       "ZDIRECTION, ZISRESPONSE, ZMECHANISM, ZRECIPIENTCOUNT, ZSENDER, "
                       "ZCREATIONDATE, ZENDDATE, ZSTARTDATE, ZBUNDLEID, ZUUID"),
          recipient_(database, "INSERT INTO Z_" + std::to_string(first + 1) +
                                   "INTERACTIONRECIPIENT VALUES (?, ?)"),
          attachment_(database, "ZATTACHMENT", "ZSIZEINBYTES, ZCONTENTTEXT, ZCONTENTURL, ZUTI"),
          attached_(database,
                    "INSERT INTO Z_" + std::to_string(first) + "INTERACTIONS VALUES (?, ?)") {}

    std::int64_t contact(std::string_view name, std::string_view identifier, double time) {
        contact_(name, identifier, time, 2, time, time + 1000);
        return ++contacts_;
    }
    std::int64_t incoming(std::int64_t sender, std::string_view bundle, double time,
                          std::string_view uuid) {
        interaction_(0, 0, 13, 0, sender, time + 1, time, time, bundle, uuid);
        return ++interactions_;
    }
    std::int64_t outgoing(std::int64_t recipient, std::string_view bundle, double time,
                          std::string_view uuid) {
        interaction_(1, 0, 13, 1, nullptr, time + 1, time + 5, time, bundle, uuid);
        recipient_(recipient, ++interactions_);
        return interactions_;
    }
    void attach(std::int64_t interaction, std::string_view text, std::string_view url) {
        attachment_(1000, text, url, "public.url");
        attached_(++attachments_, interaction);
    }
    void also_to(std::int64_t recipient) { recipient_(recipient, interactions_); }

private:
    Insert contact_, interaction_, recipient_, attachment_, attached_;
    std::int64_t contacts_ = 0, interactions_ = 0, attachments_ = 0;
};

constexpr std::string_view kBundles[] = {"com.apple.MobileSMS", "com.apple.mobilephone",
                                         "com.apple.mobilemail", "net.whatsapp.WhatsApp"};

}  // namespace

static void make(PartMaker& maker) {
    SqliteBuilder database;
    database.run(schema(1));
    {
        InteractionWriter writer(database, 1);
        Random random(maker.plan().seed, "interactions");
        const double taken = cocoa_seconds(maker.plan().taken);
        std::vector<std::int64_t> known;
        for (const Person& person : people(maker.plan().seed, 20))
            known.push_back(writer.contact(person.name, person.phone, taken - 9e6));
        for (int i = 0; i < 150; i++) {
            const double time = taken - static_cast<double>(random.between(9'000, 8'000'000));
            std::string_view bundle = random.pick(kBundles);
            if (random.one_in(2))
                writer.incoming(random.pick(known), bundle, time, random.uuid());
            else
                writer.outgoing(random.pick(known), bundle, time, random.uuid());
        }
        if (Bait* bait = maker.bait()) {
            if (auto email = bait->next(Sort::email)) {
                writer.contact("", *email, taken - 7e5);
                maker.plant(Sort::email, "interaction_c", *email, *email);
            }
            if (auto domain = bait->next(Sort::domain)) {
                const std::string link = "https://" + *domain + "/shared";
                writer.attach(
                    writer.incoming(known[0], "com.apple.MobileSMS", taken - 6e5, random.uuid()),
                    "", link);
                maker.plant(Sort::domain, "interaction_c", *domain, link);
            }
        }
    }
    maker.add("HomeDomain", kFile, database.bytes());
}

static Result<void> seeds(const SeedSink& write) {
    SqliteBuilder database(512);
    database.run(schema(4));
    {
        InteractionWriter writer(database, 4);
        const std::int64_t first = writer.contact("Alex", "+12025550100", 7e8),
                           second = writer.contact("Bo", "bo@mail.example", 7e8);
        writer.attach(writer.incoming(first, "net.whatsapp.WhatsApp", 7e8, "A"), "see b.example",
                      "https://b.example/");
        writer.outgoing(second, "com.apple.MobileSMS", 7e8, "B");
        writer.also_to(first);
    }
    database.run(
        "INSERT INTO ZKEYWORDS(Z_PK, ZKEYWORD) VALUES (1, 'boat'); INSERT INTO Z_6KEYWORDS VALUES "
        "(1, 1); INSERT INTO ZATTACHMENT(ZCONTENTTEXT, ZIDENTIFIER) VALUES ('alone', x'0102')");
    TRY(write("interaction_c/two.db", database.bytes()));
    SqliteBuilder odd(512);
    odd.run(R"sql(
        CREATE TABLE ZINTERACTIONS (Z_PK INTEGER PRIMARY KEY, ZSTARTDATE, ZBUNDLEID, ZSENDER,
            ZDIRECTION);
        CREATE TABLE ZCONTACTS (Z_PK INTEGER PRIMARY KEY, ZDISPLAYNAME, ZIDENTIFIER);
        CREATE TABLE Z_99INTERACTIONRECIPIENT (Z_2RECIPIENTS, Z_3INTERACTIONRECIPIENT);
        CREATE TABLE Z_PRIMARYKEY (Z_ENT, Z_NAME);
        INSERT INTO ZINTERACTIONS VALUES (1, 'never', x'FF', 'x', 7), (-1, 9e300, NULL, 1, NULL);
        INSERT INTO ZCONTACTS VALUES (1, x'FF', 5);
        INSERT INTO Z_99INTERACTIONRECIPIENT VALUES ('x', 1), (1, 1), (1, NULL);
        INSERT INTO Z_PRIMARYKEY VALUES ('x', 5), (77, NULL);
    )sql");
    return write("interaction_c/odd.db", odd.bytes());
}

extern constinit const PhonePart part = {.name = "interaction_c", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::interaction_c
