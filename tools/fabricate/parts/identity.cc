// Under which accounts the phone is reached, and what strangers leave in HomeKit and Find My.

#include "fabricate/encoding.h"
#include "fabricate/keyed_archive.h"
#include "fabricate/part.h"
#include "fabricate/plist.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::identity {

namespace {

using Dictionary = Plist::Dictionary;
using Array = Plist::Array;

constexpr char kOwner[] = "owner@mail.example", kOwnNumber[] = "+12025550150";

Plist accounts(Time taken, const std::string& also) {
    Array aliases = {Dictionary{{"Alias", kOwner}, {"Status", 3}},
                     Dictionary{{"Alias", kOwnNumber}, {"Status", 3}}};
    if (!also.empty()) aliases.push_back(Dictionary{{"Alias", also}, {"Status", 3}});
    return Dictionary{
        {"Accounts", Dictionary{{"00000000-0000-4000-8000-00000000000A",
                                 Dictionary{
                                     {"LoginAs", std::string("E:") + kOwner},
                                     {"Aliases", std::move(aliases)},
                                     {"VettedAliases", Array{kOwner, kOwnNumber}},
                                     {"ProfileID", "D:1000000001"},
                                     {"RegionID", "R:US"},
                                     {"AccountType", 1},
                                     {"RegistrationDate", taken - std::chrono::hours(24 * 300)},
                                 }}}},
        {"ActiveAccounts", Array{"00000000-0000-4000-8000-00000000000A"}},
    };
}

// A record of CloudKit, as HomeKit keeps it.
std::string archived_record(Time created, std::string_view user) {
    using std::to_string;
    const double seconds = cocoa_seconds(created);
    return binary_plist(Dictionary{
        {"$version", 100000},
        {"$archiver", "NSKeyedArchiver"},
        {"$top", Dictionary{{"RecordCtime", Plist::Uid{1}}, {"userID", Plist::Uid{2}}}},
        {"$objects",
         Array{"$null", Dictionary{{"NS.time", seconds}, {"$class", Plist::Uid{3}}},
               std::string(user),
               Dictionary{{"$classname", "NSDate"}, {"$classes", Array{"NSDate", "NSObject"}}}}},
    });
}

constexpr std::string_view kHomeSchema = R"sql(
CREATE TABLE record_v2 (id INTEGER PRIMARY KEY, uuid BLOB, parent_uuid BLOB, external_id BLOB,
    external_data BLOB, model_data BLOB, push_data BLOB);
CREATE TABLE store (id INTEGER PRIMARY KEY, name TEXT);
)sql";
constexpr std::string_view kCoreSchema = R"sql(
CREATE TABLE ZMKFUSER (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZNAME VARCHAR,
    ZACCOUNTHANDLE VARCHAR, ZWRITERTIMESTAMP TIMESTAMP, ZCREATIONDATE TIMESTAMP);
CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR);
)sql";

std::string homes(Time taken, const std::vector<std::string>& users) {
    SqliteBuilder database;
    database.run(kHomeSchema);
    {
        Insert record(database, "record_v2", "uuid, external_data");
        int days = 300;
        for (const std::string& user : users) {
            const std::string data =
                archived_record(taken - std::chrono::hours(24 * days--), "mailto:" + user);
            record(Blob{"0123456789abcdef"}, Blob{data});
        }
    }
    return database.bytes();
}

Plist friends(Time taken, const std::string& friend_address) {
    return Dictionary{
        {"followers", Array{Dictionary{{"handle", friend_address},
                                       {"createTimestamp", unix_seconds(taken) * 1000 - 900000}}}},
        {"myHandle", kOwner}};
}

}  // namespace

static void make(PartMaker& maker) {
    const Time taken = maker.plan().taken;
    const std::string known = people(maker.plan().seed, 1).front().email;
    std::vector<std::string> users = {kOwner, known};
    std::string alias, follower = known;
    if (Bait* bait = maker.bait()) {
        users.emplace_back("visitor@stranger.example");
        maker.plant_rule("homekit_unknown_sender", "homekit", users.back());
        if (auto email = bait->next(Sort::email)) {
            users.push_back(*email);
            maker.plant(Sort::email, "homekit", *email, *email);
            maker.plant_rule("homekit_unknown_sender", "homekit", *email);
        }
        if (auto email = bait->next(Sort::email)) {
            alias = *email;
            maker.plant(Sort::email, "imessage_accounts", alias, alias);
        }
        if (auto email = bait->next(Sort::email)) {
            follower = *email;
            maker.plant(Sort::email, "find_my", follower, follower);
            maker.plant_rule("homekit_unknown_sender", "find_my", follower);
        }
    }
    const std::string preferences = "Library/Preferences/";
    maker.add("HomeDomain", preferences + "com.apple.imservice.ids.iMessage.plist",
              binary_plist(accounts(taken, alias)));
    maker.add("HomeDomain", preferences + "com.apple.icloud.fmfd.plist",
              binary_plist(friends(taken, follower)));
    maker.add("HomeDomain", "Library/homed/datastore3.sqlite", homes(taken, users));
}

static Result<void> seeds(const SeedSink& write) {
    TRY(write("imessage_accounts/one.plist", binary_plist(accounts(kTaken, "b@c.example"))));
    TRY(write(
        "imessage_accounts/odd.plist",
        binary_plist(Dictionary{
            {"Aliases", Array{1, Array{}, Dictionary{{"Alias", 5}}}},
            {"LoginAs", 5},
            {"x", Dictionary{{"a", Array{"tel:+12025550100", "q@r.example"}}, {"date", 7e8}}}})));
    TRY(write("find_my/friends.plist", binary_plist(friends(kTaken, "b@c.example"))));
    TRY(write("find_my/friends.json", R"([{"id":"mailto:b@c.example","t":1}])"));
    TRY(write("find_my/encrypted.plist",
              binary_plist(Dictionary{{"signature", Plist::Data{"s"}},
                                      {"encryptedData", Plist::Data{"d@e.example"}}})));
    SqliteBuilder archive(512);
    archive.run(kHomeSchema);
    {
        const std::string data = archived_record(kTaken, "mailto:b@c.example");
        Insert(archive, "record_v2", "uuid, external_data")(Blob{"x"}, Blob{data});
    }
    archive.run("INSERT INTO store VALUES (1, 'plain d@e.example text'), (2, x'FF00'), (3, 5)");
    TRY(write("homekit/archive.db", archive.bytes()));
    SqliteBuilder core(512);
    core.run(kCoreSchema);
    core.run(
        "INSERT INTO ZMKFUSER VALUES (1, 1, 1, 'Alex', 'mailto:b@c.example', 7e8, 6e8), "
        "(2, 1, 1, 'Bo', 'tel:+12025550100', 'never', 9e300)");
    return write("homekit/core.db", core.bytes());
}

extern constinit const PhonePart part = {.name = "identity", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::identity
