#include "fabricate/whatsapp.h"

#include <algorithm>

#include "fabricate/encoding.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate {

namespace {

constexpr std::string_view kChatFile =
    "AppDomainGroup-group.net.whatsapp.WhatsApp.shared/ChatStorage.sqlite";

constexpr std::string_view kSchema = R"sql(
CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZCHILDMESSAGESDELIVEREDCOUNT INTEGER, ZCHILDMESSAGESPLAYEDCOUNT INTEGER,
    ZCHILDMESSAGESREADCOUNT INTEGER, ZDATAITEMVERSION INTEGER, ZDOCID INTEGER,
    ZENCRETRYCOUNT INTEGER, ZFILTEREDRECIPIENTCOUNT INTEGER, ZFLAGS INTEGER,
    ZGROUPEVENTTYPE INTEGER, ZISFROMME INTEGER, ZMESSAGEERRORSTATUS INTEGER,
    ZMESSAGESTATUS INTEGER, ZMESSAGETYPE INTEGER, ZSORT INTEGER, ZSPOTLIGHTSTATUS INTEGER,
    ZSTARRED INTEGER, ZCHATSESSION INTEGER, ZGROUPMEMBER INTEGER, ZLASTSESSION INTEGER,
    ZMEDIAITEM INTEGER, ZMESSAGEINFO INTEGER, ZPARENTMESSAGE INTEGER, ZMESSAGEDATE TIMESTAMP,
    ZSENTDATE TIMESTAMP, ZFROMJID VARCHAR, ZMEDIASECTIONID VARCHAR, ZPHASH VARCHAR,
    ZPUSHNAME VARCHAR, ZSTANZAID VARCHAR, ZTEXT VARCHAR, ZTOJID VARCHAR);
CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZCLOUDSTATUS INTEGER, ZFILESIZE INTEGER, ZMEDIAORIGIN INTEGER, ZMOVIEDURATION INTEGER,
    ZMESSAGE INTEGER, ZASPECTRATIO FLOAT, ZHACCURACY FLOAT, ZLATITUDE FLOAT, ZLONGITUDE FLOAT,
    ZMEDIAURLDATE TIMESTAMP, ZAUTHORNAME VARCHAR, ZCOLLECTIONNAME VARCHAR,
    ZMEDIALOCALPATH VARCHAR, ZMEDIAURL VARCHAR, ZTHUMBNAILLOCALPATH VARCHAR, ZTITLE VARCHAR,
    ZVCARDNAME VARCHAR, ZVCARDSTRING VARCHAR, ZXMPPTHUMBPATH VARCHAR, ZMEDIAKEY BLOB,
    ZMETADATA BLOB);
CREATE TABLE ZWAMESSAGEDATAITEM (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZINDEX INTEGER, ZOWNSTHUMBNAIL INTEGER, ZTYPE INTEGER, ZMESSAGE INTEGER, ZDATE TIMESTAMP,
    ZCONTENT1 VARCHAR, ZCONTENT2 VARCHAR, ZMATCHEDTEXT VARCHAR, ZSECTIONID VARCHAR,
    ZSENDERJID VARCHAR, ZSUMMARY VARCHAR, ZTHUMBNAILPATH VARCHAR, ZTITLE VARCHAR);
CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZARCHIVED INTEGER, ZCONTACTABID INTEGER, ZFLAGS INTEGER, ZHIDDEN INTEGER,
    ZIDENTITYVERIFICATIONSTATE INTEGER, ZMESSAGECOUNTER INTEGER, ZREMOVED INTEGER,
    ZSESSIONTYPE INTEGER, ZSPOTLIGHTSTATUS INTEGER, ZUNREADCOUNT INTEGER, ZGROUPINFO INTEGER,
    ZLASTMESSAGE INTEGER, ZPROPERTIES INTEGER, ZLASTMESSAGEDATE TIMESTAMP,
    ZLOCATIONSHARINGENDDATE TIMESTAMP, ZCONTACTIDENTIFIER VARCHAR, ZCONTACTJID VARCHAR,
    ZETAG VARCHAR, ZLASTMESSAGETEXT VARCHAR, ZPARTNERNAME VARCHAR, ZSAVEDINPUT VARCHAR);
CREATE TABLE ZWAGROUPINFO (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZSTATE INTEGER, ZCHATSESSION INTEGER, ZLASTMESSAGEOWNER INTEGER, ZCREATIONDATE TIMESTAMP,
    ZSUBJECTTIMESTAMP TIMESTAMP, ZCREATORJID VARCHAR, ZOWNERJID VARCHAR, ZPICTUREID VARCHAR,
    ZPICTUREPATH VARCHAR, ZSOURCEJID VARCHAR, ZSUBJECTOWNERJID VARCHAR);
CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZCONTACTABID INTEGER, ZISACTIVE INTEGER, ZISADMIN INTEGER, ZCHATSESSION INTEGER,
    ZRECENTGROUPCHAT INTEGER, ZCONTACTIDENTIFIER VARCHAR, ZCONTACTNAME VARCHAR,
    ZFIRSTNAME VARCHAR, ZMEMBERJID VARCHAR);
)sql";
// Made when the rows are in, which is quicker.
constexpr std::string_view kIndexes = R"sql(
CREATE INDEX ZWAMESSAGE_ZCHATSESSION_INDEX ON ZWAMESSAGE (ZCHATSESSION);
CREATE INDEX ZWAMEDIAITEM_ZMESSAGE_INDEX ON ZWAMEDIAITEM (ZMESSAGE);
CREATE INDEX ZWAMESSAGEDATAITEM_ZMESSAGE_INDEX ON ZWAMESSAGEDATAITEM (ZMESSAGE);
)sql";

constexpr std::string_view kOldSchema = R"sql(
CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZFROMJID VARCHAR,
    ZTOJID VARCHAR, ZTEXT VARCHAR, ZMESSAGEDATE TIMESTAMP, ZMESSAGETYPE INTEGER,
    ZISFROMME INTEGER);
CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZAUTHORNAME VARCHAR,
    ZMEDIALOCALPATH VARCHAR, ZMEDIAURL VARCHAR, ZFILESIZE INTEGER);
CREATE TABLE ZWAMESSAGEDATAITEM (Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZCONTENT1 VARCHAR,
    ZCONTENT2 VARCHAR, ZMATCHEDTEXT VARCHAR, ZSUMMARY VARCHAR, ZTITLE VARCHAR);
CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID VARCHAR,
    ZPARTNERNAME VARCHAR, ZSESSIONTYPE INTEGER, ZARCHIVED INTEGER, ZREMOVED INTEGER,
    ZMESSAGECOUNTER INTEGER, ZLASTMESSAGEDATE TIMESTAMP, ZGROUPINFO INTEGER);
CREATE TABLE ZWAGROUPINFO (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER,
    ZCREATIONDATE TIMESTAMP);
)sql";

constexpr std::string_view kGroup = "120363000000000001@g.us";
constexpr std::string_view kStranger = "12025550199@s.whatsapp.net";  // a member of it

constexpr auto kChatSpan = std::chrono::hours(24) * 730;

std::size_t contacts_of(const WhatsappPlan& plan) {
    return std::clamp<std::size_t>(plan.messages / 50, 8, 300);
}
std::string jid(const Person& person) {
    return person.phone.substr(1) + "@s.whatsapp.net";
}
std::string hidden_jid(std::size_t contact) {
    return std::to_string(100000000000001 + contact) + "@lid";
}

struct WhatsappMessage {
    std::string text;
    std::string preview = {};     // a link, in a data item of its own
    std::string medium = {};      // an address, in a media item
    std::string group_from = {};  // in the group, written by this member
};

class ChatStorage {
public:
    ChatStorage(SqliteBuilder& database, const WhatsappPlan& plan)
        : plan_(plan),
          random_(plan.seed, "whatsapp"),
          people_(people(plan.seed, contacts_of(plan))),
          message_(database, "ZWAMESSAGE",
                   std::string("Z_PK, ZCHATSESSION, ZFROMJID, ZTOJID, ZTEXT, ZMESSAGEDATE, "
                               "ZMESSAGETYPE, ZISFROMME") +
                       (plan.old_layout ? "" : ", ZGROUPMEMBER")),
          media_(database, "ZWAMEDIAITEM", "Z_PK, ZMESSAGE, ZMEDIALOCALPATH, ZMEDIAURL, ZFILESIZE"),
          data_(database, "ZWAMESSAGEDATAITEM", "Z_PK, ZMESSAGE, ZCONTENT1, ZMATCHEDTEXT, ZTITLE") {
        for (const Person& person : people_) jids_.push_back(jid(person));
        add_chats(database);
    }

    Random& random() { return random_; }
    std::int64_t messages() const { return messages_; }
    std::int64_t media() const { return media_items_; }
    std::int64_t previews() const { return data_items_; }

    std::int64_t add(const WhatsappMessage& message, double time, bool from_me) {
        std::int64_t row = ++messages_;
        std::size_t contact = random_.below(people_.size());
        std::optional<std::string_view> text, from, to;
        if (!message.text.empty()) text = message.text;
        (from_me ? to : from) = jids_[contact];
        std::int64_t chat = static_cast<std::int64_t>(contact) + 1;
        std::optional<std::int64_t> member;
        if (!message.group_from.empty()) {
            from = kGroup;
            chat = static_cast<std::int64_t>(people_.size()) + 1;
            member = std::ranges::find(jids_, message.group_from) - jids_.begin() + 1;
        }
        const int type = message.preview.empty() ? 0 : 7;
        if (plan_.old_layout)
            message_(row, chat, from, to, text, time, type, from_me);
        else
            message_(row, chat, from, to, text, time, type, from_me, member);
        if (!message.preview.empty())
            data_(++data_items_, row, message.preview, message.preview, page_title(random_));
        if (!message.medium.empty())
            media_(++media_items_, row, "Media/" + jids_[contact] + "/" + random_.uuid() + ".jpg",
                   message.medium, random_.between(20'000, 4'000'000));
        return row;
    }

    void ordinary(double time) {
        WhatsappMessage message{sentence(random_)};
        if (random_.one_in(6)) {
            std::string url = innocent_url(random_);
            message.text += " " + url;
            if (random_.one_in(2)) message.preview = url;
        }
        if (random_.one_in(20))
            message.medium = "https://mmg.whatsapp.net/d/f/" + random_.uuid() + ".enc";
        if (random_.one_in(15)) message.group_from = jids_[random_.below(people_.size())];
        bool from_me = message.group_from.empty() && random_.one_in(2);
        add(message, time, from_me);
    }

private:
    void add_chats(SqliteBuilder& database) {
        Insert chat(database, "ZWACHATSESSION",
                    "Z_PK, ZCONTACTJID, ZPARTNERNAME, ZSESSIONTYPE, ZARCHIVED, ZREMOVED, "
                    "ZMESSAGECOUNTER, ZLASTMESSAGEDATE, ZGROUPINFO");
        double last = cocoa_seconds(plan_.taken);
        std::int64_t row = 0;
        for (std::size_t i = 0; i < people_.size(); i++) {
            // One in four is known by a hidden identity only.
            std::string contact = i % 4 == 3 ? hidden_jid(i) : jids_[i];
            chat(++row, contact, people_[i].name, 0, i % 9 == 8, 0, random_.below(900),
                 last - 86400.0 * static_cast<double>(i), nullptr);
        }
        chat(++row, kGroup, "Sunday walk", 1, 0, 0, random_.below(900), last, 1);
        Insert group(database, "ZWAGROUPINFO", "Z_PK, ZCHATSESSION, ZCREATIONDATE");
        group(1, row, last - 86400.0 * 700);
        if (!plan_.old_layout) add_members(database, row);
    }

    void add_members(SqliteBuilder& database, std::int64_t chat) {
        Insert member(database, "ZWAGROUPMEMBER",
                      "Z_PK, ZISACTIVE, ZCHATSESSION, ZCONTACTNAME, ZMEMBERJID");
        std::int64_t row = 0;
        for (std::size_t i = 0; i < people_.size(); i++)
            member(++row, 1, chat, people_[i].name, jids_[i]);
        member(++row, 1, chat, nullptr, kStranger);
    }

    const WhatsappPlan& plan_;
    Random random_;
    std::vector<Person> people_;
    std::vector<std::string> jids_;
    Insert message_, media_, data_;
    std::int64_t messages_ = 0, media_items_ = 0, data_items_ = 0;
};

struct PlantedChat {
    WhatsappMessage message;
    Trace trace;
};

std::vector<PlantedChat> plants(Bait& bait, Random& random) {
    std::vector<PlantedChat> made;
    auto add = [&](WhatsappMessage message, const std::string& link, const std::string& domain,
                   std::string_view form, std::string_view how, std::string table = "ZWAMESSAGE") {
        made.push_back({std::move(message),
                        {.artifact = "whatsapp",
                         .file = std::string(kChatFile),
                         .table = std::move(table),
                         .value = link,
                         .indicator = domain,
                         .kind = "domain",
                         .form = std::string(form),
                         .how = std::string(how)}});
    };
    for (const Spelling& spelling : spellings()) {
        auto domain = domain_for(spelling, bait);
        if (!domain) continue;
        std::string link = spelling.link(*domain);
        add({sentence(random) + " " + link}, link, *domain, spelling.form, spelling.how);
    }
    if (made.empty()) return made;  // a set without domains
    std::string domain = *bait.next(Sort::domain), link = "https://" + domain + "/t/preview";
    add({"Have a look", link}, link, domain, "data_item_only", "exact", "ZWAMESSAGEDATAITEM");
    domain = *bait.next(Sort::domain), link = "https://" + domain + "/t/media.jpg";
    add({"", "", link}, link, domain, "media_only", "exact", "ZWAMEDIAITEM");
    domain = *bait.next(Sort::domain), link = "https://" + domain + "/t/group";
    add({"For all of you " + link, "", "", std::string(kStranger)}, link, domain, "group_chat",
        "exact");
    for (const Spelling& spelling : misspellings()) {
        domain = *bait.next(Sort::domain), link = spelling.link(domain);
        if (std::ranges::count(domain, '.') != 1) continue;
        add({sentence(random) + " " + link}, link, domain, spelling.form, spelling.how);
    }
    return made;
}

void write(ChatStorage& storage, PlantedChat& plant, double time, Planted& planted) {
    std::int64_t row = storage.add(plant.message, time, false);
    if (plant.trace.table == "ZWAMEDIAITEM") row = storage.media();
    if (plant.trace.table == "ZWAMESSAGEDATAITEM") row = storage.previews();
    plant.trace.row = row;
    planted.add(plant.trace);
}

void add_damaged_rows(SqliteBuilder& database, std::int64_t row) {
    Insert rows(database, "ZWAMESSAGE", "Z_PK, ZCHATSESSION, ZTEXT, ZMESSAGEDATE, ZISFROMME");
    rows(row + 1, 1, Blob{"text as a blob"}, 790000000.0, 0);
    rows(row + 2, 1, std::string("\xF0\x28\x8C\x28 not UTF-8"), 790000000.0, 0);
    rows(row + 3, 4711, "of a chat that is gone", "never", 2);
    rows(row + 4, nullptr, nullptr, -1e308, nullptr);
    Insert data(database, "ZWAMESSAGEDATAITEM", "ZMESSAGE, ZCONTENT1, ZMATCHEDTEXT, ZTITLE");
    data(row + 99, 12345, Blob{"https://blob.example/"}, 1.5);
}

}  // namespace

std::string whatsapp_database(const WhatsappPlan& plan, Planted& planted) {
    SqliteBuilder database(plan.page_size);
    database.run(plan.old_layout ? kOldSchema : kSchema);
    {
        ChatStorage storage(database, plan);
        std::vector<PlantedChat> planned;
        if (plan.bait) planned = plants(*plan.bait, storage.random());
        std::size_t total = plan.messages + planned.size(), next = 0;
        double first = cocoa_seconds(plan.taken - kChatSpan);
        double step =
            std::chrono::duration<double>(kChatSpan).count() / static_cast<double>(total + 1);
        for (std::size_t i = 0; i < total; i++) {
            double time = first + step * static_cast<double>(i);
            if (next < planned.size() && i * planned.size() >= next * total)
                write(storage, planned[next++], time, planted);
            else
                storage.ordinary(time);
        }
        if (plan.damaged_rows) add_damaged_rows(database, storage.messages());
    }
    database.run(kIndexes);
    return database.bytes();
}

std::string whatsapp_lid_database(const WhatsappPlan& plan) {
    SqliteBuilder database(plan.page_size);
    database.run(
        "CREATE TABLE ZWAPHONENUMBERLIDPAIR (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, "
        "Z_OPT INTEGER, ZTIMESTAMP TIMESTAMP, ZLID VARCHAR, ZPHONENUMBER VARCHAR)");
    {
        Insert pair(database, "ZWAPHONENUMBERLIDPAIR", "Z_PK, ZTIMESTAMP, ZLID, ZPHONENUMBER");
        std::vector<Person> all = people(plan.seed, contacts_of(plan));
        double last = cocoa_seconds(plan.taken);
        for (std::size_t i = 0; i < all.size(); i++)
            pair(i + 1, last - 3600.0 * static_cast<double>(i), hidden_jid(i),
                 all[i].phone.substr(1));
    }
    return database.bytes();
}

}  // namespace bridle::fabricate
