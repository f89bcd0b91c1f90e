#include "artifact/process_traffic.h"

#include <unordered_set>

namespace bridle {

struct ProcessColumns {
    explicit ProcessColumns(Select& select)
        : id(select.column("p.Z_PK")),
          name(select.column("p.ZPROCNAME")),
          bundle(select.column("p.ZBUNDLENAME")),
          first(select.column("p.ZFIRSTTIMESTAMP")),
          last(select.column("p.ZTIMESTAMP")) {}
    Column id, name, bundle, first, last;
};

static constexpr std::size_t kProcessesAtMost = 1'000'000;

// Which processes have a row. Nobody's row is gone unless all of them could be read.
struct Processes {
    std::unordered_set<std::int64_t> known;
    bool all = false;

    bool lacks(std::optional<std::int64_t> id) const { return all && id && !known.contains(*id); }
};

static Processes read_known(const Database& db) {
    Processes processes;
    if (!db.has_column("ZPROCESS", "Z_PK") || db.bytes_missing()) return processes;
    processes.all = true;
    Select select(db, "ZPROCESS AS p");
    const Column id = select.column("p.Z_PK");
    auto done = select.each(
        [&](const Row& row) -> Result<void> {
            if (processes.known.size() >= kProcessesAtMost) processes.all = false;
            if (processes.all) processes.known.insert(row.integer(id).value_or(0));
            return {};
        },
        [&](const Error&) { processes.all = false; });  // who reads the rows themselves says so
    processes.all = processes.all && done;
    return processes;
}

static Result<void> read_usage(const Database& db, const Processes& processes, Output& out,
                               std::unordered_set<std::int64_t>& used) {
    Select select(db, "ZLIVEUSAGE AS u");
    select.join("ZPROCESS AS p", "p.Z_PK = u.ZHASPROCESS");
    const ProcessColumns process(select);
    const Column id = select.column("u.Z_PK"), of = select.column("u.ZHASPROCESS"),
                 time = select.column("u.ZTIMESTAMP"), wwan_in = select.column("u.ZWWANIN"),
                 wwan_out = select.column("u.ZWWANOUT"), wifi_in = select.optional("u.ZWIFIIN"),
                 wifi_out = select.optional("u.ZWIFIOUT"), wired_in = select.optional("u.ZWIREDIN"),
                 wired_out = select.optional("u.ZWIREDOUT"), other_in = select.optional("u.ZXIN"),
                 other_out = select.optional("u.ZXOUT"), flows = select.optional("u.ZALLFLOWS");
    return each_row(select, out, [&](const Row& row) {
        const std::optional<std::int64_t> owner = row.integer(of);
        if (owner && used.size() < kProcessesAtMost) used.insert(*owner);
        return out.record(at_row("ZLIVEUSAGE", row.integer(id).value_or(0)),
                          {
                              headline(text("process", row.text(process.name), Kind::process)),
                              text("bundle", row.text(process.bundle), Kind::app_id),
                              number("process_id", row.integer(process.id)),
                              number("usage_of", owner),
                              flag("process_is_gone",
                                   processes.lacks(owner) ? std::optional(true) : std::nullopt),
                              when("first_used", row.time(process.first, Epoch::cocoa)),
                              when("last_used", row.time(process.last, Epoch::cocoa)),
                              when("usage", row.time(time, Epoch::cocoa)),
                              real("wifi_in", row.real(wifi_in)),
                              real("wifi_out", row.real(wifi_out)),
                              real("wwan_in", row.real(wwan_in)),
                              real("wwan_out", row.real(wwan_out)),
                              real("wired_in", row.real(wired_in)),
                              real("wired_out", row.real(wired_out)),
                              real("other_in", row.real(other_in)),
                              real("other_out", row.real(other_out)),
                              real("connections", row.real(flows)),
                          });
    });
}

static Result<void> read_processes_without_usage(const Database& db, Output& out,
                                                 const std::unordered_set<std::int64_t>& used) {
    Select select(db, "ZPROCESS AS p");
    const ProcessColumns process(select);
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        auto id = row.integer(process.id);
        if (id && used.contains(*id)) return {};
        return out.record(at_row("ZPROCESS", id.value_or(0)),
                          {
                              headline(text("process", row.text(process.name), Kind::process)),
                              text("bundle", row.text(process.bundle), Kind::app_id),
                              number("process_id", id),
                              when("first_used", row.time(process.first, Epoch::cocoa)),
                              when("last_used", row.time(process.last, Epoch::cocoa)),
                          });
    });
}

Result<void> read_process_traffic(const Database& db, Output& out) {
    std::unordered_set<std::int64_t> used;
    // Without the one table the other still has something to say.
    keep_going(out, "ZLIVEUSAGE", read_usage(db, read_known(db), out, used));
    return read_processes_without_usage(db, out, used);
}

}  // namespace bridle
