// The small pictures of sites that Chrome and its relatives keep, and for which
// pages, in every profile. An icon has several sizes; it is named once for each page.

#include <algorithm>
#include <map>

#include "artifact/other_browsers.h"
#include "artifact/row_ids.h"

namespace bridle::ios::chrome_favicons {

static constexpr std::size_t kIconsAtMost = 500'000;

namespace {

struct Dates {
    std::int64_t updated = 0, requested = 0;
};

}  // namespace
using DatesByIcon = std::map<std::int64_t, Dates>;  // ordered: the file chooses the numbers

static Result<void> read_dates(const Database& db, DatesByIcon& dates, Output& out) {
    if (!db.has_table("favicon_bitmaps")) return {};
    Select select(db, "favicon_bitmaps AS b");
    const Column icon = select.column("b.icon_id"), updated = select.optional("b.last_updated"),
                 requested = select.optional("b.last_requested");
    bool full = false;
    auto done = each_row(select, out, [&](const Row& row) -> Result<void> {
        const std::int64_t id = row.integer(icon).value_or(0);
        if (dates.size() >= kIconsAtMost && !dates.contains(id)) {
            full = true;
            return {};
        }
        Dates& newest = dates[id];
        newest.updated = std::max(newest.updated, row.integer(updated).value_or(0));
        newest.requested = std::max(newest.requested, row.integer(requested).value_or(0));
        return {};
    });
    if (full) out.problem({Errc::limit, "more icons than are dated"}, "favicon_bitmaps");
    return done;
}

static Result<void> write_icon(Place place, std::optional<std::string_view> page,
                               std::optional<std::string_view> icon, std::int64_t id,
                               const DatesByIcon& dates, Output& out) {
    auto known = dates.find(id);
    const Dates when_seen = known == dates.end() ? Dates() : known->second;
    // An icon that a bookmark or a suggestion needed was only asked for.
    auto updated = to_time(when_seen.updated, Epoch::webkit),
         requested = to_time(when_seen.requested, Epoch::webkit);
    return out.record(place, {
                                 when("favicon", updated ? updated : requested),
                                 headline(text("url", page, Kind::url)),
                                 text("icon_url", icon, Kind::url),
                                 when("favicon_requested", updated ? requested : std::nullopt),
                                 number("icon", id),
                             });
}

static Result<void> read_pages(const Database& db, const DatesByIcon& dates, RowIds& used,
                               Output& out) {
    Select select(db, "icon_mapping AS m");
    select.join("favicons AS f", "f.id = m.icon_id");
    const Column id = select.column("m.id"), page = select.column("m.page_url"),
                 icon = select.column("m.icon_id"), url = select.column("f.url");
    return each_row(select, out, [&](const Row& row) {
        auto of = row.integer(icon);
        used.add(of);
        return write_icon(at_row("icon_mapping", row.integer(id).value_or(0)), row.text(page),
                          row.text(url), of.value_or(0), dates, out);
    });
}

static Result<void> read_icons_without_page(const Database& db, const DatesByIcon& dates,
                                            const RowIds& used, Output& out) {
    if (!db.has_table("favicons")) return {};
    Select select(db, "favicons AS f");
    const Column id = select.column("f.id"), url = select.column("f.url");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        const std::int64_t icon = row.integer(id).value_or(0);
        if (used.contains(icon)) return {};
        return write_icon(at_row("favicons", icon), std::nullopt, row.text(url), icon, dates, out);
    });
}

static bool is_guess(std::string_view path) {
    return path.ends_with("/Favicons") && !path.contains("/Google/Chrome/") &&
           !path.ends_with("/Default/Favicons");
}

static Result<void> parse(const Input& input, Output& out) {
    const bool guess = is_guess(input.path);
    if (guess && !looks_like_database(input.file)) return {};
    Database db = TRY(open_database(input, out));
    if (guess && !db.has_column("icon_mapping", "page_url")) return {};
    DatesByIcon dates;
    RowIds used;
    keep_going(out, "favicon_bitmaps", read_dates(db, dates, out));
    keep_going(out, "icon_mapping", read_pages(db, dates, used, out));
    return read_icons_without_page(db, dates, used, out);
}

extern constinit const Artifact artifact = {
    .name = "chrome_favicons",
    .title = "Site icons of Chrome and its relatives",
    .paths = {"**/Google/Chrome/*/Favicons", "**/Application Support/**/Favicons",
              "**/Documents/**/Default/Favicons"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::chrome_favicons
