// The history of Firefox: browser.db up to 2022, places.db and tabs.db since, in
// every profile of every edition. Besides the visits: pages without, what was deleted,
// bookmarks, tabs of other devices, and how long a page was looked at.
//
// Times are in milliseconds or microseconds, depending on the table and the version.
// Tables: BrowserSchema.swift of Firefox for iOS, places of Mozilla's application-services.

#include "artifact/guessed_time.h"
#include "artifact/other_browsers.h"
#include "artifact/page_table.h"
#include "artifact/redirects.h"
#include "artifact/row_ids.h"

namespace bridle::ios::firefox_history {

// How a page came to be opened; the same in both files.
static constexpr std::string_view kVisitTypes[] = {"unknown",  "link",     "typed",    "bookmark",
                                                   "embedded", "redirect", "redirect", "download",
                                                   "frame",    "reload"};
static constexpr std::int64_t kPermanently = 5, kForNow = 6;

static Field opened_by(std::optional<std::int64_t> type) {
    if (!type || *type < 0 || static_cast<std::size_t>(*type) >= std::size(kVisitTypes))
        return number("opened_by", type);
    return text("opened_by", kVisitTypes[static_cast<std::size_t>(*type)]);
}

static std::optional<double> seconds(std::optional<Time> time) {
    if (!time) return std::nullopt;
    return static_cast<double>(time->time_since_epoch().count()) / 1e6;
}

namespace {

// The two layouts have the same things under different names.
struct Layout {
    std::string_view visits, pages, id, page, date, type, local, from;
};

}  // namespace
static constexpr Layout kBrowser = {"visits", "history", "v.id",       "v.siteID",
                                    "v.date", "v.type",  "v.is_local", "v.from_visit"};
static constexpr Layout kPlaces = {"moz_historyvisits", "moz_places",   "v.id",
                                   "v.place_id",        "v.visit_date", "v.visit_type",
                                   "v.is_local",        "v.from_visit"};

static std::string as(std::string_view table, std::string_view alias) {
    return std::string(table) + " AS " + std::string(alias);
}

static Result<void> find_redirects(const Database& db, const Layout& layout, Redirects& redirects,
                                   Output& out) {
    if (!db.has_column(layout.visits, layout.from.substr(2))) return {};
    Select select(db, as(layout.visits, "v"));
    select.optional_join(as(layout.pages, "p"), "p.id = " + std::string(layout.page));
    const Column from = select.column(layout.from), type = select.column(layout.type),
                 date = select.column(layout.date), url = select.optional("p.url");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        auto source = row.integer(from), how = row.integer(type);
        if (!source || *source == 0 || (how != kPermanently && how != kForNow)) return {};
        return redirects.add(*source, row.text(url).value_or(""),
                             seconds(guessed_time(row, date)).value_or(0));
    });
}

static Result<void> read_visits(const Database& db, const Layout& layout,
                                const Redirects& redirects, RowIds& visited, Output& out) {
    Select select(db, as(layout.visits, "v"));
    select.join(as(layout.pages, "p"), "p.id = " + std::string(layout.page));
    const Column id = select.column(layout.id), page = select.column(layout.page),
                 url = select.column("p.url"), title = select.optional("p.title"),
                 date = select.column(layout.date), type = select.optional(layout.type),
                 local = select.optional(layout.local), from = select.optional(layout.from),
                 deleted = select.optional("p.is_deleted"), hidden = select.optional("p.hidden");
    return each_row(select, out, [&](const Row& row) {
        const std::int64_t visit = row.integer(id).value_or(0);
        visited.add(row.integer(page));
        const Redirects::Target* target = redirects.of(visit);
        auto time = guessed_time(row, date);
        return out.record(at_row(layout.visits, visit),
                          {
                              when("visit", time),
                              headline(text("url", row.text(url), Kind::url)),
                              text("title", row.text(title)),
                              number("page", row.integer(page)),
                              number("redirect_source", row.integer(from)),
                              redirected_to(target),
                              redirected_at(target),
                              visited_at(target, seconds(time)),
                              opened_by(row.integer(type)),
                              flag("on_this_device", row.boolean(local)),
                              flag("deleted", if_true(row.boolean(deleted))),
                              flag("hidden", if_true(row.boolean(hidden))),
                          });
    });
}

static Result<void> read_pages_without_visits(const Database& db, const Layout& layout,
                                              const RowIds& visited, Output& out) {
    if (!db.has_table(layout.pages)) return {};
    Select select(db, as(layout.pages, "p"));
    const Column id = select.column("p.id"), url = select.column("p.url"),
                 title = select.optional("p.title"),
                 here = select.optional("p.last_visit_date_local"),
                 elsewhere = select.optional("p.last_visit_date_remote"),
                 modified = select.optional("p.local_modified"),
                 count = select.optional("p.visit_count_local"),
                 preview = select.optional("p.preview_image_url"),
                 deleted = select.optional("p.is_deleted");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        const std::int64_t page = row.integer(id).value_or(0);
        if (visited.contains(page)) return {};
        return out.record(at_row(layout.pages, page),
                          {
                              text("record_type", "page"),
                              when("last_visit", guessed_time(row, here)),
                              when("last_visit_elsewhere", guessed_time(row, elsewhere)),
                              when("page_modified", guessed_time(row, modified)),
                              headline(text("url", row.text(url), Kind::url)),
                              text("title", row.text(title)),
                              text("preview", row.text(preview), Kind::url),
                              number("visits", row.integer(count)),
                              flag("deleted", if_true(row.boolean(deleted))),
                          });
    });
}

// The key of moz_bookmarks and of moz_places_metadata leads to a page.
static Result<void> read_place_bookmarks(const Database& db, Output& out) {
    if (!db.has_table("moz_bookmarks")) return {};
    Select select(db, "moz_bookmarks AS b");
    select.optional_join("moz_places AS p", "p.id = b.fk");
    const Column id = select.column("b.id"), title = select.optional("b.title"),
                 url = select.optional("p.url"), added = select.optional("b.dateAdded"),
                 modified = select.optional("b.lastModified"), type = select.optional("b.type"),
                 parent = select.optional("b.parent");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("moz_bookmarks", row.integer(id).value_or(0)),
                          {
                              text("record_type", "bookmark"),
                              when("bookmark_added", guessed_time(row, added)),
                              when("bookmark_modified", guessed_time(row, modified)),
                              headline(text("url", row.text(url), Kind::url)),
                              text("title", row.text(title)),
                              number("type", row.integer(type)),
                              number("folder", row.integer(parent)),
                          });
    });
}

static Result<void> read_viewing(const Database& db, Output& out) {
    if (!db.has_table("moz_places_metadata")) return {};
    Select select(db, "moz_places_metadata AS m");
    select.optional_join("moz_places AS p", "p.id = m.place_id");
    if (db.has_column("moz_places_metadata", "referrer_place_id"))
        select.optional_join("moz_places AS r", "r.id = m.referrer_place_id");
    if (db.has_column("moz_places_metadata", "search_query_id"))
        select.optional_join("moz_places_metadata_search_queries AS q", "q.id = m.search_query_id");
    const Column id = select.column("m.id"), url = select.optional("p.url"),
                 referrer = select.optional("r.url"), term = select.optional("q.term"),
                 title = select.optional("m.title"), created = select.column("m.created_at"),
                 updated = select.optional("m.updated_at"),
                 viewed = select.optional("m.total_view_time"),
                 typed = select.optional("m.typing_time"), keys = select.optional("m.key_presses"),
                 scrolled = select.optional("m.scrolling_time"),
                 type = select.optional("m.document_type");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("moz_places_metadata", row.integer(id).value_or(0)),
                          {
                              text("record_type", "viewing"),
                              when("viewed", guessed_time(row, created)),
                              when("viewed_until", guessed_time(row, updated)),
                              headline(text("url", row.text(url), Kind::url)),
                              text("title", row.text(title)),
                              text("referrer", row.text(referrer), Kind::url),
                              text("term", row.text(term)),
                              number("milliseconds", row.integer(viewed)),
                              number("typing", row.integer(typed)),
                              number("keys", row.integer(keys)),
                              number("scrolling", row.integer(scrolled)),
                              number("document_type", row.integer(type)),
                          });
    });
}

static Result<void> read_deleted_visits(const Database& db, Output& out) {
    if (!db.has_table("moz_historyvisit_tombstones")) return {};
    Select select(db, "moz_historyvisit_tombstones AS t");
    select.optional_join("moz_places AS p", "p.id = t.place_id");
    const Column page = select.column("t.place_id"), date = select.column("t.visit_date"),
                 url = select.optional("p.url");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("moz_historyvisit_tombstones", ++index),
                          {
                              text("record_type", "deleted"),
                              when("deleted_visit", guessed_time(row, date)),
                              headline(text("url", row.text(url), Kind::url)),
                              number("page", row.integer(page)),
                          });
    });
}

static constexpr PageColumn kBookmark[] = {{"bmkUri", "url", Kind::url},
                                           {"feedUri", "feed", Kind::url},
                                           {"siteUri", "site", Kind::url},
                                           {"title", "title"},
                                           {"date_added", "bookmark_added", Kind::time},
                                           {"local_modified", "bookmark_modified", Kind::time},
                                           {"server_modified", "bookmark_synchronized", Kind::time},
                                           {"is_deleted", "deleted", Kind::number}};
static constexpr PageColumn kSynchronizedBookmark[] = {
    {"feedURL", "feed", Kind::url},
    {"siteURL", "site", Kind::url},
    {"title", "title"},
    {"dateAdded", "bookmark_added", Kind::time},
    {"serverModified", "bookmark_synchronized", Kind::time},
    {"isDeleted", "deleted", Kind::number}};
static constexpr PageColumn kTab[] = {{"url", "url", Kind::url},
                                      {"title", "title"},
                                      {"history", "pages", Kind::message},
                                      {"client_guid", "device_id"},
                                      {"last_used", "tab_viewed", Kind::time},
                                      // In tabs.db, a row for each other device:
                                      {"record", "pages", Kind::message},
                                      {"guid", "device_id"},
                                      {"last_modified", "device_changed", Kind::time}};
static constexpr PageColumn kDevice[] = {{"name", "device"},
                                         {"guid", "device_id"},
                                         {"type", "device_type"},
                                         {"os", "system"},
                                         {"modified", "device_changed", Kind::time}};
static constexpr PageColumn kPinned[] = {
    {"url", "url", Kind::url}, {"title", "title"}, {"pinDate", "pinned", Kind::time}};
static constexpr PageColumn kQueued[] = {{"url", "url", Kind::url}, {"title", "title"}};
static constexpr PageColumn kMetadata[] = {{"site_url", "url", Kind::url},
                                           {"title", "title"},
                                           {"provider_name", "provider"},
                                           {"media_url", "media_url", Kind::url},
                                           {"created_at", "page_described", Kind::time},
                                           {"expired_at", "description_expires", Kind::number}};
static constexpr PageColumn kOrigin[] = {{"host", "host", Kind::domain}, {"prefix", "prefix"}};
static constexpr PageColumn kTyped[] = {
    {"input", "term"}, {"place_id", "page", Kind::number}, {"use_count", "uses", Kind::number}};
static constexpr PageColumn kDomain[] = {{"domain", "host", Kind::domain}};

static constexpr PageTable kTables[] = {
    {"bookmarksLocal", "bookmark", kBookmark},
    {"bookmarksMirror", "bookmark", kBookmark},
    {"bookmarksBuffer", "bookmark", kBookmark},
    {"moz_bookmarks_synced", "bookmark", kSynchronizedBookmark},
    {"tabs", "tab", kTab},
    {"clients", "device", kDevice},
    {"pinned_top_sites", "pinned", kPinned},
    {"queue", "queued", kQueued},
    {"page_metadata", "description", kMetadata},
    {"moz_origins", "site", kOrigin},
    {"domains", "site", kDomain},
    {"moz_inputhistory", "search", kTyped},
};

static Result<void> read_layout(const Database& db, const Layout& layout, Output& out) {
    Redirects redirects;
    RowIds visited;
    keep_going(out, "redirects", find_redirects(db, layout, redirects, out));
    keep_going(out, layout.visits, read_visits(db, layout, redirects, visited, out));
    return read_pages_without_visits(db, layout, visited, out);
}

static Result<void> parse(const Input& input, Output& out) {
    const bool guess = input.path.ends_with(".db") && !input.path.contains("/profile.");
    if (guess && !looks_like_database(input.file)) return {};
    Database db = TRY(open_database(input, out));
    const bool places = db.has_table("moz_places");
    if (!places && !db.has_table("history")) {
        const bool tabs = db.has_column("tabs", "record");
        if (guess && !tabs) return {};
        if (!tabs && !db.has_table("favicons") && !db.has_table("bookmarksLocal"))
            return fail(Errc::corrupt, "neither table history nor moz_places");
    }
    const Layout& layout = places ? kPlaces : kBrowser;
    if (places || db.has_table(kBrowser.pages))
        keep_going(out, layout.pages, read_layout(db, layout, out));
    keep_going(out, "moz_bookmarks", read_place_bookmarks(db, out));
    keep_going(out, "moz_places_metadata", read_viewing(db, out));
    keep_going(out, "moz_historyvisit_tombstones", read_deleted_visits(db, out));
    for (const PageTable& table : kTables)
        keep_going(out, table.table, read_page_table(db, table, out));
    return {};
}

extern constinit const Artifact artifact = {
    .name = "firefox_history",
    .title = "Firefox history",
    .paths = {"**/profile.profile/browser.db", "**/profile.profile/places.db",
              "**/profile.profile/tabs.db", "**/browser.db", "**/places.db", "**/tabs.db"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::firefox_history
