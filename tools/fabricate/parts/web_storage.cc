// What web engines keep of the sites they dealt with: databases of domains, data that sites
// stored, and caches of what apps loaded.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/plist.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::web_storage {

using Dictionary = Plist::Dictionary;

static constexpr char kSafari[] = "AppDomain-com.apple.mobilesafari";
static constexpr char kApp[] = "AppDomain-com.example.reader";
static constexpr std::string_view kData = "Library/WebKit/WebsiteData/";

static constexpr std::string_view kObservations = R"sql(
CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT NOT NULL UNIQUE
    ON CONFLICT FAIL, lastSeen REAL NOT NULL, hadUserInteraction INTEGER NOT NULL,
    mostRecentUserInteractionTime REAL NOT NULL, grandfathered INTEGER NOT NULL,
    isPrevalent INTEGER NOT NULL, isVeryPrevalent INTEGER NOT NULL,
    dataRecordsRemoved INTEGER NOT NULL,
    timesAccessedAsFirstPartyDueToUserInteraction INTEGER NOT NULL,
    timesAccessedAsFirstPartyDueToStorageAccessAPI INTEGER NOT NULL,
    isScheduledForAllButCookieDataRemoval INTEGER NOT NULL,
    mostRecentWebPushInteractionTime REAL NOT NULL);
CREATE TABLE TopLevelDomains (topLevelDomainID INTEGER PRIMARY KEY);
CREATE TABLE StorageAccessUnderTopFrameDomains (domainID INTEGER NOT NULL,
    topLevelDomainID INTEGER NOT NULL);
CREATE TABLE TopFrameUniqueRedirectsTo (sourceDomainID INTEGER NOT NULL,
    toDomainID INTEGER NOT NULL);
CREATE TABLE TopFrameUniqueRedirectsToSinceSameSiteStrictEnforcement
    (sourceDomainID INTEGER NOT NULL, toDomainID INTEGER NOT NULL);
CREATE TABLE TopFrameUniqueRedirectsFrom (targetDomainID INTEGER NOT NULL,
    fromDomainID INTEGER NOT NULL);
CREATE TABLE TopFrameLinkDecorationsFrom (toDomainID INTEGER NOT NULL, lastUpdated REAL NOT NULL,
    fromDomainID INTEGER NOT NULL);
CREATE TABLE TopFrameLoadedThirdPartyScripts (topFrameDomainID INTEGER NOT NULL,
    subresourceDomainID INTEGER NOT NULL);
CREATE TABLE SubframeUnderTopFrameDomains (subFrameDomainID INTEGER NOT NULL,
    lastUpdated REAL NOT NULL, topFrameDomainID INTEGER NOT NULL);
CREATE TABLE SubresourceUnderTopFrameDomains (subresourceDomainID INTEGER NOT NULL,
    lastUpdated REAL NOT NULL, topFrameDomainID INTEGER NOT NULL);
CREATE TABLE SubresourceUniqueRedirectsTo (subresourceDomainID INTEGER NOT NULL,
    lastUpdated REAL NOT NULL, toDomainID INTEGER NOT NULL);
CREATE TABLE SubresourceUniqueRedirectsFrom (subresourceDomainID INTEGER NOT NULL,
    fromDomainID INTEGER NOT NULL);
CREATE TABLE OperatingDates (year INTEGER NOT NULL, month INTEGER NOT NULL,
    monthDay INTEGER NOT NULL);
)sql";

namespace {

// A database of domains: each that is added gets the next number.
class Observations {
public:
    explicit Observations(Time taken, int page_size = 4096) : taken_(taken), database_(page_size) {
        database_.run(kObservations);
        domains_.emplace(database_, "ObservedDomains",
                         "registrableDomain, lastSeen, hadUserInteraction, "
                         "mostRecentUserInteractionTime, grandfathered, isPrevalent, "
                         "isVeryPrevalent, dataRecordsRemoved, "
                         "timesAccessedAsFirstPartyDueToUserInteraction, "
                         "timesAccessedAsFirstPartyDueToStorageAccessAPI, "
                         "isScheduledForAllButCookieDataRemoval, "
                         "mostRecentWebPushInteractionTime");
    }

    int add(std::string_view domain, bool touched) {
        const double seen = static_cast<double>(unix_seconds(taken_) - 3600 * (count_ + 1));
        (*domains_)(domain, seen, touched ? 1 : 0, touched ? seen - 0.25 : -1.0, 0, 0, 0, 0, 0, 0,
                    0, -1.0);
        return ++count_;
    }

    void relate(const std::string& table, const std::string& columns, int from, int to) {
        Insert(database_, table, columns)(from, to);
    }

    void relate_since(const std::string& table, const std::string& columns, int from, int to) {
        Insert(database_, table, columns)(from, static_cast<double>(unix_seconds(taken_) - 7200),
                                          to);
    }

    // One row in every table that relates two of them.
    void relate_everywhere(int page, int other) {
        relate("StorageAccessUnderTopFrameDomains", "domainID, topLevelDomainID", other, page);
        relate("TopFrameUniqueRedirectsTo", "sourceDomainID, toDomainID", page, other);
        relate("TopFrameUniqueRedirectsToSinceSameSiteStrictEnforcement",
               "sourceDomainID, toDomainID", page, other);
        relate("TopFrameUniqueRedirectsFrom", "targetDomainID, fromDomainID", other, page);
        relate("TopFrameLoadedThirdPartyScripts", "topFrameDomainID, subresourceDomainID", page,
               other);
        relate("SubresourceUniqueRedirectsFrom", "subresourceDomainID, fromDomainID", other, page);
        relate_since("TopFrameLinkDecorationsFrom", "toDomainID, lastUpdated, fromDomainID", other,
                     page);
        relate_since("SubframeUnderTopFrameDomains",
                     "subFrameDomainID, lastUpdated, topFrameDomainID", other, page);
        relate_since("SubresourceUnderTopFrameDomains",
                     "subresourceDomainID, lastUpdated, topFrameDomainID", other, page);
        relate_since("SubresourceUniqueRedirectsTo", "subresourceDomainID, lastUpdated, toDomainID",
                     other, page);
        database_.run("INSERT INTO OperatingDates VALUES (2026, 4, 30)");
    }

    SqliteBuilder& database() { return database_; }
    std::string bytes() {
        domains_.reset();
        return database_.bytes();
    }

private:
    Time taken_;
    SqliteBuilder database_;
    std::optional<Insert> domains_;
    int count_ = 0;
};

std::string stored_text(std::string_view text) {
    std::string bytes;
    append_le(bytes, text.size(), 4);
    return bytes + '\1' + std::string(text);
}

std::string origin(std::string_view scheme, std::string_view host, int port = 0) {
    std::string bytes = stored_text(scheme) + stored_text(host);
    bytes += port ? '\1' : '\0';
    if (port) append_le(bytes, static_cast<std::uint64_t>(port), 2);
    return bytes;
}

std::string local_storage(int page_size = 4096) {
    SqliteBuilder database(page_size);
    database.run(
        "CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB NOT NULL ON "
        "CONFLICT FAIL); INSERT INTO ItemTable VALUES ('theme', x'6400'), ('visits', x'3300')");
    return database.bytes();
}

std::string service_workers(std::string_view host, Time taken, int page_size = 4096) {
    SqliteBuilder database(page_size);
    database.run(
        "CREATE TABLE Records (key TEXT NOT NULL, scopeURL TEXT NOT NULL, topOrigin TEXT NOT "
        "NULL, lastUpdateCheckTime DOUBLE NOT NULL, updateViaCache TEXT NOT NULL, scriptURL TEXT "
        "NOT NULL, workerType TEXT NOT NULL)");
    const std::string site = "https://" + std::string(host) + "/",
                      name = "https_" + std::string(host) + "_0";
    Insert(database, "Records",
           "key, scopeURL, topOrigin, lastUpdateCheckTime, updateViaCache, scriptURL, "
           "workerType")(name + "_/", site, name, static_cast<double>(unix_seconds(taken) - 4000),
                         "Imports", site + "worker.js", "Classic");
    return database.bytes();
}

constexpr std::string_view kCache = R"sql(
CREATE TABLE cfurl_cache_schema_version(schema_version INTEGER);
INSERT INTO cfurl_cache_schema_version VALUES (202);
CREATE TABLE cfurl_cache_response(entry_ID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE,
    version INTEGER, hash_value INTEGER, storage_policy INTEGER, request_key TEXT UNIQUE,
    time_stamp NOT NULL DEFAULT CURRENT_TIMESTAMP, partition TEXT);
CREATE TABLE cfurl_cache_blob_data(entry_ID INTEGER PRIMARY KEY, response_object BLOB,
    request_object BLOB, proto_props BLOB, user_info BLOB);
CREATE TABLE cfurl_cache_receiver_data(entry_ID INTEGER PRIMARY KEY, isDataOnFS INTEGER,
    receiver_data BLOB);
)sql";

// What CFNetwork writes of an answer and of a request.
std::string response(const std::string& url, int status, const std::string& location) {
    Dictionary headers = {{"Content-Type", "application/json"}, {"Server", "fictional"}};
    if (!location.empty()) headers.emplace_back("Location", location);
    return binary_plist(Dictionary{
        {"Version", 1},
        {"Array", Plist::Array{Dictionary{{"_CFURLStringType", 15}, {"_CFURLString", url}},
                               700000000.0, 0, status, headers, 120, "application/json"}}});
}
std::string request(const std::string& url) {
    return binary_plist(Dictionary{
        {"Version", 9},
        {"Array", Plist::Array{false, Dictionary{{"_CFURLStringType", 15}, {"_CFURLString", url}},
                               60.0, 0, "__CFURLRequestNullTokenString__", "GET",
                               Dictionary{{"User-Agent", "reader/4 CFNetwork"}}}}});
}

class Cache {
public:
    explicit Cache(Time taken, int page_size = 4096) : taken_(taken), database_(page_size) {
        database_.run(kCache);
    }
    void add(const std::string& url, int status = 200, const std::string& location = {}) {
        std::string time = iso(whole_seconds(taken_ - std::chrono::hours(++count_)));
        time[10] = ' ';
        time.pop_back();
        Insert(database_, "cfurl_cache_response",
               "entry_ID, version, hash_value, storage_policy, request_key, time_stamp, "
               "partition")(count_, 0, count_ * 7919, 0, url, time, "com.example.reader");
        const std::string answer = response(url, status, location), asked = request(url);
        Insert(database_, "cfurl_cache_blob_data", "entry_ID, response_object, request_object")(
            count_, Blob{answer}, Blob{asked});
        Insert(database_, "cfurl_cache_receiver_data", "entry_ID, isDataOnFS, receiver_data")(
            count_, count_ % 2, count_ % 2 ? "0F0A3C1E-58B2-4F6D-9A67-2C1B0D9E8F7A" : "{}");
    }
    SqliteBuilder& database() { return database_; }
    std::string bytes() { return database_.bytes(); }

private:
    Time taken_;
    SqliteBuilder database_;
    int count_ = 0;
};

Plist session_log(std::string_view domain, std::string_view other, Time taken) {
    const auto list = [&] {
        return Plist::Array{Dictionary{{"origin", std::string(other)}, {"count", 2}}};
    };
    return Dictionary{{"version", 11},
                      {"browsingStatistics",
                       Plist::Array{Dictionary{{"PrevalentResourceOrigin", std::string(domain)},
                                               {"hadUserInteraction", false},
                                               {"lastSeen", taken - std::chrono::hours(50)},
                                               {"mostRecentUserInteraction", 0.0},
                                               {"topFrameUniqueRedirectsFrom", list()},
                                               {"topFrameUniqueRedirectsTo", list()},
                                               {"subframeUnderTopFrameOrigins", list()},
                                               {"subresourceUnderTopFrameOrigins", list()}}}}};
}

void add_observations(PartMaker& maker, Random& random) {
    const Time taken = maker.plan().taken;
    const std::string path = std::string(kData) + "ResourceLoadStatistics/observations.db";
    Observations app(taken), safari(taken);
    const int page = app.add("daily-reader.example", true),
              other = app.add("pictures.example", false);
    app.relate_everywhere(page, other);
    for (int i = 0; i < 5; i++) safari.add("host" + std::to_string(i) + ".example", false);
    if (Bait* bait = maker.bait()) {
        if (auto domain = bait->next(Sort::domain)) {
            app.relate("TopFrameUniqueRedirectsTo", "sourceDomainID, toDomainID", page,
                       app.add(*domain, false));
            maker.plant(Sort::domain, "webkit_resource_load_statistics", *domain, *domain);
        }
        safari.add("quiet-corner.example", true);
        maker.plant_rule("storage_outlives_history", "webkit_resource_load_statistics",
                         "quiet-corner.example");
    }
    maker.add(kApp, path, app.bytes());
    maker.add(kSafari, path, safari.bytes());
    std::string domain = innocent_host(random);
    if (Bait* bait = maker.bait())
        if (auto planted = bait->next(Sort::domain)) {
            domain = *planted;
            maker.plant(Sort::domain, "webkit_session_resource_log", domain, domain);
        }
    maker.add(kApp,
              std::string(kData) + "ResourceLoadStatistics/full_browsing_session_resourceLog.plist",
              binary_plist(session_log(domain, "daily-reader.example", taken)));
}

void add_storage(PartMaker& maker) {
    const std::string data(kData), hash = "Default/q2VrYWtla2FrZWs/";
    maker.add(kApp, data + "LocalStorage/https_www.daily-reader.example_0.localstorage",
              local_storage());
    maker.add(
        kApp, data + hash + "q2VrYWtla2FrZWs/origin",
        origin("https", "www.daily-reader.example") + origin("https", "www.daily-reader.example"));
    maker.add(kApp,
              data + hash + "q2VrYWtla2FrZWs/ServiceWorkers/ServiceWorkerRegistrations-8.sqlite3",
              service_workers("www.daily-reader.example", maker.plan().taken));
    Bait* bait = maker.bait();
    if (!bait) return;
    if (auto domain = bait->next(Sort::domain)) {
        maker.add(kApp, data + hash + "c2Vjb25kaGFzaA/origin",
                  origin("https", "www.daily-reader.example") + origin("https", *domain, 8443));
        maker.plant(Sort::domain, "webkit_storage", *domain, "https://" + *domain + ":8443");
    }
    if (auto domain = bait->next(Sort::domain)) {
        maker.add(kApp, data + "LocalStorage/https_" + *domain + "_0.localstorage",
                  local_storage());
        maker.plant(Sort::domain, "webkit_storage", *domain, "https://" + *domain);
    }
}

// Backups hold no caches.
void add_cache(PartMaker& maker, Random& random) {
    Cache cache(maker.plan().taken);
    for (int i = 0; i < 12; i++)
        cache.add(innocent_url(random) + "?n=" + std::to_string(i), i % 5 ? 200 : 304);
    if (Bait* bait = maker.bait())
        if (auto domain = bait->next(Sort::domain)) {
            const std::string url = "https://" + *domain + "/s/1";
            cache.add("https://www.daily-reader.example/hop", 302, url);
            maker.plant(Sort::domain, "cache_files", *domain, url);
        }
    maker.add_to_dumps(
        "/private/var/mobile/Containers/Data/Application/"
        "7B1C3D5E-2F4A-4B6C-8D0E-1F2A3B4C5D6E/Library/Caches/com.example.reader/Cache.db",
        cache.bytes());
}

}  // namespace

static void make(PartMaker& maker) {
    Random random(maker.plan().seed, "web_storage");
    add_observations(maker, random);
    add_storage(maker);
    add_cache(maker, random);
}

static Result<void> observation_seeds(const SeedSink& write) {
    Observations good(kTaken, 512);
    good.relate_everywhere(good.add("a.example", true), good.add("b.example", false));
    const std::string bytes = good.bytes();
    TRY(write("webkit_resource_load_statistics/every_table.db", bytes));
    TRY(write("webkit_resource_load_statistics/cut.db", bytes.substr(0, bytes.size() * 3 / 5)));
    SqliteBuilder odd(512);
    odd.run(
        "CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain, lastSeen);"
        "INSERT INTO ObservedDomains VALUES (1, x'FF', 'never'), (2, 7, 1e300);"
        "CREATE TABLE SubframeUnderTopFrameDomains (subFrameDomainID, topFrameDomainID, "
        "lastUpdated);"
        "INSERT INTO SubframeUnderTopFrameDomains VALUES ('x', NULL, 'y'), (1, 2, 3);"
        "CREATE TABLE OperatingDates (year, month, monthDay);"
        "INSERT INTO OperatingDates VALUES (-1, 99, 'x'), (2026, 1, 30);"
        "CREATE TABLE PCMObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain);"
        "CREATE TABLE UnattributedPrivateClickMeasurement (sourceSiteDomainID, "
        "destinationSiteDomainID, timeOfAdClick);"
        "INSERT INTO UnattributedPrivateClickMeasurement VALUES (1, 2, 3)");
    TRY(write("webkit_resource_load_statistics/odd.db", odd.bytes()));
    TRY(write("webkit_session_resource_log/one.plist",
              binary_plist(session_log("a.example", "b.example", kTaken))));
    return write("webkit_session_resource_log/odd.plist",
                 binary_plist(Dictionary{
                     {"browsingStatistics",
                      Plist::Array{"text", Dictionary{{"PrevalentResourceOrigin", 7},
                                                      {"topFrameUniqueRedirectsTo", "text"},
                                                      {"lastSeen", 1e300},
                                                      {"topFrameUniqueRedirectsFrom",
                                                       Plist::Array{"bare.example", 3}}}}}}));
}

static Result<void> seeds(const SeedSink& write) {
    TRY(observation_seeds(write));
    const std::string two = origin("https", "a.example") + origin("http", "b.example", 8080);
    TRY(write("webkit_storage/two_origins", two));
    TRY(write("webkit_storage/wide_origin",
              std::string("\2\0\0\0\0a\0\xFC\0", 9) + two.substr(stored_text("https").size())));
    TRY(write("webkit_storage/storage.localstorage", local_storage(512)));
    TRY(write("webkit_storage/workers.db", service_workers("a.example", kTaken, 512)));
    TRY(write("webkit_origin/two", two));
    TRY(write("webkit_origin/name", "https_www.example.com_0"));
    Cache good(kTaken, 512);
    good.add("https://a.example/1", 302, "https://b.example/");
    good.add("https://a.example/2");
    TRY(write("cache_files/two.db", good.bytes()));
    Cache odd(kTaken, 512);
    odd.database().run(
        "INSERT INTO cfurl_cache_response VALUES (1, 'x', 1e300, x'00', 7, 600000000, 3), "
        "(2, 0, 0, 0, 'https://a.example/', 1e300, NULL);"
        "INSERT INTO cfurl_cache_blob_data VALUES (1, 'no list', x'62706C697374', NULL, NULL);"
        "INSERT INTO cfurl_cache_receiver_data VALUES (1, 'x', NULL)");
    return write("cache_files/odd.db", odd.bytes());
}

extern constinit const PhonePart part = {.name = "web_storage", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::web_storage
