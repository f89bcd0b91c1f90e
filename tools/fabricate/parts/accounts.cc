// Accounts3.sqlite: the accounts of the phone and what each is set to.

#include "fabricate/keyed_archive.h"
#include "fabricate/part.h"
#include "fabricate/plist.h"
#include "fabricate/sqlite_builder.h"

namespace bridle::fabricate::accounts {

namespace {

constexpr char kSchema[] = R"sql(
    CREATE TABLE ZACCOUNTTYPE (Z_PK INTEGER PRIMARY KEY, ZACCOUNTTYPEDESCRIPTION VARCHAR,
        ZIDENTIFIER VARCHAR, ZOWNINGBUNDLEID VARCHAR);
    CREATE TABLE ZACCOUNT (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZACTIVE INTEGER,
        ZAUTHENTICATED INTEGER, ZVISIBLE INTEGER, ZACCOUNTTYPE INTEGER, ZPARENTACCOUNT INTEGER,
        ZDATE TIMESTAMP, ZLASTCREDENTIALRENEWALREJECTIONDATE TIMESTAMP,
        ZACCOUNTDESCRIPTION VARCHAR, ZAUTHENTICATIONTYPE VARCHAR, ZIDENTIFIER VARCHAR,
        ZMODIFICATIONID VARCHAR, ZOWNINGBUNDLEID VARCHAR, ZUSERNAME VARCHAR);
    CREATE TABLE ZACCOUNTPROPERTY (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
        ZOWNER INTEGER, ZKEY VARCHAR, ZVALUE BLOB);
    INSERT INTO ZACCOUNTTYPE VALUES (1, 'iCloud', 'com.apple.account.AppleAccount', NULL),
        (2, 'IMAP', 'com.apple.account.IMAP', NULL),
        (3, 'iMessage', 'com.apple.account.IdentityServices', NULL);
)sql";

std::string archived(std::string_view text) {
    KeyedArchive archive;
    return archive.finish(archive.text(text));
}

class AccountsWriter {
public:
    explicit AccountsWriter(int page_size = 4096) : database_(page_size) { database_.run(kSchema); }

    void account(int type, std::string_view user, std::string_view app, Time added) {
        const double seconds =
            std::chrono::duration<double>(
                added - Time(std::chrono::sys_days(std::chrono::year(2001) / 1 / 1)))
                .count();
        accounts_++;
        Insert(database_, "ZACCOUNT",
               "Z_PK, ZACTIVE, ZAUTHENTICATED, ZVISIBLE, ZACCOUNTTYPE, ZDATE, "
               "ZACCOUNTDESCRIPTION, ZIDENTIFIER, ZOWNINGBUNDLEID, ZUSERNAME")(
            accounts_, 1, 1, 1, type, seconds, "Account", "ID-" + std::to_string(accounts_), app,
            user);
    }
    void property(std::string_view key, std::string_view value) {
        Insert(database_, "ZACCOUNTPROPERTY", "ZOWNER, ZKEY, ZVALUE")(accounts_, key, Blob{value});
    }
    std::string bytes() { return database_.bytes(); }

private:
    SqliteBuilder database_;
    int accounts_ = 0;
};

void make(PartMaker& maker) {
    const Time added = maker.plan().taken - std::chrono::hours(24 * 500);
    AccountsWriter writer;
    writer.account(1, "ana@people.example", "com.apple.Preferences", added);
    writer.property("ACPropertyFullName", archived("Ana Example"));
    writer.account(2, "ana@mail.example", "com.apple.mobilemail", added + std::chrono::hours(1));
    writer.property("Hostname", archived("imap.mail.example"));
    writer.property("PortNumber", binary_plist(993));
    writer.account(3, "+12025550100", "com.apple.imagent", added + std::chrono::hours(2));
    if (Bait* bait = maker.bait()) {
        if (auto email = bait->next(Sort::email)) {
            writer.account(3, *email, "com.apple.imagent", added + std::chrono::hours(9000));
            maker.plant(Sort::email, "accounts", *email, *email);
        }
        if (auto host = bait->next(Sort::domain)) {
            writer.property("Hostname", archived(*host));
            maker.plant(Sort::domain, "accounts", *host, *host);
        }
    }
    maker.add("HomeDomain", "Library/Accounts/Accounts3.sqlite", writer.bytes());
}

Result<void> seeds(const SeedSink& write) {
    AccountsWriter writer(512);
    writer.account(1, "ana@people.example", "com.apple.Preferences", kTaken);
    writer.property("Hostname", archived("imap.mail.example"));
    writer.property("PortNumber", binary_plist(993));
    writer.property("SSLEnabled", binary_plist(true));
    writer.property("EmailAddresses", binary_plist(Plist::Array{"a@b.example", 7}));
    writer.property("oauthToken", archived("do-not-show"));
    writer.property("broken", "no property list");
    writer.account(99, "\xFF\xFE", "", Time());
    return write("accounts/two.db", writer.bytes());
}

}  // namespace

extern constinit const PhonePart part = {.name = "accounts", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::accounts
