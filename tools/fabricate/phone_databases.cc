#include "fabricate/phone_databases.h"

#include "fabricate/encoding.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate {

// TCC.db: which app may use the microphone, the camera, the photos.

namespace {

constexpr std::string_view kTccFile = "HomeDomain/Library/TCC/TCC.db";

constexpr std::string_view kAccessV1 = R"sql(
CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL,
    allowed INTEGER NOT NULL, prompt_count INTEGER NOT NULL, csreq BLOB,
    CONSTRAINT key PRIMARY KEY (service, client, client_type));
)sql";
constexpr std::string_view kAccessV2 = R"sql(
CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL,
    allowed INTEGER NOT NULL, prompt_count INTEGER NOT NULL, csreq BLOB, policy_id INTEGER,
    last_modified INTEGER NOT NULL, PRIMARY KEY (service, client, client_type));
)sql";
constexpr std::string_view kAccessV3 = R"sql(
CREATE TABLE access (service TEXT NOT NULL, client TEXT NOT NULL, client_type INTEGER NOT NULL,
    auth_value INTEGER NOT NULL, auth_reason INTEGER NOT NULL, auth_version INTEGER NOT NULL,
    csreq BLOB, policy_id INTEGER, indirect_object_identifier_type INTEGER,
    indirect_object_identifier TEXT NOT NULL DEFAULT 'UNUSED',
    indirect_object_code_identity BLOB, flags INTEGER, last_modified INTEGER NOT NULL,
    PRIMARY KEY (service, client, client_type, indirect_object_identifier));
)sql";
constexpr std::string_view kTccRest = R"sql(
CREATE TABLE admin (key TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL);
CREATE TABLE access_overrides (service TEXT NOT NULL PRIMARY KEY);
)sql";

constexpr std::string_view kServices[] = {"kTCCServiceMicrophone", "kTCCServiceCamera",
                                          "kTCCServicePhotos",     "kTCCServiceAddressBook",
                                          "kTCCServiceCalendar",   "kTCCServiceLiverpool"};

std::string_view access_columns(TccLayout layout) {
    switch (layout) {
        case TccLayout::v1:
            return "service, client, client_type, allowed, prompt_count";
        case TccLayout::v2:
            return "service, client, client_type, allowed, prompt_count, last_modified";
        case TccLayout::v3:
            break;
    }
    return "service, client, client_type, auth_value, auth_reason, auth_version, last_modified";
}

class AccessWriter {
public:
    AccessWriter(SqliteBuilder& database, const TccPlan& plan)
        : plan_(plan),
          random_(plan.seed, "tcc"),
          access_(database, "access", access_columns(plan.layout)) {}

    std::int64_t add(std::string_view service, std::string_view client, bool path = false) {
        std::int64_t modified = unix_seconds(plan_.taken) - random_.between(100'000, 40'000'000);
        int allowed = static_cast<int>(random_.below(2));
        rows_++;
        if (plan_.layout == TccLayout::v1)
            access_(service, client, path, allowed, 1);
        else if (plan_.layout == TccLayout::v2)
            access_(service, client, path, allowed, 1, modified);
        else
            access_(service, client, path, allowed * 2, 2, 1, modified);
        return rows_;
    }

private:
    const TccPlan& plan_;
    Random random_;
    Insert access_;
    std::int64_t rows_ = 0;
};

void plant(AccessWriter& writer, Bait& bait, Planted& planted) {
    auto trace = [](std::int64_t row, const std::string& value, std::string kind,
                    std::string form) {
        return Trace{.artifact = "tcc",
                     .file = std::string(kTccFile),
                     .table = "access",
                     .row = row,
                     .value = value,
                     .indicator = value,
                     .kind = std::move(kind),
                     .form = std::move(form),
                     .how = "exact"};
    };
    if (auto app = bait.next(Sort::app_id))
        planted.add(trace(writer.add("kTCCServiceMicrophone", *app), *app, "app_id", "client"));
    if (auto name = bait.next(Sort::process))
        planted.add(trace(writer.add("kTCCServiceLiverpool", *name), *name, "process", "client"));
}

}  // namespace

std::string tcc_database(const TccPlan& plan, Planted& planted) {
    SqliteBuilder database(plan.page_size);
    database.run(plan.layout == TccLayout::v1   ? kAccessV1
                 : plan.layout == TccLayout::v2 ? kAccessV2
                                                : kAccessV3);
    database.run(kTccRest);
    {
        AccessWriter writer(database, plan);
        for (std::string_view service : kServices)
            for (const App& app : usual_apps())
                if ((service.size() + app.bundle.size()) % 3 == 0) writer.add(service, app.bundle);
        writer.add("kTCCServiceUbiquity", "/usr/libexec/siriactionsd", true);
        if (plan.bait) plant(writer, *plan.bait, planted);
        Insert(database, "admin", "key, value")("version", 20);
    }
    if (plan.damaged_rows) {
        std::string more = plan.layout == TccLayout::v3
                               ? ", auth_value, auth_reason, auth_version, last_modified"
                               : ", allowed, prompt_count";
        if (plan.layout == TccLayout::v2) more += ", last_modified";
        std::string marks = plan.layout == TccLayout::v3   ? "'x', 99, -1, 'never'"
                            : plan.layout == TccLayout::v2 ? "'x', -5, 9e300"
                                                           : "'x', -5";
        database.run("INSERT INTO access(service, client, client_type" + more +
                     ") VALUES (x'FFFE', x'C328', 'path', " + marks + ")");
    }
    return database.bytes();
}

// CallHistory.storedata: calls of the phone, of FaceTime, and of apps that report theirs.

namespace {

constexpr std::string_view kCallsFile = "HomeDomain/Library/CallHistoryDB/CallHistory.storedata";

constexpr std::string_view kCallsSchema = R"sql(
CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZANSWERED INTEGER, ZCALLTYPE INTEGER, ZDISCONNECTED_CAUSE INTEGER, ZFACE_TIME_DATA INTEGER,
    ZHANDLE_TYPE INTEGER, ZNUMBER_AVAILABILITY INTEGER, ZORIGINATED INTEGER, ZREAD INTEGER,
    ZDATE TIMESTAMP, ZDURATION FLOAT, ZADDRESS VARCHAR, ZDEVICE_ID VARCHAR,
    ZISO_COUNTRY_CODE VARCHAR, ZLOCATION VARCHAR, ZNAME VARCHAR, ZSERVICE_PROVIDER VARCHAR,
    ZUNIQUE_ID VARCHAR);
CREATE TABLE ZHANDLE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZTYPE INTEGER,
    ZNORMALIZEDVALUE VARCHAR, ZVALUE VARCHAR);
CREATE TABLE Z_2REMOTEPARTICIPANTHANDLES (Z_2REMOTEPARTICIPANTCALLS INTEGER,
    Z_4REMOTEPARTICIPANTHANDLES INTEGER,
    PRIMARY KEY (Z_2REMOTEPARTICIPANTCALLS, Z_4REMOTEPARTICIPANTHANDLES));
CREATE INDEX ZCALLRECORD_ZDATE_INDEX ON ZCALLRECORD (ZDATE);
)sql";
constexpr std::string_view kOldCallsSchema = R"sql(
CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,
    ZANSWERED INTEGER, ZCALLTYPE INTEGER, ZORIGINATED INTEGER, ZREAD INTEGER, ZDATE TIMESTAMP,
    ZDURATION FLOAT, ZISO_COUNTRY_CODE VARCHAR, ZLOCATION VARCHAR, ZSERVICE_PROVIDER VARCHAR,
    ZUNIQUE_ID VARCHAR, ZADDRESS BLOB);
)sql";

constexpr std::string_view kProviders[] = {"com.apple.Telephony", "com.apple.Telephony",
                                           "com.apple.FaceTime", "net.whatsapp.WhatsApp"};

class CallWriter {
public:
    CallWriter(SqliteBuilder& database, const CallsPlan& plan)
        : plan_(plan),
          random_(plan.seed, "calls"),
          people_(people(plan.seed, 40)),
          call_(database, "ZCALLRECORD",
                "Z_PK, Z_ENT, Z_OPT, ZANSWERED, ZCALLTYPE, ZORIGINATED, ZREAD, ZDATE, ZDURATION, "
                "ZADDRESS, ZISO_COUNTRY_CODE, ZLOCATION, ZSERVICE_PROVIDER, ZUNIQUE_ID") {}

    std::int64_t add(std::string_view address, std::string_view provider, double time) {
        int answered = static_cast<int>(random_.below(2));
        auto insert = [&](auto shown) {
            call_(++rows_, 2, 1, answered, 1, random_.below(2), 1, time,
                  answered ? 900 * random_.fraction() : 0.0, shown, "us", "Example City", provider,
                  random_.uuid());
        };
        plan_.old_layout ? insert(Blob{address}) : insert(address);
        return rows_;
    }

    void ordinary(double time) {
        const Person& person = random_.pick(people_);
        std::string_view provider = random_.pick(kProviders);
        bool by_mail = provider == "com.apple.FaceTime" && random_.one_in(3);
        add(by_mail ? person.email : person.phone, provider, time);
    }

private:
    const CallsPlan& plan_;
    Random random_;
    std::vector<Person> people_;
    Insert call_;
    std::int64_t rows_ = 0;
};

}  // namespace

std::string calls_database(const CallsPlan& plan, Planted& planted) {
    SqliteBuilder database(plan.page_size);
    database.run(plan.old_layout ? kOldCallsSchema : kCallsSchema);
    {
        CallWriter writer(database, plan);
        double last = cocoa_seconds(plan.taken);
        for (std::size_t i = 0; i < plan.calls; i++) {
            double time = last - 300.0 * static_cast<double>(plan.calls - i);
            writer.ordinary(time);
            if (!plan.bait || i != plan.calls / 2) continue;
            if (auto email = plan.bait->next(Sort::email)) {
                std::int64_t row = writer.add(*email, "com.apple.FaceTime", time + 1);
                planted.add({.artifact = "calls",
                             .file = std::string(kCallsFile),
                             .table = "ZCALLRECORD",
                             .row = row,
                             .value = *email,
                             .indicator = *email,
                             .kind = "email",
                             .form = "caller",
                             .how = "exact"});
            }
        }
    }
    if (plan.damaged_rows)
        database.run(
            "INSERT INTO ZCALLRECORD(ZDATE, ZDURATION, ZADDRESS, ZSERVICE_PROVIDER) VALUES "
            "('noon', 'long', x'FFFE2B31', NULL), (9e300, -1, NULL, 7), (NULL, NULL, 42, x'00')");
    return database.bytes();
}

}  // namespace bridle::fabricate
