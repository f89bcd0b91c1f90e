// Traffic of each process over every network, the networks themselves, and the domains that
// apps asked for. The network daemon keeps it; no backup holds it.

#include "artifact/process_traffic.h"

namespace bridle::ios::netusage {

// Access points and cells that the phone was attached to. "Name-f8:bb:bf:8d:b9:ca" is a Wi-Fi
// network and its station, "Carrier-18005506" a cell.
static Result<void> read_networks(const Database& db, Output& out) {
    if (!db.has_table("ZNETWORKATTACHMENT")) return {};
    Select select(db, "ZNETWORKATTACHMENT AS n");
    const Column id = select.column("n.Z_PK"), name = select.column("n.ZIDENTIFIER"),
                 kind = select.optional("n.ZKIND"), service = select.optional("n.ZSERVICE"),
                 hotspot = select.optional("n.ZISHOTSPOT"),
                 good = select.optional("n.ZISKNOWNGOOD"),
                 first = select.column("n.ZFIRSTTIMESTAMP"), last = select.column("n.ZTIMESTAMP"),
                 stay = select.optional("n.ZOVERALLSTAYMEAN");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ZNETWORKATTACHMENT", row.integer(id).value_or(0)),
                          {
                              headline(text("network", row.text(name))),
                              number("network_kind", row.integer(kind)),
                              text("service", row.text(service)),
                              flag("hotspot", row.boolean(hotspot)),
                              flag("known_good", row.boolean(good)),
                              real("mean_stay_seconds", row.real(stay)),
                              when("first_attached", row.time(first, Epoch::cocoa)),
                              when("last_attached", row.time(last, Epoch::cocoa)),
                          });
    });
}

// How each network behaved: redirects to a login page and bad certificates are what somebody
// in the network can cause.
static Result<void> read_routes(const Database& db, Output& out) {
    if (!db.has_table("ZLIVEROUTEPERF")) return {};
    Select select(db, "ZLIVEROUTEPERF AS r");
    select.optional_join("ZNETWORKATTACHMENT AS n", "n.Z_PK = r.ZHASNETWORKATTACHMENT");
    const Column id = select.column("r.Z_PK"), name = select.optional("n.ZIDENTIFIER"),
                 kind = select.optional("r.ZKIND"), in = select.optional("r.ZBYTESIN"),
                 bytes_out = select.optional("r.ZBYTESOUT"),
                 redirects = select.optional("r.ZCAPTIVITYREDIRECTS"),
                 certificates = select.optional("r.ZCERTERRORS"),
                 attempts = select.optional("r.ZCONNATTEMPTS"),
                 successes = select.optional("r.ZCONNSUCCESSES"),
                 stay = select.optional("r.ZOVERALLSTAY"), time = select.column("r.ZTIMESTAMP");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ZLIVEROUTEPERF", row.integer(id).value_or(0)),
                          {
                              headline(text("network", row.text(name))),
                              number("network_kind", row.integer(kind)),
                              real("bytes_in", row.real(in)),
                              real("bytes_out", row.real(bytes_out)),
                              real("login_page_redirects", row.real(redirects)),
                              real("certificate_errors", row.real(certificates)),
                              real("connection_attempts", row.real(attempts)),
                              real("connections", row.real(successes)),
                              real("stay_seconds", row.real(stay)),
                              when("network_used", row.time(time, Epoch::cocoa)),
                          });
    });
}

// Which app asked for which domain. An app is a process, so its number is one of ZPROCESS.
static Result<void> read_domains(const Database& db, Output& out) {
    if (!db.has_table("ZAPPDOMAINUSAGE")) return {};
    Select select(db, "ZAPPDOMAINUSAGE AS d");
    select.optional_join("ZPROCESS AS p", "p.Z_PK = d.ZHASAPP");
    const Column id = select.column("d.Z_PK"), domain = select.column("d.ZDOMAIN"),
                 owner = select.optional("d.ZDOMAINOWNER"), hits = select.optional("d.ZHITS"),
                 process = select.optional("p.ZPROCNAME"),
                 bundle = select.optional("p.ZBUNDLENAME"),
                 first = select.column("d.ZFIRSTTIMESTAMP"), last = select.column("d.ZTIMESTAMP");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ZAPPDOMAINUSAGE", row.integer(id).value_or(0)),
                          {
                              headline(text("domain", row.text(domain), Kind::domain)),
                              text("domain_owner", row.text(owner)),
                              headline(text("asked_by", row.text(process), Kind::process)),
                              text("bundle", row.text(bundle), Kind::app_id),
                              number("hits", row.integer(hits)),
                              when("first_asked", row.time(first, Epoch::cocoa)),
                              when("last_asked", row.time(last, Epoch::cocoa)),
                          });
    });
}

// Processes whose network use the phone itself found strange.
static Result<void> read_cases(const Database& db, Output& out) {
    if (!db.has_table("ZDIAGNOSTICCASESTORAGE")) return {};
    Select select(db, "ZDIAGNOSTICCASESTORAGE AS c");
    const Column id = select.column("c.Z_PK"), type = select.optional("c.ZCASETYPE"),
                 subtype = select.optional("c.ZCASESUBTYPE"),
                 domain = select.optional("c.ZCASEDOMAIN"),
                 detected = select.column("c.ZCASEDETECTEDPROCESS"),
                 effective = select.optional("c.ZCASEEFFECTIVEPROCESS"),
                 related = select.optional("c.ZCASERELATEDPROCESSES"),
                 opened = select.column("c.ZTIMESTAMP"),
                 closed = select.optional("c.ZCASECLOSEDTIME");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ZDIAGNOSTICCASESTORAGE", row.integer(id).value_or(0)),
                          {
                              headline(text("case", row.text(type))),
                              text("case_subtype", row.text(subtype)),
                              text("case_domain", row.text(domain)),
                              headline(text("detected", row.text(detected), Kind::process)),
                              text("effective", row.text(effective), Kind::process),
                              text("related", row.text(related)),
                              when("case_opened", row.time(opened, Epoch::cocoa)),
                              when("case_closed", row.time(closed, Epoch::cocoa)),
                          });
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    keep_going(out, "ZPROCESS", read_process_traffic(db, out));
    keep_going(out, "ZNETWORKATTACHMENT", read_networks(db, out));
    keep_going(out, "ZLIVEROUTEPERF", read_routes(db, out));
    keep_going(out, "ZAPPDOMAINUSAGE", read_domains(db, out));
    keep_going(out, "ZDIAGNOSTICCASESTORAGE", read_cases(db, out));
    return {};
}

extern constinit const Artifact artifact = {
    .name = "netusage",
    .title = "Network usage by process",
    .paths = {"**/networkd/netusage.sqlite", "**/networkd/db/netusage.sqlite"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::netusage
