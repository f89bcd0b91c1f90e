// Pages visited in Safari, in every profile. A visit that was redirected
// carries where to, so that nobody has to look for the other half of the pair. Besides them:
// pages whose visits are gone, what was deleted, and what the history says of itself.

#include "artifact/page_table.h"
#include "artifact/redirects.h"
#include "artifact/row_ids.h"
#include "base/text.h"
#include "format/plist.h"

namespace bridle::ios::safari_history {

// Both ends of a redirect are visits. Few visits are one, so the other end is looked up for these
// alone, and a damaged page there costs no more than where they led. What is damaged is met
// again when the visits are read, and said then.
static Result<void> find_redirects(const Database& db, Redirects& redirects) {
    if (!db.has_column("history_visits", "redirect_destination")) return {};
    Select select(db, "history_visits AS v");
    select.optional_join("history_visits AS d", "d.id = v.redirect_destination");
    select.optional_join("history_items AS i", "i.id = d.history_item");
    select.where("v.redirect_destination IS NOT NULL");
    const Column id = select.optional("v.id"), time = select.optional("d.visit_time"),
                 url = select.optional("i.url");
    auto add = [&](const Row& row) -> Result<void> {
        auto target = row.text(url);
        if (!target) return {};
        return redirects.add(row.integer(id).value_or(0), *target, row.real(time).value_or(0));
    };
    return select.each(add, [](const Error&) {});
}

static Result<void> read_visits(const Database& db, const Redirects& redirects, RowIds& visited,
                                Output& out) {
    Select select(db, "history_visits AS v");
    select.join("history_items AS i", "i.id = v.history_item");
    const Column id = select.column("v.id"), item = select.column("v.history_item"),
                 url = select.column("i.url"), time = select.column("v.visit_time"),
                 title = select.optional("v.title"), source = select.optional("v.redirect_source"),
                 destination = select.optional("v.redirect_destination"),
                 loaded = select.optional("v.load_successful"),
                 posted = select.optional("v.http_non_get"),
                 made_up = select.optional("v.synthesized"), origin = select.optional("v.origin"),
                 generation = select.optional("v.generation"),
                 attributes = select.optional("v.attributes"), score = select.optional("v.score"),
                 status = select.optional("i.status_code");
    return each_row(select, out, [&](const Row& row) {
        const std::int64_t visit = row.integer(id).value_or(0);
        auto page = row.integer(item), leads_to = row.integer(destination);
        auto address = row.text(url);
        if (address) visited.add(page);
        const Redirects::Target* target = leads_to ? redirects.of(visit) : nullptr;
        const bool failed = row.boolean(loaded) == false;
        return out.record(at_row("history_visits", visit),
                          {
                              when("visit", row.time(time, Epoch::cocoa)),
                              headline(text("url", address, Kind::url)),
                              text("title", row.text(title)),
                              number("item", page),
                              number("redirect_source", row.integer(source)),
                              number("redirect_destination", leads_to),
                              redirected_to(target),
                              redirected_at(target),
                              visited_at(target, row.real(time)),
                              flag("loaded", failed ? std::optional(false) : std::nullopt),
                              flag("posted", if_true(row.boolean(posted))),
                              flag("synthesized", if_true(row.boolean(made_up))),
                              // Synchronized from another device, and when in its order.
                              number("origin", if_not_zero(row.integer(origin))),
                              number("generation", if_not_zero(row.integer(generation))),
                              number("attributes", if_not_zero(row.integer(attributes))),
                              number("score", if_not_zero(row.integer(score))),
                              number("status", if_not_zero(row.integer(status))),
                          });
    });
}

// A page whose visits are gone was visited all the same. So was one that its visits could not
// name because of damage.
static Result<void> read_pages_without_visits(const Database& db, const RowIds& visited,
                                              Output& out) {
    if (!db.has_table("history_items")) return {};
    Select select(db, "history_items AS i");
    const Column id = select.column("i.id"), url = select.column("i.url"),
                 count = select.optional("i.visit_count");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        const std::int64_t page = row.integer(id).value_or(0);
        if (visited.contains(page)) return {};
        return out.record(at_row("history_items", page),
                          {
                              text("record_type", "page"),
                              headline(text("url", row.text(url), Kind::url)),
                              number("visits", row.integer(count)),
                          });
    });
}

// What was deleted from the history, kept for a while so that other devices forget it too.
// Newer systems keep a digest in place of the address.
static Result<void> read_tombstones(const Database& db, Output& out) {
    if (!db.has_table("history_tombstones")) return {};
    Select select(db, "history_tombstones AS t");
    const Column id = select.column("t.id"), url = select.column("t.url"),
                 start = select.column("t.start_time"), end = select.column("t.end_time"),
                 generation = select.optional("t.generation"), device = select.optional("t.udid"),
                 attributes = select.optional("t.attributes");
    return each_row(select, out, [&](const Row& row) {
        auto address = row.text(url);
        const bool readable = address && is_utf8(*address);
        const std::string digest = address && !readable ? hex(as_bytes(*address)) : std::string();
        return out.record(at_row("history_tombstones", row.integer(id).value_or(0)),
                          {
                              text("record_type", "deleted"),
                              headline(text("url", readable ? address : std::nullopt, Kind::url)),
                              text("url_digest", present(digest)),
                              when("deleted_from", row.time(start, Epoch::cocoa)),
                              when("deleted_until", row.time(end, Epoch::cocoa)),
                              number("generation", if_not_zero(row.integer(generation))),
                              text("device_id", row.text(device)),
                              number("attributes", if_not_zero(row.integer(attributes))),
                          });
    });
}

// Changes that other parts of the system had not heard of yet, with the addresses in them.
static Result<void> read_events(const Database& db, Output& out) {
    static constexpr std::size_t kNodesAtMost = 10'000, kAddressesAtMost = 100;
    if (!db.has_table("history_events")) return {};
    Select select(db, "history_events AS e");
    const Column id = select.column("e.id"), type = select.column("e.event_type"),
                 time = select.column("e.event_time"),
                 listeners = select.optional("e.pending_listeners"),
                 value = select.optional("e.value");
    Plist list;
    std::vector<std::string> addresses;
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        addresses.clear();
        if (Bytes bytes = row.blob(value); !bytes.empty() && list.read(bytes))
            TRY(for_each_text(list.root(), kNodesAtMost, [&](std::string_view found) {
                if (found.contains("://") && addresses.size() < kAddressesAtMost)
                    addresses.emplace_back(found);
            }));
        std::vector<Field> fields = {
            text("record_type", "event"),
            when("history_event", row.time(time, Epoch::cocoa)),
            headline(text("event", row.text(type))),
            text("listeners", row.text(listeners)),
        };
        for (const std::string& each : addresses) fields.push_back(text("url", each, Kind::url));
        return out.record(at_row("history_events", row.integer(id).value_or(0)), fields);
    });
}

// What the history says of itself: who reads it, and what it is kept with.
static constexpr PageColumn kClient[] = {{"client_version", "version", Kind::number},
                                         {"last_seen", "client_seen", Kind::time}};
static constexpr PageColumn kListener[] = {{"listener_name", "listener"},
                                           {"last_seen", "listener_seen", Kind::time}};
static constexpr PageColumn kTag[] = {{"identifier", "identifier"},
                                      {"title", "title"},
                                      {"modification_timestamp", "tag_modified", Kind::time},
                                      {"type", "type", Kind::number},
                                      {"item_count", "pages", Kind::number}};
static constexpr PageColumn kTagged[] = {{"history_item", "item", Kind::number},
                                         {"tag_id", "tag", Kind::number},
                                         {"timestamp", "tagged", Kind::time}};
static constexpr PageColumn kMetadata[] = {{"key", "key"}, {"value", "value"}};
static constexpr PageTable kTables[] = {
    {"history_client_versions", "client", kClient},
    {"history_event_listeners", "listener", kListener},
    {"history_tags", "tag", kTag},
    {"history_items_to_tags", "tagged", kTagged},
    {"metadata", "metadata", kMetadata},
};

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    Redirects redirects;
    RowIds visited;  // pages that a visit has named
    keep_going(out, "redirects", find_redirects(db, redirects));
    keep_going(out, "history_visits", read_visits(db, redirects, visited, out));
    keep_going(out, "history_items", read_pages_without_visits(db, visited, out));
    keep_going(out, "history_tombstones", read_tombstones(db, out));
    keep_going(out, "history_events", read_events(db, out));
    for (const PageTable& table : kTables)
        keep_going(out, table.table, read_page_table(db, table, out));
    return {};
}

extern constinit const Artifact artifact = {
    .name = "safari_history",
    .title = "Safari history",
    .paths = {"**/Library/Safari/History.db", "**/Library/Safari/Profiles/*/History.db"},
    .absence = Absence::only_encrypted,
    .parse = parse,
};

}  // namespace bridle::ios::safari_history
