// Pages visited in Safari, in every profile. A visit that was redirected
// carries where to, so that nobody has to look for the other half of the pair.

#include "artifact/row_ids.h"
#include "artifact/rows.h"

namespace bridle::ios {

static Result<void> read_visits(const Database& db, RowIds& visited, Output& out) {
    Select select(db, "history_visits AS v");
    select.join("history_items AS i", "i.id = v.history_item");
    select.optional_join("history_visits AS d", "d.id = v.redirect_destination");
    select.optional_join("history_items AS di", "di.id = d.history_item");
    const Column id = select.column("v.id"), item = select.column("v.history_item"),
                 url = select.column("i.url"), time = select.column("v.visit_time"),
                 title = select.optional("v.title"), source = select.optional("v.redirect_source"),
                 destination = select.optional("v.redirect_destination"),
                 next_time = select.optional("d.visit_time"), next_url = select.optional("di.url"),
                 loaded = select.optional("v.load_successful");
    return each_row(select, out, [&](const Row& row) {
        visited.add(row.integer(item));
        const bool redirected = row.integer(destination).has_value();
        const bool failed = row.boolean(loaded) == false;
        return out.record(at_row("history_visits", row.integer(id).value_or(0)),
                          {
                              when("visit", row.time(time, Epoch::cocoa)),
                              headline(text("url", row.text(url), Kind::url)),
                              text("title", row.text(title)),
                              number("item", row.integer(item)),
                              number("redirect_source", row.integer(source)),
                              number("redirect_destination", row.integer(destination)),
                              text("redirected_to", row.text(next_url)),
                              real("redirected_at", row.real(next_time)),
                              real("visited_at", redirected ? row.real(time) : std::nullopt),
                              flag("loaded", failed ? std::optional(false) : std::nullopt),
                          });
    });
}

// A page whose visits are gone was visited all the same.
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
static Result<void> read_tombstones(const Database& db, Output& out) {
    if (!db.has_table("history_tombstones")) return {};
    Select select(db, "history_tombstones AS t");
    const Column id = select.column("t.id"), url = select.column("t.url"),
                 start = select.column("t.start_time"), end = select.column("t.end_time");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("history_tombstones", row.integer(id).value_or(0)),
                          {
                              text("record_type", "deleted"),
                              headline(text("url", row.text(url), Kind::url)),
                              when("deleted_from", row.time(start, Epoch::cocoa)),
                              when("deleted_until", row.time(end, Epoch::cocoa)),
                          });
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    RowIds visited;  // pages that have a visit
    keep_going(out, "history_visits", read_visits(db, visited, out));
    keep_going(out, "history_items", read_pages_without_visits(db, visited, out));
    return read_tombstones(db, out);
}

extern constinit const Artifact safari_history = {
    .name = "safari_history",
    .title = "Safari history",
    .paths = {"**/Library/Safari/History.db", "**/Library/Safari/Profiles/*/History.db"},
    .absence = Absence::only_encrypted,
    .parse = parse,
};

}  // namespace bridle::ios
