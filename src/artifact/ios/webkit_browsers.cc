// Addresses that other browsers keep in databases of their own making: files that
// are called history, in the folders of apps. Every table with an address in it is
// read, whatever it is called, with the title and the dates beside it. Files by that
// name that are something else say nothing.

#include <algorithm>
#include <array>

#include "artifact/guessed_time.h"
#include "artifact/other_browsers.h"

namespace bridle::ios::webkit_browsers {

static constexpr std::size_t kTablesAtMost = 200, kDatesAtMost = 4, kAddressesAtMost = 4,
                             kLongestAddress = 64 << 10;

static bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

// Core Data puts a Z before every name.
static std::string plain_name(std::string_view column) {
    std::string name = lower(column);
    return name.size() > 1 && name[0] == 'z' ? name.substr(1) : name;
}

static bool is_address(const std::string& name) {
    if (is_one_of(name, {"url", "uri", "link", "address", "href", "location", "domain", "host"}))
        return true;
    return (name.contains("url") || name.ends_with("_uri")) && !name.contains("hash") &&
           !name.contains("count") && !name.ends_with("_id") && !name.contains("icon") &&
           !name.contains("image");
}

static bool is_title(const std::string& name) {
    return name.contains("title") || is_one_of(name, {"name", "pagename"});
}

static bool is_date(const std::string& name) {
    return name.contains("date") || name.contains("time") || name.ends_with("_at") ||
           name.ends_with("visited") || name.ends_with("lastvisit") ||
           is_one_of(name, {"created", "added", "modified", "last_visit"});
}

namespace {

struct Table {
    std::string name;
    std::vector<std::string> addresses, dates;
    std::string title;
};

}  // namespace

// The column that says when a page was visited comes first.
static Table describe(const Database& db, const std::string& name) {
    Table table;
    table.name = name;
    for (const std::string& column : db.columns(name)) {
        const std::string plain = plain_name(column);
        if (is_address(plain) && table.addresses.size() < kAddressesAtMost)
            table.addresses.push_back(column);
        else if (is_date(plain) && table.dates.size() < kDatesAtMost)
            table.dates.push_back(column);
        else if (table.title.empty() && is_title(plain))
            table.title = column;
    }
    std::ranges::stable_partition(
        table.dates, [](const std::string& date) { return lower(date).contains("visit"); });
    return table;
}

// An encrypted or empty value is none.
static std::optional<std::string_view> address(std::optional<std::string_view> text) {
    if (!text || text->size() < 4 || text->size() > kLongestAddress) return std::nullopt;
    return text->contains('.') && is_utf8(*text) ? text : std::nullopt;
}

static Result<void> read_table(const Database& db, const Table& table, Output& out) {
    Select select(db, table.name + " AS t");
    auto columns_of = [&](const std::vector<std::string>& names) {
        std::vector<Column> columns;
        for (const std::string& each : names) columns.push_back(select.optional("t." + each));
        return columns;
    };
    const std::vector<Column> addresses = columns_of(table.addresses),
                              dates = columns_of(table.dates);
    const Column title = table.title.empty() ? Column() : select.optional("t." + table.title),
                 row_id = select.optional("t.rowid");
    std::vector<Field> fields;
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        fields.clear();
        index++;
        for (const Column& column : addresses)
            if (auto found = address(row.text(column)))
                fields.push_back(headline(text("url", found, Kind::url)));
        if (fields.empty()) return {};
        auto called = row.text(title);
        if (called && is_utf8(*called)) fields.push_back(headline(text("title", called)));
        for (std::size_t i = 0; i < dates.size(); i++)
            fields.push_back(when(i == 0 ? "visit" : "date", guessed_time(row, dates[i])));
        return out.record(at_row(table.name, row.integer(row_id).value_or(index)), fields);
    });
}

static bool is_somebody_elses(std::string_view path) {
    return path.ends_with("-wal") || path.ends_with("-shm") || path.ends_with("-journal") ||
           path.contains("/Library/Safari/");
}

static Result<void> parse(const Input& input, Output& out) {
    if (is_somebody_elses(input.path)) return {};
    // Of all the names in the folders of apps only this one is nobody else's.
    const bool guess =
        input.path.contains("/Containers/") && !input.path.ends_with("/Brave.sqlite");
    if (guess && !looks_like_database(input.file)) return {};
    Database db = TRY(open_database(input, out));
    std::vector<std::string> tables = db.tables();
    if (tables.empty() && !guess) return fail(Errc::corrupt, "no tables");
    if (tables.size() > kTablesAtMost) {
        out.problem({Errc::limit, "more tables than are read"});
        tables.resize(kTablesAtMost);
    }
    for (const std::string& name : tables) {
        if (name.starts_with("sqlite_") || name.starts_with("z_")) continue;
        Table table = describe(db, name);
        // A table of addresses without a date is one of settings more often than of pages.
        const bool pages =
            !table.addresses.empty() && (!table.dates.empty() || name.contains("histor") ||
                                         name.contains("visit") || name.contains("page"));
        if (pages) keep_going(out, name, read_table(db, table, out));
    }
    return {};
}

extern constinit const Artifact artifact = {
    .name = "webkit_browsers",
    .title = "History of other browsers",
    .paths = {"**/Containers/**/History.sqlite", "**/Containers/**/history.sqlite",
              "**/Containers/**/history.db", "**/Containers/**/BrowserHistory*",
              "**/Containers/**/browser_history*", "**/Containers/**/Documents/History.db",
              "**/Containers/**/Documents/**/History.db",
              "**/Containers/**/Application Support/History.db",
              "**/Containers/**/Application Support/**/History.db", "**/Containers/**/Brave.sqlite",
              "**/Containers/**/BrowsingHistory*", "**/Containers/**/HistoryDatabase*"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::webkit_browsers
