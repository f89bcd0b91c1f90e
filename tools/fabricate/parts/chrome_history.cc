// History, Favicons and Bookmarks of Chrome and of a browser that has its tables under
// another roof, and a file called History that is neither.

#include "fabricate/encoding.h"
#include "fabricate/part.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate::chrome_history {

static constexpr std::string_view kHistoryTables = R"sql(
CREATE TABLE urls (id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR,
    visit_count INTEGER DEFAULT 0 NOT NULL, typed_count INTEGER DEFAULT 0 NOT NULL,
    last_visit_time INTEGER NOT NULL, hidden INTEGER DEFAULT 0 NOT NULL);
CREATE TABLE visits (id INTEGER PRIMARY KEY AUTOINCREMENT, url INTEGER NOT NULL,
    visit_time INTEGER NOT NULL, from_visit INTEGER, external_referrer_url TEXT,
    transition INTEGER DEFAULT 0 NOT NULL, segment_id INTEGER,
    visit_duration INTEGER DEFAULT 0 NOT NULL, opener_visit INTEGER,
    originator_cache_guid TEXT, app_id TEXT);
CREATE INDEX visits_url_index ON visits (url);
CREATE INDEX visits_time_index ON visits (visit_time);
CREATE TABLE downloads (id INTEGER PRIMARY KEY, guid VARCHAR, current_path LONGVARCHAR,
    target_path LONGVARCHAR, start_time INTEGER, received_bytes INTEGER, total_bytes INTEGER,
    state INTEGER, danger_type INTEGER, interrupt_reason INTEGER, hash BLOB, end_time INTEGER,
    opened INTEGER, last_access_time INTEGER, referrer VARCHAR, site_url VARCHAR, tab_url VARCHAR,
    tab_referrer_url VARCHAR, mime_type VARCHAR);
CREATE TABLE downloads_url_chains (id INTEGER NOT NULL, chain_index INTEGER NOT NULL,
    url LONGVARCHAR NOT NULL, PRIMARY KEY (id, chain_index));
CREATE TABLE keyword_search_terms (keyword_id INTEGER NOT NULL, url_id INTEGER NOT NULL,
    term LONGVARCHAR NOT NULL, normalized_term LONGVARCHAR NOT NULL);
CREATE TABLE segments (id INTEGER PRIMARY KEY, name VARCHAR, url_id INTEGER NON NULL);
)sql";
static constexpr std::string_view kIconTables = R"sql(
CREATE TABLE favicons (id INTEGER PRIMARY KEY, url LONGVARCHAR NOT NULL,
    icon_type INTEGER DEFAULT 1);
CREATE TABLE icon_mapping (id INTEGER PRIMARY KEY, page_url LONGVARCHAR NOT NULL, icon_id INTEGER);
CREATE TABLE favicon_bitmaps (id INTEGER PRIMARY KEY, icon_id INTEGER NOT NULL,
    last_updated INTEGER DEFAULT 0, image_data BLOB, width INTEGER DEFAULT 0,
    height INTEGER DEFAULT 0, last_requested INTEGER DEFAULT 0);
CREATE INDEX favicon_bitmaps_icon_id ON favicon_bitmaps(icon_id);
)sql";

static constexpr std::int64_t kTyped = 0x30000001, kRedirected = 0xA0000000;

static std::int64_t webkit_micros(Time time) {
    return time.time_since_epoch().count() + 11'644'473'600'000'000;
}

namespace {

// One browser: what it visits has an icon, unless said otherwise.
class Chromium {
public:
    explicit Chromium(int page_size = 4096)
        : history_(page_size), icons_(page_size), tables_(history_, icons_) {}

    std::int64_t visit(const std::string& url, Time time, std::int64_t from = 0,
                       std::int64_t transition = kTyped) {
        urls_++;
        tables_.url(urls_, url, "", 1, 1, webkit_micros(time));
        tables_.visit(urls_, urls_, webkit_micros(time), from, transition);
        return urls_;
    }
    void icon(const std::string& url, Time time) {
        mappings_++;
        tables_.icon(mappings_, url + "favicon.ico");
        tables_.mapping(mappings_, url, mappings_);
        for (int size : {16, 32})
            tables_.bitmap(mappings_, webkit_micros(time), Blob{"\x89PNG"}, size, size);
    }
    void download(const std::string& first, const std::string& last, Time time) {
        tables_.download(1, "/private/var/mobile/Documents/leaflet.pdf", webkit_micros(time), 48211,
                         48211, 1, last, "application/pdf");
        tables_.chain(1, 0, first);
        tables_.chain(1, 1, last);
    }
    void search(std::int64_t url, std::string_view term) { tables_.term(2, url, term, term); }

    std::string history() { return history_.bytes(); }
    std::string icons() { return icons_.bytes(); }

private:
    struct Tables {
        Tables(SqliteBuilder& history, SqliteBuilder& icons)
            : made((history.run(kHistoryTables), icons.run(kIconTables), true)),
              url(history, "urls", "id, url, title, visit_count, typed_count, last_visit_time"),
              visit(history, "visits", "id, url, visit_time, from_visit, transition"),
              download(history, "downloads",
                       "id, target_path, start_time, received_bytes, total_bytes, state, tab_url, "
                       "mime_type"),
              chain(history, "downloads_url_chains", "id, chain_index, url"),
              term(history, "keyword_search_terms", "keyword_id, url_id, term, normalized_term"),
              icon(icons, "favicons", "id, url"),
              mapping(icons, "icon_mapping", "id, page_url, icon_id"),
              bitmap(icons, "favicon_bitmaps", "icon_id, last_updated, image_data, width, height") {
        }
        bool made;
        Insert url, visit, download, chain, term, icon, mapping, bitmap;
    };
    SqliteBuilder history_, icons_;
    Tables tables_;
    std::int64_t urls_ = 0, mappings_ = 0;
};

std::string bookmarks(const std::vector<std::string>& urls, Time added) {
    std::string children;
    for (const std::string& url : urls)
        children += std::string(children.empty() ? "" : ",") +
                    R"({"type":"url","name":"Kept","url":")" + url + R"(","date_added":")" +
                    std::to_string(webkit_micros(added)) + "\"}";
    return R"({"checksum":"0","roots":{"bookmark_bar":{"children":[)" + children +
           R"(],"name":"Bar","type":"folder"},"other":{"children":[]}},"version":1})";
}

constexpr int kDays = 80;  // Chrome forgets after ninety

Time day(const PartMaker& maker, int before) {
    return whole_seconds(maker.plan().taken) - std::chrono::hours(24 * before);
}

void plant(PartMaker& maker, Chromium& chrome) {
    if (!maker.bait()) return;
    auto bait = [&](std::string_view artifact, std::string_view before, std::string_view path) {
        auto domain = maker.bait()->next(Sort::domain).value_or("nothing.example");
        std::string url = std::string(before) + domain + std::string(path);
        maker.plant(Sort::domain, artifact, domain, url);
        return url;
    };
    const Time visited = day(maker, 20);
    chrome.visit(bait("chrome_history", "https://", "/t/visit"), visited);
    chrome.download("https://" + std::string("files.example/"),
                    bait("chrome_history", "https://", "/t/leaflet.pdf"), visited);
    chrome.icon(bait("chrome_favicons", "https://", "/"), day(maker, 300));

    const std::string from = "http://evening-paper.example/";
    const std::int64_t first = chrome.visit(from, visited);
    chrome.visit("https://q4m9z.transit-relay.example/", visited + std::chrono::milliseconds(120),
                 first, kRedirected);
    maker.plant_rule("redirect", "chrome_history", from);

    const std::string forgotten = "https://quiet-relay.example/";
    chrome.icon(forgotten, visited + std::chrono::hours(1));
    maker.plant_rule("favicon_outlives_history", "chrome_favicons", forgotten);
}

}  // namespace

static void make(PartMaker& maker) {
    Random random(maker.plan().seed, "chrome");
    Chromium chrome, brave;
    for (int before = kDays; before > 0; before--) {
        const std::string url = "https://" + innocent_host(random) + "/";
        const std::int64_t visit = chrome.visit(url, day(maker, before));
        if (before % 3 == 0) chrome.icon(url, day(maker, before));
        if (before % 7 == 0) chrome.search(visit, "tomatoes");
        if (before % 5 == 0) brave.visit(innocent_url(random), day(maker, before));
    }
    plant(maker, chrome);
    if (auto domain = maker.bait() ? maker.bait()->next(Sort::domain) : std::nullopt) {
        const std::string url = "https://" + *domain + "/t/elsewhere";
        brave.visit(url, day(maker, 9));
        maker.plant(Sort::domain, "chrome_history", *domain, url);
    }
    const std::string chrome_app = "AppDomain-com.google.chrome.ios",
                      profile = "Library/Application Support/Google/Chrome/Default/";
    maker.add(chrome_app, profile + "History", chrome.history());
    maker.add(chrome_app, profile + "Favicons", chrome.icons());
    std::vector<std::string> kept = {innocent_url(random), innocent_url(random)};
    if (auto domain = maker.bait() ? maker.bait()->next(Sort::domain) : std::nullopt) {
        kept.push_back("https://" + *domain + "/t/kept");
        maker.plant(Sort::domain, "chrome_bookmarks", *domain, kept.back());
    }
    maker.add(chrome_app, profile + "Bookmarks", bookmarks(kept, day(maker, 400)));
    maker.add("AppDomain-com.brave.ios.browser",
              "Library/Application Support/Chromium/Default/History", brave.history());
    maker.add("AppDomain-com.example.notes", "Library/Application Support/Notes/History",
              "what was written, and when");
}

static Result<void> seeds(const SeedSink& write) {
    Chromium chrome(512);
    const Time time = whole_seconds(kTaken);
    const std::int64_t first = chrome.visit("http://a.example/", time);
    chrome.visit("https://b.example/", time, first, kRedirected);
    chrome.icon("https://b.example/", time);
    chrome.download("https://c.example/", "https://d.example/f.pdf", time);
    chrome.search(first, "words");
    TRY(write("chrome_history/redirect.db", chrome.history()));
    TRY(write("chrome_favicons/one.db", chrome.icons()));
    TRY(write("chrome_bookmarks/one.json", bookmarks({"https://e.example/"}, time)));
    TRY(write("chrome_bookmarks/odd.json",
              R"({"roots":{"x":7,"y":{"children":[1,{"children":[],"name":5}]}}})"));
    SqliteBuilder history(512), icons(512);
    history.run(kHistoryTables);
    history.run(
        "INSERT INTO urls VALUES (1, X'FF00', 7, 'many', 1, 'noon', 0);"
        "INSERT INTO visits (id, url, visit_time, from_visit, transition) VALUES (1, 1, 'x', 1, "
        "4294967295), (2, -9, 9223372036854775807, 1, 'y'), (3, 1, -5, 3, 1073741824);"
        "INSERT INTO downloads (id, hash, start_time) VALUES (1, 'text', 1e300);"
        "INSERT INTO segments VALUES (1, 'http://s.example/', 1)");
    icons.run(kIconTables);
    icons.run(
        "INSERT INTO favicons VALUES (1, X'00', 'x'); INSERT INTO icon_mapping VALUES (1, 5, 'x');"
        "INSERT INTO favicon_bitmaps VALUES (1, -1, 'x', 'y', 0, 0, 1e300)");
    TRY(write("chrome_history/odd.db", history.commit()));
    return write("chrome_favicons/odd.db", icons.commit());
}

extern constinit const PhonePart part = {.name = "chrome_history", .make = make, .seeds = seeds};

}  // namespace bridle::fabricate::chrome_history
