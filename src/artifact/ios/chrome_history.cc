// The history of Chrome and of other browsers with its tables (Edge, Brave, Vivaldi
// and so on), in every profile: visits, pages whose visits are gone, downloads with every
// address that led to the file, and words searched for. A visit that was redirected
// carries where to. Tables: components/history/core/browser of the published Chromium.

#include "artifact/other_browsers.h"
#include "artifact/page_table.h"
#include "artifact/redirects.h"
#include "artifact/row_ids.h"

namespace bridle::ios::chrome_history {

// ui/base/page_transition_types.h
static constexpr std::int64_t kClientRedirect = 0x40000000, kServerRedirect = 0x80000000;

static bool is_redirect(std::optional<std::int64_t> transition) {
    return transition && (*transition & (kClientRedirect | kServerRedirect)) != 0;
}

static std::optional<double> seconds(const Row& row, Column micros) {
    auto value = row.real(micros);
    return value ? std::optional(*value / 1e6) : std::nullopt;
}

static Result<void> find_redirects(const Database& db, Redirects& redirects, Output& out) {
    if (!db.has_column("visits", "from_visit") || !db.has_column("visits", "transition")) return {};
    Select select(db, "visits AS v");
    select.optional_join("urls AS u", "u.id = v.url");
    const Column from = select.column("v.from_visit"), time = select.column("v.visit_time"),
                 transition = select.column("v.transition"), url = select.optional("u.url");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        auto source = row.integer(from);
        if (!source || *source == 0 || !is_redirect(row.integer(transition))) return {};
        return redirects.add(*source, row.text(url).value_or(""), seconds(row, time).value_or(0));
    });
}

// How a page came to be opened, by the lowest byte of the transition.
static std::optional<std::string_view> opened_by(std::optional<std::int64_t> transition) {
    static constexpr std::string_view kCores[] = {
        "link",       "typed", "bookmark", "frame",   "frame_by_hand",    "suggestion",
        "start_page", "form",  "reload",   "keyword", "keyword_generated"};
    if (!transition) return std::nullopt;
    auto core = static_cast<std::size_t>(*transition & 0xFF);
    return core < std::size(kCores) ? std::optional(kCores[core]) : std::nullopt;
}

namespace {

class VisitReader {
public:
    VisitReader(const Database& db, const Redirects& redirects, RowIds& visited, Output& out)
        : redirects_(redirects), visited_(visited), select_(db, "visits AS v"), out_(out) {
        select_.join("urls AS u", "u.id = v.url");
        id_ = select_.column("v.id");
        page_ = select_.column("v.url");
        url_ = select_.column("u.url");
        title_ = select_.optional("u.title");
        time_ = select_.column("v.visit_time");
        from_ = select_.optional("v.from_visit");
        opener_ = select_.optional("v.opener_visit");
        transition_ = select_.optional("v.transition");
        duration_ = select_.optional("v.visit_duration");
        referrer_ = select_.optional("v.external_referrer_url");
        app_ = select_.optional("v.app_id");
        origin_ = select_.optional("v.originator_cache_guid");
        hidden_ = select_.optional("u.hidden");
    }

    Result<void> read() {
        return each_row(select_, out_, [this](const Row& row) { return visit(row); });
    }

private:
    Result<void> visit(const Row& row) {
        const std::int64_t id = row.integer(id_).value_or(0);
        visited_.add(row.integer(page_));
        const Redirects::Target* target = redirects_.of(id);
        auto transition = row.integer(transition_);
        return out_.record(at_row("visits", id),
                           {
                               when("visit", row.time(time_, Epoch::webkit)),
                               headline(text("url", row.text(url_), Kind::url)),
                               text("title", present(row.text(title_))),
                               number("page", row.integer(page_)),
                               number("redirect_source", row.integer(from_)),
                               number("opener", row.integer(opener_)),
                               redirected_to(target),
                               redirected_at(target),
                               visited_at(target, seconds(row, time_)),
                               text("opened_by", opened_by(transition)),
                               flag("by_redirect", if_true(is_redirect(transition))),
                               number("transition", transition),
                               number("microseconds", row.integer(duration_)),
                               text("referrer", present(row.text(referrer_)), Kind::url),
                               text("app", present(row.text(app_)), Kind::app_id),
                               text("other_device", present(row.text(origin_))),
                               flag("hidden", if_true(row.boolean(hidden_))),
                           });
    }

    const Redirects& redirects_;
    RowIds& visited_;
    Select select_;
    Output& out_;
    Column id_, page_, url_, title_, time_, from_, opener_, transition_, duration_, referrer_, app_,
        origin_, hidden_;
};

}  // namespace

static Result<void> read_pages_without_visits(const Database& db, const RowIds& visited,
                                              Output& out) {
    Select select(db, "urls AS u");
    const Column id = select.column("u.id"), url = select.column("u.url"),
                 title = select.optional("u.title"), count = select.optional("u.visit_count"),
                 typed = select.optional("u.typed_count"),
                 last = select.optional("u.last_visit_time");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        const std::int64_t page = row.integer(id).value_or(0);
        if (visited.contains(page)) return {};
        return out.record(at_row("urls", page),
                          {
                              text("record_type", "page"),
                              when("last_visit", row.time(last, Epoch::webkit)),
                              headline(text("url", row.text(url), Kind::url)),
                              text("title", row.text(title)),
                              number("visits", row.integer(count)),
                              number("typed", row.integer(typed)),
                          });
    });
}

static Result<void> read_downloads(const Database& db, Output& out) {
    if (!db.has_table("downloads")) return {};
    Select select(db, "downloads AS d");
    const Column id = select.column("d.id"), current = select.optional("d.current_path"),
                 target = select.optional("d.target_path"), start = select.optional("d.start_time"),
                 end = select.optional("d.end_time"), opened = select.optional("d.opened"),
                 accessed = select.optional("d.last_access_time"),
                 received = select.optional("d.received_bytes"),
                 total = select.optional("d.total_bytes"), state = select.optional("d.state"),
                 danger = select.optional("d.danger_type"),
                 interrupted = select.optional("d.interrupt_reason"),
                 hash = select.optional("d.hash"), referrer = select.optional("d.referrer"),
                 site = select.optional("d.site_url"), tab = select.optional("d.tab_url"),
                 tab_referrer = select.optional("d.tab_referrer_url"),
                 type = select.optional("d.mime_type");
    return each_row(select, out, [&](const Row& row) {
        const std::string digest = hex(row.blob(hash));
        return out.record(at_row("downloads", row.integer(id).value_or(0)),
                          {
                              text("record_type", "download"),
                              when("download_started", row.time(start, Epoch::webkit)),
                              headline(text("path", row.text(target), Kind::file_path)),
                              text("current_path", row.text(current), Kind::file_path),
                              text("tab_url", row.text(tab), Kind::url),
                              text("referrer", row.text(referrer), Kind::url),
                              text("site_url", row.text(site), Kind::url),
                              text("tab_referrer", row.text(tab_referrer), Kind::url),
                              when("download_finished", row.time(end, Epoch::webkit)),
                              when("download_opened", row.time(accessed, Epoch::webkit)),
                              flag("opened", row.boolean(opened)),
                              number("bytes", row.integer(received)),
                              number("bytes_in_all", row.integer(total)),
                              number("state", row.integer(state)),
                              number("danger", row.integer(danger)),
                              number("interrupted", row.integer(interrupted)),
                              text("sha256", present(digest), Kind::hash),
                              text("type", row.text(type)),
                          });
    });
}

static Result<void> read_download_chains(const Database& db, Output& out) {
    if (!db.has_table("downloads_url_chains")) return {};
    Select select(db, "downloads_url_chains AS c");
    select.optional_join("downloads AS d", "d.id = c.id");
    const Column id = select.column("c.id"), index = select.column("c.chain_index"),
                 url = select.column("c.url"), start = select.optional("d.start_time");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("downloads_url_chains", row.integer(id).value_or(0)),
                          {
                              text("record_type", "download_address"),
                              number("index", row.integer(index)),
                              when("download_started", row.time(start, Epoch::webkit)),
                              headline(text("url", row.text(url), Kind::url)),
                          });
    });
}

static Result<void> read_search_terms(const Database& db, Output& out) {
    if (!db.has_table("keyword_search_terms")) return {};
    Select select(db, "keyword_search_terms AS k");
    select.optional_join("urls AS u", "u.id = k.url_id");
    const Column page = select.column("k.url_id"), term = select.column("k.term"),
                 url = select.optional("u.url"), last = select.optional("u.last_visit_time");
    std::int64_t index = 0;
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("keyword_search_terms", ++index),
                          {
                              text("record_type", "search"),
                              when("search", row.time(last, Epoch::webkit)),
                              headline(text("term", row.text(term))),
                              text("url", row.text(url), Kind::url),
                              number("page", row.integer(page)),
                          });
    });
}

static constexpr PageColumn kSegment[] = {{"name", "url", Kind::url},
                                          {"url_id", "page", Kind::number}};

static bool is_guess(std::string_view path) {
    return path.ends_with("/History") && !path.contains("/Google/Chrome/") &&
           !path.ends_with("/Default/History");
}

static Result<void> parse(const Input& input, Output& out) {
    const bool guess = is_guess(input.path);
    if (guess && !looks_like_database(input.file)) return {};
    Database db = TRY(open_database(input, out));
    if (guess && !(db.has_column("urls", "url") && db.has_column("visits", "visit_time")))
        return {};
    Redirects redirects;
    RowIds visited;
    keep_going(out, "redirects", find_redirects(db, redirects, out));
    keep_going(out, "visits", VisitReader(db, redirects, visited, out).read());
    keep_going(out, "urls", read_pages_without_visits(db, visited, out));
    keep_going(out, "downloads", read_downloads(db, out));
    keep_going(out, "downloads_url_chains", read_download_chains(db, out));
    keep_going(out, "keyword_search_terms", read_search_terms(db, out));
    return read_page_table(db, {"segments", "segment", kSegment}, out);
}

extern constinit const Artifact artifact = {
    .name = "chrome_history",
    .title = "History of Chrome and its relatives",
    .paths = {"**/Google/Chrome/*/History", "**/Application Support/**/History",
              "**/Documents/**/Default/History"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::chrome_history
