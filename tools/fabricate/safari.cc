#include "fabricate/safari.h"

#include <algorithm>
#include <unordered_map>

#include "fabricate/encoding.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/words.h"

namespace bridle::fabricate {

namespace {

constexpr std::string_view kItems = R"sql(
CREATE TABLE history_items (id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE,
    domain_expansion TEXT NULL, visit_count INTEGER NOT NULL, daily_visit_counts BLOB NOT NULL,
    weekly_visit_counts BLOB NULL, autocomplete_triggers BLOB NULL,
    should_recompute_derived_visit_counts INTEGER NOT NULL, visit_count_score INTEGER NOT NULL)sql";
constexpr std::string_view kNewerItems = R"sql(, status_code INTEGER NOT NULL DEFAULT 0)sql";
constexpr std::string_view kVisits = R"sql();
CREATE TABLE history_visits (id INTEGER PRIMARY KEY AUTOINCREMENT,
    history_item INTEGER NOT NULL REFERENCES history_items(id) ON DELETE CASCADE,
    visit_time REAL NOT NULL, title TEXT NULL, load_successful BOOLEAN NOT NULL DEFAULT 1,
    http_non_get BOOLEAN NOT NULL DEFAULT 0, synthesized BOOLEAN NOT NULL DEFAULT 0,
    redirect_source INTEGER NULL UNIQUE REFERENCES history_visits(id) ON DELETE CASCADE,
    redirect_destination INTEGER NULL UNIQUE REFERENCES history_visits(id) ON DELETE CASCADE,
    origin INTEGER NOT NULL DEFAULT 0)sql";
constexpr std::string_view kNewerVisits = R"sql(, generation INTEGER NOT NULL DEFAULT 0,
    attributes INTEGER NOT NULL DEFAULT 0, score INTEGER NOT NULL DEFAULT 0);
CREATE TABLE history_tombstones (id INTEGER PRIMARY KEY AUTOINCREMENT, start_time REAL NOT NULL,
    end_time REAL NOT NULL, url TEXT, generation INTEGER NOT NULL DEFAULT 0)sql";
constexpr std::string_view kRest = R"sql();
CREATE TABLE metadata (key TEXT NOT NULL UNIQUE, value);
)sql";
// Made when the rows are in, which is quicker.
constexpr std::string_view kIndexes = R"sql(
CREATE INDEX history_visits__last_visit
    ON history_visits (history_item, visit_time DESC, synthesized ASC);
CREATE INDEX history_items__domain_expansion ON history_items (domain_expansion);
)sql";

std::string schema(bool old_layout) {
    std::string sql(kItems);
    if (!old_layout) sql += kNewerItems;
    sql += kVisits;
    if (!old_layout) sql += kNewerVisits;
    return sql += kRest;
}

struct Progress {
    explicit Progress(const SafariPlan& plan) : random(plan.seed, plan.file) {}
    Random random;
    std::int64_t items = 0, visits = 0, tombstones = 0;
    std::unordered_map<std::string, std::int64_t> known;
};

constexpr auto kHistorySpan = std::chrono::hours(24) * 365;  // Safari keeps a year

class History {
public:
    History(SqliteBuilder& database, const SafariPlan& plan, Progress& progress)
        : plan_(plan),
          progress_(progress),
          item_(database, "history_items",
                "id, url, domain_expansion, visit_count, daily_visit_counts, "
                "should_recompute_derived_visit_counts, visit_count_score"),
          visit_(database, "history_visits",
                 "id, history_item, visit_time, title, redirect_source, redirect_destination"),
          tombstone_(plan.old_layout
                         ? std::nullopt
                         : std::optional<Insert>(std::in_place, database, "history_tombstones",
                                                 "id, start_time, end_time, url")) {}

    // A visit that the one before it led to, where `led_here` is that one.
    std::int64_t visit(const std::string& url, double time, std::int64_t led_here = 0,
                       bool leads_on = false) {
        std::optional<std::int64_t> source, destination;
        if (led_here) source = led_here;
        std::int64_t row = ++progress_.visits;
        if (leads_on) destination = row + 1;
        visit_(row, item(url), time, page_title(progress_.random), source, destination);
        return row;
    }

    std::int64_t redirect(const std::string& from, const std::string& to, double time,
                          double delay) {
        std::int64_t first = visit(from, time, 0, true);
        visit(to, time + delay, first);
        return first;
    }

    std::int64_t tombstone(const std::string& url, double time) {
        (*tombstone_)(++progress_.tombstones, time - 86400, time, url);
        return progress_.tombstones;
    }

    // What everybody's history has: revisited pages, and redirects that mean nothing.
    void ordinary(double time) {
        Random& random = progress_.random;
        if (!random.one_in(25)) {
            visit(innocent_url(random), time);
            return;
        }
        std::string host = innocent_host(random);
        double delay = 0.05 + random.fraction() * 0.4;
        switch (random.below(plan_.shorteners ? 4 : 3)) {
            case 0:
                redirect("http://" + host + "/", "https://" + host + "/", time, delay);
                break;
            case 1:
                redirect("http://" + host + "/", "http://www." + host + "/", time, delay);
                break;
            case 2:
                redirect("https://" + host + "/go", innocent_url(random), time, delay);
                break;
            default:
                redirect("http://bit.ly/2" + std::to_string(random.below(100000)),
                         "https://" + host + "/", time, delay);
        }
    }

private:
    std::int64_t item(const std::string& url) {
        auto [at, is_new] = progress_.known.try_emplace(url, progress_.items + 1);
        if (is_new) {
            progress_.items++;
            std::string_view host = url;
            host.remove_prefix(std::min(host.size(), host.find("//") + 2));
            item_(progress_.items, url, host.substr(0, host.find('.')), 1,
                  Blob{std::string_view("d\0\0\0", 4)}, 1, 100);
        }
        return at->second;
    }

    const SafariPlan& plan_;
    Progress& progress_;
    Insert item_, visit_;
    std::optional<Insert> tombstone_;
};

Trace trace_of(const SafariPlan& plan, std::string url, std::string indicator, std::string form,
               std::string how = "exact") {
    return {.artifact = "safari_history",
            .file = plan.file,
            .table = "history_visits",
            .value = std::move(url),
            .indicator = std::move(indicator),
            .kind = "domain",
            .form = std::move(form),
            .how = std::move(how)};
}

using Write = std::function<void(History&, double time)>;

// What is planted, each to be written at the time given.
std::vector<Write> plants(const SafariPlan& plan, Planted& planted) {
    std::vector<Write> writes;
    auto add_visit = [&](const std::string& url, Trace trace) {
        writes.push_back([url, trace, &planted](History& history, double time) mutable {
            trace.row = history.visit(url, time);
            planted.add(trace);
        });
    };
    for (const Spelling& spelling : spellings()) {
        if (!spelling.in_history) continue;
        auto domain = plan.bait->next(Sort::domain);
        if (!domain) break;
        std::string url = spelling.link(*domain);
        add_visit(url, trace_of(plan, url, *domain, std::string(spelling.form),
                                std::string(spelling.how)));
    }
    if (auto url = plan.bait->next(Sort::url)) {
        Trace trace = trace_of(plan, *url, *url, "plain");
        trace.kind = "url";
        add_visit(*url, trace);
    }
    writes.push_back([&plan, &planted](History& history, double time) {
        std::string from = "http://daily-paper.example/",
                    to = "https://x7k2q.static-relay.example/";
        Trace trace = trace_of(plan, from, "redirect", "injected", "rule");
        trace.kind = "rule";
        trace.row = history.redirect(from, to, time, 0.18);
        planted.add(trace);
    });
    if (auto domain = plan.bait->next(Sort::domain); domain && !plan.old_layout) {
        writes.push_back([&plan, &planted, domain](History& history, double time) {
            std::string url = "https://" + *domain + "/t/forgotten";
            Trace trace = trace_of(plan, url, *domain, "tombstone");
            trace.table = "history_tombstones";
            trace.row = history.tombstone(url, time);
            planted.add(trace);
        });
    }
    for (const Spelling& spelling : misspellings()) {
        auto domain = plan.bait->next(Sort::domain);
        if (!domain || std::ranges::count(*domain, '.') != 1) continue;
        std::string url = spelling.link(*domain);
        add_visit(url, trace_of(plan, url, *domain, std::string(spelling.form), "none"));
    }
    return writes;
}

void add_damaged_rows(SqliteBuilder& database, Progress& progress) {
    Insert items(database, "history_items",
                 "id, url, visit_count, daily_visit_counts, should_recompute_derived_visit_counts, "
                 "visit_count_score");
    Insert visits(database, "history_visits",
                  "id, history_item, visit_time, title, redirect_source, redirect_destination");
    std::int64_t item = progress.items + 1, visit = progress.visits + 1;
    items(item, std::string("https://bad\xFF\xFE.example/\xC3"), 1, Blob{"d"}, 1, 1);
    items(item + 1, Blob{"https://blob-url.example/"}, "many", Blob{"d"}, 1, 1);
    visits(visit, item, 0.0, nullptr, nullptr, nullptr);
    visits(visit + 1, item + 1, "noon", 7, nullptr, visit + 1);  // a redirect to itself
    visits(visit + 2, 99999999, 1e300, nullptr, 88888888, nullptr);
    visits(visit + 3, item, -63114076800.0, nullptr, visit, visit);
    progress.items += 2;
    progress.visits += 4;
}

std::string add_wal(const SafariPlan& plan, Progress& progress, Planted& planted,
                    std::string& database) {
    auto newest = [&](SqliteBuilder& later) {
        History history(later, plan, progress);
        double time = cocoa_seconds(plan.taken) - 3600;
        for (int i = 0; i < 5; i++) history.visit(innocent_url(progress.random), time + 60 * i);
        auto domain = plan.bait ? plan.bait->next(Sort::domain) : std::nullopt;
        if (!domain) return;
        std::string url = "https://" + *domain + "/t/wal";
        Trace trace = trace_of(plan, url, *domain, "wal_only");
        trace.row = history.visit(url, time + 600);
        planted.add(trace);
    };
    WithWal made = with_wal(std::move(database), {{newest, true}}, plan.seed);
    database = std::move(made.database);
    return std::move(made.wal);
}

}  // namespace

SafariDatabase safari_database(const SafariPlan& plan, Planted& planted) {
    SafariDatabase made;
    Progress progress(plan);
    SqliteBuilder database(plan.page_size);
    database.run(schema(plan.old_layout));
    {
        History history(database, plan, progress);
        std::vector<Write> writes;
        if (plan.bait) writes = plants(plan, planted);
        std::size_t total = plan.visits + writes.size(), next = 0;
        double first = cocoa_seconds(plan.taken - kHistorySpan);
        double step =
            std::chrono::duration<double>(kHistorySpan).count() / static_cast<double>(total + 1);
        for (std::size_t i = 0; i < total; i++) {
            double time = first + step * (static_cast<double>(i) + progress.random.fraction() / 2);
            if (next < writes.size() && i * writes.size() >= next * total)
                writes[next++](history, time);
            else
                history.ordinary(time);
        }
        if (plan.damaged_rows) add_damaged_rows(database, progress);
    }
    database.run(kIndexes);
    made.database = database.bytes();
    if (plan.wal) made.wal = add_wal(plan, progress, planted, made.database);
    return made;
}

}  // namespace bridle::fabricate
