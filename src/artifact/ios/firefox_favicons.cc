// The small pictures of sites that Firefox kept beside its history (browser.db),
// with the page that each belongs to. Dates have been seconds, milliseconds and microseconds.

#include "artifact/guessed_time.h"
#include "artifact/other_browsers.h"
#include "artifact/row_ids.h"

namespace bridle::ios::firefox_favicons {

namespace {

struct Columns {
    explicit Columns(Select& select)
        : url(select.column("f.url")),
          width(select.optional("f.width")),
          height(select.optional("f.height")),
          type(select.optional("f.type")),
          date(select.column("f.date")) {}
    Column url, width, height, type, date;
};

}  // namespace

static Result<void> write_icon(Place place, const Row& row, const Columns& columns,
                               std::optional<std::string_view> page, std::optional<std::int64_t> id,
                               std::optional<std::int64_t> page_id, Output& out) {
    return out.record(place, {
                                 when("favicon", guessed_time(row, columns.date)),
                                 headline(text("url", page, Kind::url)),
                                 text("icon_url", row.text(columns.url), Kind::url),
                                 number("width", row.integer(columns.width)),
                                 number("height", row.integer(columns.height)),
                                 number("type", row.integer(columns.type)),
                                 number("icon", id),
                                 number("page", page_id),
                             });
}

static Result<void> read_pages(const Database& db, RowIds& used, Output& out) {
    Select select(db, "favicon_sites AS s");
    select.join("favicons AS f", "f.id = s.faviconID");
    select.optional_join("history AS h", "h.id = s.siteID");
    const Columns columns(select);
    const Column id = select.column("s.id"), icon = select.column("s.faviconID"),
                 page = select.column("s.siteID"), url = select.optional("h.url");
    return each_row(select, out, [&](const Row& row) {
        used.add(row.integer(icon));
        return write_icon(at_row("favicon_sites", row.integer(id).value_or(0)), row, columns,
                          row.text(url), row.integer(icon), row.integer(page), out);
    });
}

static Result<void> read_icons_without_page(const Database& db, const RowIds& used, Output& out) {
    Select select(db, "favicons AS f");
    const Columns columns(select);
    const Column id = select.column("f.id");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        auto icon = row.integer(id);
        if (icon && used.contains(*icon)) return {};
        return write_icon(at_row("favicons", icon.value_or(0)), row, columns, std::nullopt, icon,
                          std::nullopt, out);
    });
}

static Result<void> parse(const Input& input, Output& out) {
    const bool guess = input.path.ends_with(".db") && !input.path.contains("/profile.");
    if (guess && !looks_like_database(input.file)) return {};
    Database db = TRY(open_database(input, out));
    // Newer versions keep icons elsewhere, and other apps have a file of this name.
    if (!db.has_table("favicons") && (guess || db.has_table("history") || db.has_table("tabs")))
        return {};
    RowIds used;
    if (db.has_table("favicon_sites")) keep_going(out, "favicon_sites", read_pages(db, used, out));
    return read_icons_without_page(db, used, out);
}

extern constinit const Artifact artifact = {
    .name = "firefox_favicons",
    .title = "Site icons of Firefox",
    .paths = {"**/profile.profile/browser.db", "**/browser.db"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::firefox_favicons
