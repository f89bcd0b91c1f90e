// The open tabs of Safari, and the pages that each has shown, forwards and
// backwards: BrowserState.db of every profile. Pages stand here that the history has
// lost. A session whose tab is gone is a session all the same.

#include "artifact/rows.h"
#include "artifact/session_history.h"

namespace bridle::ios::safari_browser_state {

static Result<void> read_tabs(const Database& db, Output& out) {
    Select select(db, "tabs AS t");
    const Column id = select.optional("t.id"), uuid = select.optional("t.uuid"),
                 title = select.column("t.title"), url = select.column("t.url"),
                 visible = select.optional("t.user_visible_url"),
                 viewed = select.optional("t.last_viewed_time"),
                 is_private = select.optional("t.private_browsing"),
                 order = select.optional("t.order_index"),
                 from_link = select.optional("t.opened_from_link"),
                 reader = select.optional("t.showing_reader"),
                 window = select.optional("t.browser_window_uuid"),
                 owner = select.optional("t.owning_browser_window_id"),
                 saved = select.optional("t.session_data");  // before iOS 12
    std::int64_t index = 0;
    SessionWriter sessions(out);
    auto done = each_row(select, out, [&](const Row& row) -> Result<void> {
        const Place place = at_row("tabs", row.integer(id).value_or(++index));
        const SessionTab tab{row.text(uuid), row.time(viewed, Epoch::cocoa),
                             row.boolean(is_private)};
        TRY(out.record(place, {
                                  when("tab_viewed", tab.viewed),
                                  headline(text("url", row.text(url), Kind::url)),
                                  text("visible_url", row.text(visible), Kind::url),
                                  headline(text("title", row.text(title))),
                                  text("tab", tab.uuid),
                                  flag("private", tab.is_private),
                                  number("order", row.integer(order)),
                                  flag("opened_from_link", row.boolean(from_link)),
                                  flag("showing_reader", row.boolean(reader)),
                                  text("window", row.text(window)),
                                  number("window_id", row.integer(owner)),
                              }));
        return sessions.write(place, row.blob(saved), tab);
    });
    sessions.end();
    return done;
}

static Result<void> read_sessions(const Database& db, Output& out) {
    if (!db.has_table("tab_sessions")) return {};
    Select select(db, "tab_sessions AS s");
    // Without an index the rows are read without their tabs, whose id they name.
    if (db.has_index("tabs", "uuid")) select.optional_join("tabs AS t", "t.uuid = s.tab_uuid");
    const Column id = select.optional("s.id"), uuid = select.column("s.tab_uuid"),
                 saved = select.column("s.session_data"),
                 viewed = select.optional("t.last_viewed_time"),
                 is_private = select.optional("t.private_browsing");
    std::int64_t index = 0;
    SessionWriter sessions(out);
    auto done = each_row(select, out, [&](const Row& row) {
        const Place place = at_row("tab_sessions", row.integer(id).value_or(++index));
        return sessions.write(
            place, row.blob(saved),
            {row.text(uuid), row.time(viewed, Epoch::cocoa), row.boolean(is_private)});
    });
    sessions.end();
    return done;
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    keep_going(out, "tabs", read_tabs(db, out));
    return read_sessions(db, out);
}

extern constinit const Artifact artifact = {
    .name = "safari_browser_state",
    .title = "Open tabs of Safari",
    .paths = {"**/Library/Safari/BrowserState.db", "**/Library/Safari/Profiles/*/BrowserState.db"},
    .absence = Absence::older_versions,
    .parse = parse,
};

}  // namespace bridle::ios::safari_browser_state
