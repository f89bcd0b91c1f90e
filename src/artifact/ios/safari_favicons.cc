// The small pictures that Safari keeps of the sites it has shown, and those
// that it has refused (Favicons.db). They stay when the history is deleted.

#include <algorithm>
#include <map>
#include <tuple>

#include "artifact/guessed_time.h"
#include "artifact/rows.h"

namespace bridle::ios::safari_favicons {

static constexpr std::size_t kIconsAtMost = 200'000;

namespace {

struct Icon {
    std::string url;
    std::optional<Time> time;
    std::optional<std::int64_t> width, height;
    bool has_page = false;
};

struct Icons {
    std::vector<Icon> all;
    std::map<std::string, std::size_t, std::less<>> by_id;  // the first of each

    Icon* find(std::optional<std::string_view> id) {  // null when there is none
        auto found = id ? by_id.find(*id) : by_id.end();
        return found == by_id.end() ? nullptr : &all[found->second];
    }
};

}  // namespace

// Pages name icons by an id that need not be indexed, so the icons are kept.
static Result<void> read_icons(const Database& db, Icons& icons, Output& out) {
    Select select(db, "icon_info AS i");
    const Column id = select.column("i.uuid"), url = select.column("i.url"),
                 time = select.column("i.timestamp"), width = select.optional("i.width"),
                 height = select.optional("i.height");
    bool full = false;
    auto done = each_row(select, out, [&](const Row& row) -> Result<void> {
        full |= icons.all.size() >= kIconsAtMost;
        if (full) return {};
        if (auto uuid = row.text(id)) icons.by_id.try_emplace(std::string(*uuid), icons.all.size());
        icons.all.push_back({std::string(row.text(url).value_or("")), guessed_time(row, time),
                             row.integer(width), row.integer(height)});
        return {};
    });
    if (full) out.problem({Errc::limit, "more icons than are read"}, "icon_info");
    return done;
}

static Result<void> write_icon(Place place, std::optional<std::string_view> page, const Icon* icon,
                               Output& out) {
    auto of_icon = [&](auto member) { return icon ? icon->*member : std::nullopt; };
    return out.record(
        place,
        {
            text("record_type", "valid"),
            when("favicon", of_icon(&Icon::time)),
            headline(text("url", page, Kind::url)),
            text("icon_url", icon ? std::optional<std::string_view>(icon->url) : std::nullopt,
                 Kind::url),
            number("width", of_icon(&Icon::width)),
            number("height", of_icon(&Icon::height)),
        });
}

static Result<void> read_pages(const Database& db, Icons& icons, Output& out) {
    Select select(db, "page_url AS p");
    const Column url = select.column("p.url"), id = select.column("p.uuid");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        Icon* icon = icons.find(row.text(id));
        if (icon) icon->has_page = true;
        return write_icon(at_row("page_url", ++index), row.text(url), icon, out);
    });
}

// What is left of a page that was removed.
static Result<void> write_icons_without_page(const Icons& icons, Output& out) {
    std::vector<const Icon*> left;
    for (const Icon& icon : icons.all)
        if (!icon.has_page) left.push_back(&icon);
    std::ranges::stable_sort(left, {},
                             [](const Icon* icon) { return std::tie(icon->time, icon->url); });
    std::int64_t index = 0;
    for (const Icon* icon : left)
        TRY(write_icon(at_row("icon_info", ++index), std::nullopt, icon, out));
    return {};
}

static Result<void> read_rejected(const Database& db, Output& out) {
    if (!db.has_table("rejected_resources")) return {};
    Select select(db, "rejected_resources AS r");
    const Column page = select.column("r.page_url"), icon = select.column("r.icon_url"),
                 time = select.column("r.timestamp");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("rejected_resources", ++index),
                          {
                              text("record_type", "rejected"),
                              when("favicon", guessed_time(row, time)),
                              headline(text("url", row.text(page), Kind::url)),
                              text("icon_url", row.text(icon), Kind::url),
                          });
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    Icons icons;
    keep_going(out, "icon_info", read_icons(db, icons, out));
    keep_going(out, "page_url", read_pages(db, icons, out));
    TRY(write_icons_without_page(icons, out));
    return read_rejected(db, out);
}

extern constinit const Artifact artifact = {
    .name = "safari_favicons",
    .title = "Site icons of Safari",
    .paths = {"**/Library/Image Cache/Favicons/Favicons.db",
              "**/Library/Safari/Favicon Cache/favicons.db"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::safari_favicons
