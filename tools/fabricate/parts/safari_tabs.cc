// What Safari keeps besides its history: open tabs in the older and the newer database, closed
// ones, tabs of other devices, bookmarks and the reading list, downloads, icons, permissions.
//
// Innocent tabs and icons are older than the history, so that nothing misses them there.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/plist.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::safari_tabs {

using Dictionary = Plist::Dictionary;
using Array = Plist::Array;

static constexpr char kApp[] = "AppDomain-com.apple.mobilesafari";

static constexpr std::string_view kStateTables = R"sql(
CREATE TABLE tabs (id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, title TEXT,
    url TEXT COLLATE NOCASE, user_visible_url TEXT COLLATE NOCASE, order_index INTEGER NOT NULL,
    last_viewed_time REAL DEFAULT NULL, opened_from_link BOOL DEFAULT 0,
    showing_reader BOOL DEFAULT 0, private_browsing BOOL DEFAULT 0);
CREATE TABLE tab_sessions (id INTEGER PRIMARY KEY AUTOINCREMENT, tab_uuid TEXT NOT NULL UNIQUE,
    session_data BLOB DEFAULT NULL, uncompressed_session_data_size INTEGER NOT NULL DEFAULT 0);
)sql";
// Of the same columns in SafariTabs.db and Bookmarks.db.
static constexpr std::string_view kBookmarkTable = R"sql(
CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, special_id INTEGER DEFAULT 0, parent INTEGER,
    type INTEGER, title TEXT, url TEXT COLLATE NOCASE, hidden INTEGER DEFAULT 0,
    order_index INTEGER DEFAULT 0, external_uuid TEXT UNIQUE, read INTEGER DEFAULT NULL,
    last_modified REAL DEFAULT NULL, server_id TEXT, sync_data BLOB, added INTEGER DEFAULT 1,
    deleted INTEGER DEFAULT 0, extra_attributes BLOB DEFAULT NULL,
    local_attributes BLOB DEFAULT NULL, subtype INTEGER DEFAULT 0, date_closed REAL DEFAULT NULL,
    topic_title TEXT);
)sql";
static constexpr std::string_view kWindowTables = R"sql(
CREATE TABLE windows (id INTEGER PRIMARY KEY, active_tab_group_id INTEGER, date_closed REAL,
    extra_attributes BLOB, is_last_session INTEGER DEFAULT 0, local_tab_group_id INTEGER,
    private_tab_group_id INTEGER, scene_id TEXT, uuid TEXT NOT NULL UNIQUE);
CREATE TABLE participant_presence (participant_id TEXT, tab_group_server_id TEXT,
    tab_server_id TEXT);
)sql";
static constexpr std::string_view kCloudTables = R"sql(
CREATE TABLE cloud_tab_devices (device_uuid TEXT PRIMARY KEY NOT NULL, system_fields BLOB NOT NULL,
    device_name TEXT, device_type_identifier TEXT, has_duplicate_device_name BOOLEAN DEFAULT 0,
    is_ephemeral_device BOOLEAN DEFAULT 0, last_modified REAL NOT NULL);
CREATE TABLE cloud_tabs (tab_uuid TEXT PRIMARY KEY NOT NULL, system_fields BLOB NOT NULL,
    device_uuid TEXT NOT NULL, position BLOB NOT NULL, title TEXT, url TEXT NOT NULL,
    is_showing_reader BOOLEAN DEFAULT 0, is_pinned BOOLEAN DEFAULT 0, scene_id TEXT,
    last_viewed_time REAL DEFAULT 0, topic_title TEXT);
CREATE TABLE cloud_tab_close_requests (close_request_uuid TEXT PRIMARY KEY NOT NULL,
    system_fields BLOB NOT NULL, destination_device_uuid TEXT NOT NULL, url TEXT NOT NULL,
    tab_uuid TEXT NOT NULL);
)sql";
static constexpr std::string_view kIconTables = R"sql(
CREATE TABLE page_url (url TEXT PRIMARY KEY NOT NULL, uuid TEXT NOT NULL);
CREATE TABLE icon_info (uuid TEXT PRIMARY KEY NOT NULL, url TEXT NOT NULL, timestamp REAL NOT NULL,
    width INTEGER, height INTEGER, has_generated_representations INTEGER);
CREATE TABLE rejected_resources (page_url TEXT NOT NULL, icon_url TEXT NOT NULL,
    timestamp REAL NOT NULL, UNIQUE(page_url, icon_url));
)sql";
static constexpr std::string_view kPreferenceTables = R"sql(
CREATE TABLE preference_values (id INTEGER PRIMARY KEY AUTOINCREMENT, domain TEXT NOT NULL,
    preference TEXT NOT NULL, preference_value, timestamp REAL);
CREATE TABLE default_preferences (id INTEGER PRIMARY KEY AUTOINCREMENT, preference TEXT NOT NULL,
    default_value);
)sql";

// What WebKit keeps of a page that has neither frames nor forms.
static std::string page_data(Time started, const std::string& referrer) {
    std::string data(8, '\0');
    const auto number = static_cast<std::uint64_t>(started.time_since_epoch().count());
    for (std::uint64_t each : {std::uint64_t{2}, std::uint64_t{0}, number + 2, std::uint64_t{0}})
        append_le(data, each, 8);
    append_le(data, 0xFFFFFFFF, 4);
    append_le(data, 0, 4);
    append_le(data, number + 1, 8);
    append_le(data, referrer.size(), 4);
    append_le(data, 0, 4);
    append_le(data, referrer.size() * 2, 8);
    for (char c : referrer) append_le(data, static_cast<unsigned char>(c), 2);
    return data;
}

static std::string session(const std::vector<std::string>& pages, Time started) {
    Array entries;
    std::string before;
    for (const std::string& url : pages) {
        entries.push_back(
            Dictionary{{"SessionHistoryEntryData", Plist::Data{page_data(started, before)}},
                       {"SessionHistoryEntryTitle", "A page"},
                       {"SessionHistoryEntryShouldOpenExternalURLsPolicyKey", 1},
                       {"SessionHistoryEntryURL", url},
                       {"SessionHistoryEntryOriginalURL", url}});
        before = url;
    }
    const int current = static_cast<int>(pages.size()) - 1;
    return std::string("\0\0\0\2", 4) +
           binary_plist(Dictionary{
               {"RenderTreeSize", 3},
               {"IsAppInitiated", true},
               {"SessionHistory", Dictionary{{"SessionHistoryVersion", 1},
                                             {"SessionHistoryCurrentIndex", current},
                                             {"SessionHistoryEntries", std::move(entries)}}}});
}

namespace {

// Before the history begins.
Time old_time(const PartMaker& maker) {
    return maker.plan().taken - std::chrono::hours(24 * 400);
}

class SafariPart {
public:
    explicit SafariPart(PartMaker& maker)
        : maker_(maker), random_(maker.plan().seed, "safari tabs"), old_(old_time(maker)) {}

    // An address of a planted domain; none when nothing is planted.
    std::optional<std::string> bait(std::string_view artifact, std::string_view path) {
        auto domain = maker_.bait() ? maker_.bait()->next(Sort::domain) : std::nullopt;
        if (!domain) return std::nullopt;
        std::string url = "https://" + *domain + std::string(path);
        maker_.plant(Sort::domain, artifact, *domain, url);
        return url;
    }

    std::string browser_state();
    std::string tabs();
    std::string cloud_tabs();
    std::string bookmarks();
    std::string downloads();
    std::string icons();
    std::string closed_tabs();
    std::string preferences();

private:
    PartMaker& maker_;
    Random random_;
    Time old_;
};

std::string SafariPart::browser_state() {
    SqliteBuilder database;
    database.run(kStateTables);
    {
        Insert tab(database, "tabs",
                   "uuid, title, url, user_visible_url, order_index, last_viewed_time, "
                   "private_browsing");
        Insert saved(database, "tab_sessions", "tab_uuid, session_data");
        for (int i = 0; i < 4; i++) {
            const std::string uuid = random_.uuid(), url = innocent_url(random_);
            tab(uuid, page_title(random_), url, url, i, cocoa_seconds(old_) + 60 * i, i == 3);
            const std::string state = session({innocent_url(random_), url}, old_);
            if (i < 3) saved(uuid, Blob{state});
        }
        if (auto url = bait("safari_browser_state", "/t/open"))
            tab(random_.uuid(), "News", *url, *url, 9, cocoa_seconds(old_), 0);
        // A page that the tab has left behind, of a tab that is closed.
        if (auto url = bait("safari_browser_state", "/t/back")) {
            const std::string state = session({*url, innocent_url(random_)}, old_);
            saved(random_.uuid(), Blob{state});
        }
    }
    return database.bytes();
}

std::string SafariPart::tabs() {
    SqliteBuilder database;
    database.run(kBookmarkTable);
    database.run(kWindowTables);
    {
        Insert group(database, "bookmarks",
                     "id, parent, type, subtype, title, external_uuid, sync_data");
        Insert tab(database, "bookmarks",
                   "parent, type, title, url, external_uuid, last_modified, extra_attributes, "
                   "local_attributes");
        Insert window(database, "windows", "uuid, local_tab_group_id, private_tab_group_id");
        const std::string shared = binary_plist(Dictionary{
            {"$objects", Array{"$null", "CKShare", people(maker_.plan().seed, 1)[0].email}}});
        group(0, nullptr, 1, 0, "Root", "Root", nullptr);
        group(1, 0, 1, 2, "", "DefaultProfile", nullptr);
        group(2, 1, 1, 0, "Local", random_.uuid(), nullptr);
        group(3, 1, 1, 0, "Private", random_.uuid(), nullptr);
        group(4, 1, 1, 0, "Holidays", random_.uuid(), Blob{shared});
        window(random_.uuid(), 2, 3);
        auto add = [&](int parent, const std::string& url, const std::vector<std::string>& pages) {
            const std::string extra = binary_plist(Dictionary{
                {"DateLastViewed", old_}, {"com.apple.Bookmark", Dictionary{{"DateAdded", old_}}}});
            const std::string local =
                binary_plist(Dictionary{{"LastVisitTime", cocoa_seconds(old_)},
                                        {"OpenedFromLink", false},
                                        {"SessionState", Plist::Data{session(pages, old_)}}});
            tab(parent, 0, page_title(random_), url, random_.uuid(), cocoa_seconds(old_),
                Blob{extra}, Blob{local});
        };
        for (int parent : {2, 3, 4}) add(parent, innocent_url(random_), {innocent_url(random_)});
        if (auto url = bait("safari_tabs", "/t/tab")) add(3, *url, {innocent_url(random_)});
        if (auto url = bait("safari_tabs", "/t/tab_page")) add(2, innocent_url(random_), {*url});
    }
    return database.bytes();
}

std::string SafariPart::cloud_tabs() {
    SqliteBuilder database;
    database.run(kCloudTables);
    {
        Insert device(database, "cloud_tab_devices",
                      "device_uuid, system_fields, device_name, device_type_identifier, "
                      "last_modified");
        Insert tab(database, "cloud_tabs",
                   "tab_uuid, system_fields, device_uuid, position, title, url, last_viewed_time");
        Insert close(database, "cloud_tab_close_requests",
                     "close_request_uuid, system_fields, destination_device_uuid, url, tab_uuid");
        const std::string desk = random_.uuid();
        device(desk, Blob{"x"}, "Desk", "com.apple.mac.laptop", cocoa_seconds(old_));
        auto add = [&](const std::string& url) {
            tab(random_.uuid(), Blob{"x"}, desk, Blob{"x"}, page_title(random_), url,
                cocoa_seconds(old_));
        };
        for (int i = 0; i < 3; i++) add(innocent_url(random_));
        if (auto url = bait("safari_cloud_tabs", "/t/cloud")) add(*url);
        close(random_.uuid(), Blob{"x"}, desk, innocent_url(random_), random_.uuid());
    }
    return database.bytes();
}

std::string SafariPart::bookmarks() {
    SqliteBuilder database;
    database.run(kBookmarkTable);
    {
        Insert row(database, "bookmarks",
                   "id, special_id, parent, type, title, url, external_uuid, deleted, "
                   "extra_attributes");
        const std::string listed = binary_plist(
            Dictionary{{"com.apple.ReadingList",
                        Dictionary{{"DateAdded", old_}, {"PreviewText", sentence(random_)}}}});
        row(0, 0, nullptr, 1, "Root", nullptr, "Root", 0, nullptr);
        row(1, 1, 0, 1, "BookmarksBar", nullptr, random_.uuid(), 0, nullptr);
        row(2, 3, 0, 1, "com.apple.ReadingList", nullptr, random_.uuid(), 0, nullptr);
        row(3, 0, 1, 0, "Garden", innocent_url(random_), random_.uuid(), 0, nullptr);
        row(4, 0, 1, 0, "Old", innocent_url(random_), random_.uuid(), 1, nullptr);
        row(5, 0, 2, 0, "Later", innocent_url(random_), random_.uuid(), 0, Blob{listed});
        if (auto url = bait("safari_bookmarks", "/t/kept"))
            row(6, 0, 2, 0, "Kept", *url, random_.uuid(), 0, Blob{listed});
    }
    return database.bytes();
}

std::string SafariPart::downloads() {
    Array list;
    auto add = [&](const std::string& url) {
        list.push_back(Dictionary{{"DownloadEntryURL", url},
                                  {"DownloadEntryPath",
                                   "/private/var/mobile/Library/Mobile Documents/"
                                   "com~apple~CloudDocs/Downloads/leaflet.pdf"},
                                  {"DownloadEntryIdentifier", random_.uuid()},
                                  {"DownloadEntryDateAddedKey", whole_seconds(old_)},
                                  {"DownloadEntryDateFinishedKey", whole_seconds(old_)},
                                  {"DownloadEntryProgressBytesSoFar", 48211},
                                  {"DownloadEntryProgressTotalToLoad", 48211},
                                  {"DownloadEntryRemoveWhenDoneKey", false}});
    };
    add(innocent_url(random_));
    if (auto url = bait("safari_downloads", "/t/file.zip")) add(*url);
    return binary_plist(Dictionary{{"DownloadHistory", std::move(list)}});
}

std::string SafariPart::icons() {
    SqliteBuilder database;
    database.run(kIconTables);
    {
        Insert page(database, "page_url", "url, uuid");
        Insert icon(database, "icon_info", "uuid, url, timestamp, width, height");
        Insert rejected(database, "rejected_resources", "page_url, icon_url, timestamp");
        auto add = [&](const std::string& url) {
            const std::string uuid = random_.uuid();
            page(url, uuid);
            icon(uuid, url + "/favicon.ico", cocoa_seconds(old_), 32, 32);
        };
        for (int i = 0; i < 4; i++) add("https://" + innocent_host(random_));
        if (auto url = bait("safari_favicons", "")) add(*url);
        if (auto url = bait("safari_favicons", "/t/refused"))
            rejected(*url, *url + "/x.ico", cocoa_seconds(old_));
    }
    return database.bytes();
}

Plist closed_tab(const std::string& url, Time closed) {
    return Dictionary{{"PersistentStateType", 0},
                      {"PersistentState", Dictionary{{"TabURL", url},
                                                     {"TabTitle", "A page"},
                                                     {"DateClosed", closed},
                                                     {"LastVisitTime", cocoa_seconds(closed)}}}};
}

std::string SafariPart::closed_tabs() {
    Array list;
    for (int i = 0; i < 3; i++) list.push_back(closed_tab(innocent_url(random_), old_));
    if (auto url = bait("safari_closed_tabs", "/t/closed")) list.push_back(closed_tab(*url, old_));
    return binary_plist(Dictionary{{"ClosedTabOrWindowPersistentStatesVersion", "1"},
                                   {"ClosedTabOrWindowPersistentStates", std::move(list)}});
}

std::string SafariPart::preferences() {
    SqliteBuilder database;
    database.run(kPreferenceTables);
    {
        Insert of_site(database, "preference_values",
                       "domain, preference, preference_value, timestamp");
        Insert of_others(database, "default_preferences", "preference, default_value");
        of_others("PerSitePreferencesCamera", 0);
        for (int i = 0; i < 3; i++)
            of_site(innocent_host(random_), "PerSitePreferencesCamera", 2, cocoa_seconds(old_));
        auto domain = maker_.bait() ? maker_.bait()->next(Sort::domain) : std::nullopt;
        if (domain) {
            of_site(*domain, "PerSitePreferencesDownloads", 1, cocoa_seconds(old_));
            maker_.plant(Sort::domain, "safari_site_preferences", *domain, *domain);
        }
    }
    return database.bytes();
}

}  // namespace

static void make(PartMaker& maker) {
    SafariPart safari(maker);
    maker.add("HomeDomain", "Library/Safari/BrowserState.db", safari.browser_state());
    maker.add("HomeDomain", "Library/Safari/Bookmarks.db", safari.bookmarks());
    maker.add("HomeDomain", "Library/Image Cache/Favicons/Favicons.db", safari.icons());
    if (maker.plan().generation == Generation::ios10) return;
    maker.add(kApp, "Library/Safari/SafariTabs.db", safari.tabs());
    maker.add(kApp, "Library/Safari/CloudTabs.db", safari.cloud_tabs());
    maker.add(kApp, "Library/Safari/Downloads/Downloads.plist", safari.downloads());
    maker.add(kApp, "Library/Safari/RecentlyClosedTabs.plist", safari.closed_tabs());
    maker.add(kApp, "Library/Safari/PerSitePreferences.db", safari.preferences());
}

static std::string odd_tabs() {
    SqliteBuilder database(512);
    database.run(kBookmarkTable);
    database.run(kWindowTables);
    database.run(
        "INSERT INTO bookmarks (id, type, title, url, extra_attributes, local_attributes, "
        "sync_data) "
        "VALUES (1, 'x', 7, X'FF00', X'62706C6973743030', 'text', X'00'), (2, 1, NULL, NULL, X'', "
        "X'00', X'62706C6973743030'), (-3, 0.5, 'a', 'b', NULL, NULL, NULL);"
        "INSERT INTO windows (uuid, date_closed, private_tab_group_id) VALUES (X'00', 'never', "
        "1e300);"
        "INSERT INTO participant_presence VALUES (X'FFFE', 5, NULL)");
    return database.bytes();
}

static std::string small_state(std::string_view data) {
    SqliteBuilder database(512);
    database.run(kStateTables);
    Insert tab(database, "tabs", "uuid, title, url, order_index, last_viewed_time");
    Insert saved(database, "tab_sessions", "tab_uuid, session_data");
    tab("A", "Page", "https://a.example/", 0, 700000000.5);
    saved("A", Blob{data});
    return database.bytes();
}

static std::string small_tabs(Time time) {
    SqliteBuilder database(512);
    database.run(kBookmarkTable);
    database.run(kWindowTables);
    Insert row(database, "bookmarks",
               "id, parent, type, title, url, extra_attributes, local_attributes, sync_data");
    const std::string extra =
        binary_plist(Dictionary{{"DateLastViewed", time},
                                {"LocalURL", "https://l.example/"},
                                {"com.apple.ReadingList", Dictionary{{"DateAdded", time}}},
                                {"com.apple.Bookmark", Dictionary{{"DateAdded", time}}}});
    const std::string local = binary_plist(
        Dictionary{{"LastVisitTime", 7e8},
                   {"SessionState", Plist::Data{session({"https://p.example/"}, time)}}});
    const std::string shared = binary_plist(Array{"a@mail.example", "+12025550101"});
    row(1, 0, 1, "Group", nullptr, nullptr, nullptr, Blob{shared});
    row(2, 1, 0, "Page", "https://a.example/", Blob{extra}, Blob{local}, nullptr);
    database.run(
        "INSERT INTO windows (uuid, private_tab_group_id) VALUES ('W', 1);"
        "INSERT INTO participant_presence VALUES ('a@mail.example', 'S', 'T')");
    return database.bytes();
}

static Result<void> seeds(const SeedSink& write) {
    const std::string good = session({"https://a.example/", "https://b.example/"}, kTaken);
    TRY(write("safari_browser_state/session.db", small_state(good)));
    TRY(write("safari_browser_state/cut.db",
              small_state(std::string_view(good).substr(0, good.size() / 2))));
    const std::string tabs = small_tabs(kTaken);
    TRY(write("safari_tabs/group.db", tabs));
    TRY(write("safari_tabs/odd.db", odd_tabs()));
    TRY(write("safari_bookmarks/list.db", tabs));
    TRY(write("safari_bookmarks/odd.db", odd_tabs()));
    SqliteBuilder cloud(512);
    cloud.run(kCloudTables);
    cloud.run(
        "INSERT INTO cloud_tab_devices VALUES ('D', X'', 'Desk', 'mac', 0, 1, 7e8), (X'00', 1, 2, "
        "3, "
        "'x', NULL, 'y'); INSERT INTO cloud_tabs (tab_uuid, system_fields, device_uuid, position, "
        "url, "
        "last_viewed_time) VALUES ('T', '', 'D', '', 'https://a.example/', 7e8), (2, 3, 4, 5, 6, "
        "'x');"
        "INSERT INTO cloud_tab_close_requests VALUES ('C', '', 'D', 'https://c.example/', 'T')");
    TRY(write("safari_cloud_tabs/one.db", cloud.commit()));
    SqliteBuilder icons(512);
    icons.run(kIconTables);
    icons.run(
        "INSERT INTO page_url VALUES ('https://a.example/', 'I'), (5, X'00');"
        "INSERT INTO icon_info VALUES ('I', 'https://a.example/i.png', 7e8, 16, 16, 0), "
        "('J', X'FF', 'noon', 'wide', NULL, 0);"
        "INSERT INTO rejected_resources VALUES ('https://r.example/', 'https://r.example/i', "
        "1.7e9)");
    TRY(write("safari_favicons/two.db", icons.commit()));
    SqliteBuilder preferences(512);
    preferences.run(kPreferenceTables);
    preferences.run(
        "INSERT INTO preference_values (domain, preference, preference_value, timestamp) VALUES "
        "('a.example', 'PerSitePreferencesCamera', 1, 7e8), (X'FF', 5, X'00', 'noon');"
        "INSERT INTO default_preferences (preference, default_value) VALUES ('x', NULL)");
    TRY(write("safari_site_preferences/two.db", preferences.commit()));
    TRY(write(
        "safari_closed_tabs/odd.plist",
        binary_plist(Dictionary{
            {"ClosedTabOrWindowPersistentStates",
             Array{"no dictionary", closed_tab("https://a.example/", kTaken),
                   Dictionary{{"PersistentState",
                               Dictionary{{"IsPrivateWindow", true},
                                          {"DateClosed", "never"},
                                          {"TabStates",
                                           Array{7, Dictionary{{"SessionState",
                                                                Plist::Data{good}}}}}}}}}}})));
    TRY(write("safari_downloads/odd.plist",
              binary_plist(Dictionary{
                  {"DownloadHistory",
                   Array{"no dictionary", Dictionary{{"DownloadEntryURL", 7},
                                                     {"DownloadEntryDateAddedKey", "never"}}}}})));
    return write("safari_downloads/one.plist",
                 binary_plist(Dictionary{
                     {"DownloadHistory",
                      Array{Dictionary{{"DownloadEntryURL", "https://a.example/f"},
                                       {"DownloadEntryPath", "/private/var/mobile/f"},
                                       {"DownloadEntryDateAddedKey", whole_seconds(kTaken)},
                                       {"DownloadEntryProgressTotalToLoad", 7}}}}}));
}

extern constinit const PhonePart part = {.name = "safari_tabs", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::safari_tabs
