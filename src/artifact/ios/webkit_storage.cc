// Which sites have stored data on the phone, in each app that shows web pages. A site stores
// when its page or its frame runs, so it was there, whatever the history says.
//
// Older systems name a folder or a file after the site, and nothing in it repeats the name.
// Newer ones name folders by hashes and say in a file called "origin" whose they are.

#include "artifact/other_browsers.h"
#include "base/text.h"
#include "format/webkit_origin.h"

namespace bridle::ios::webkit_storage {

static constexpr std::uint64_t kOriginAtMost = 64 << 10;

struct FromPath {
    std::string storage;  // "IndexedDB", "LocalStorage" ...
    std::optional<WebOrigin> top, client;
};

// Of the components that name a site the last is whose data it is, and one before it is
// that in the address bar. What stands before the first says what kind of data it is.
static FromPath read_path(std::string_view path) {
    FromPath found;
    for (std::string_view part : split(path, '/')) {
        if (std::size_t dot = part.rfind(".localstorage"); dot != std::string_view::npos)
            part = part.substr(0, dot);
        auto origin = part.starts_with("http") ? origin_of_name(part) : std::nullopt;
        if (!origin) {
            const bool version = part.size() == 2 && part.front() == 'v' && is_digit(part.back());
            if (!found.client && !version) found.storage = part;
            continue;
        }
        found.top = std::move(found.client);
        found.client = std::move(origin);
    }
    return found;
}

static Result<void> emit(const Input& input, Output& out, std::string_view storage,
                         const WebOrigin& client, const WebOrigin& top,
                         std::optional<std::int64_t> entries = {}) {
    const std::string address = client.address(), within = top.address();
    std::optional<std::string_view> frame_within;
    if (!(top == client)) frame_within = within;
    return out.record(at_key("site"), {
                                          headline(text("url", address, Kind::url)),
                                          text("frame_within", frame_within, Kind::url),
                                          headline(text("storage", storage)),
                                          number("entries", entries),
                                          when("stored", input.modified),
                                      });
}

static std::optional<std::int64_t> entries_of(const Database& db) {
    if (!db.has_table("ItemTable")) return std::nullopt;
    Select select(db, "ItemTable AS i");
    select.column("i.key");
    std::int64_t count = 0;
    auto done = select.each(
        [&](const Row&) -> Result<void> {
            count++;
            return {};
        },
        [](const Error&) {});
    return done ? std::optional(count) : std::nullopt;
}

// Scripts that sites left behind to run without their page.
static Result<void> read_workers(const Database& db, Output& out) {
    Select select(db, "Records AS r");
    const Column id = select.optional("r.rowid"), key = select.column("r.key"),
                 scope = select.column("r.scopeURL"), top = select.column("r.topOrigin"),
                 script = select.column("r.scriptURL"),
                 checked = select.optional("r.lastUpdateCheckTime");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        auto within = origin_of_name(row.text(top).value_or(""));
        const std::string top_address = within ? within->address() : std::string();
        return out.record(
            at_row("Records", row.integer(id).value_or(++index)),
            {
                headline(text("url", row.text(scope), Kind::url)),
                text("frame_within",
                     within ? std::optional<std::string_view>(top_address) : std::nullopt,
                     Kind::url),
                text("script", row.text(script), Kind::url),
                headline(text("storage", "ServiceWorkers")),
                text("key", row.text(key)),
                when("worker_checked", row.time(checked, Epoch::unix_seconds)),
            });
    });
}

static Result<void> read_origin_file(const Input& input, Output& out) {
    const std::vector<std::byte> bytes = TRY(input.file.read_all(kOriginAtMost));
    const ClientOrigin origin = TRY(parse_client_origin(bytes));
    return emit(input, out, "origin", origin.client, origin.top);
}

static bool should_be_database(std::string_view path) {
    return path.ends_with(".sqlite3") || path.ends_with(".localstorage") || path.ends_with(".db");
}

static Result<void> parse(const Input& input, Output& out) {
    const FromPath path = read_path(input.path);
    const bool expected =
        path.client ? should_be_database(input.path) : looks_like_database(input.file);
    if (!expected && !path.client) return read_origin_file(input, out);
    std::optional<std::int64_t> entries;
    Result<void> readable;
    if (expected) {
        auto opened = open_database(input, out);
        if (opened && opened->has_column("Records", "scopeURL")) return read_workers(*opened, out);
        if (opened) entries = entries_of(*opened);
        if (!opened) readable = std::unexpected(opened.error());
    }
    if (!path.client) return fail(Errc::unsupported, "names no site and holds none");
    // The name is all that counts, so it counts also when the rest cannot be read.
    TRY(emit(input, out, path.storage, *path.client, path.top ? *path.top : *path.client, entries));
    return readable;
}

extern constinit const Artifact artifact = {
    .name = "webkit_storage",
    .title = "Data stored by web sites",
    .paths = {"**/WebsiteData/**/origin", "**/WebsiteDataStore/**/origin",
              "**/CacheStorage/**/origin", "**/MediaKeys/**/origin", "**/http*_*.localstorage",
              "**/IndexedDB/http*/**.sqlite3", "**/IndexedDB/**/http*/**.sqlite3",
              "**/WebSQL/http*/*.db", "**/MediaKeys/http*/*", "**/WebsiteData/http*/**",
              "**/ServiceWorkers/ServiceWorkerRegistrations-*.sqlite3"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::webkit_storage
