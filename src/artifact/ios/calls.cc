// The call log of the Phone app and of apps that report their calls to it.

#include "artifact/rows.h"

namespace bridle::ios {

static Result<void> read_calls(const Database& db, Output& out) {
    Select select(db, "ZCALLRECORD AS c");
    const Column id = select.column("c.Z_PK"), date = select.column("c.ZDATE"),
                 duration = select.column("c.ZDURATION"), address = select.column("c.ZADDRESS"),
                 originated = select.optional("c.ZORIGINATED"),
                 answered = select.optional("c.ZANSWERED"), type = select.optional("c.ZCALLTYPE"),
                 name = select.optional("c.ZNAME"), location = select.optional("c.ZLOCATION"),
                 country = select.optional("c.ZISO_COUNTRY_CODE"),
                 provider = select.optional("c.ZSERVICE_PROVIDER"),
                 unique_id = select.optional("c.ZUNIQUE_ID");
    return each_row(select, out, [&](const Row& row) {
        auto outgoing = row.boolean(originated);
        return out.record(at_row("ZCALLRECORD", row.integer(id).value_or(0)),
                          {
                              when("call", row.time(date, Epoch::cocoa)),
                              headline(text("direction", !outgoing   ? std::nullopt
                                                         : *outgoing ? std::optional("outgoing")
                                                                     : std::optional("incoming"))),
                              headline(text("peer", row.text(address), Kind::handle)),
                              text("name", row.text(name)),
                              real("duration", row.real(duration)),
                              flag("answered", row.boolean(answered)),
                              number("call_type", row.integer(type)),
                              text("location", row.text(location)),
                              text("country", row.text(country)),
                              headline(text("provider", row.text(provider), Kind::app_id)),
                              text("unique_id", row.text(unique_id)),
                          });
    });
}

// Those who took part in group calls stand in a table of their own.
static Result<void> read_participants(const Database& db, Output& out) {
    if (!db.has_table("ZHANDLE")) return {};
    Select select(db, "ZHANDLE AS h");
    const Column id = select.column("h.Z_PK"), value = select.column("h.ZVALUE"),
                 normalized = select.optional("h.ZNORMALIZEDVALUE");
    return each_row(select, out, [&](const Row& row) {
        return out.record(at_row("ZHANDLE", row.integer(id).value_or(0)),
                          {
                              text("record_type", "participant"),
                              text("peer", row.text(value), Kind::handle),
                              text("normalized", row.text(normalized), Kind::handle),
                          });
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    keep_going(out, "ZCALLRECORD", read_calls(db, out));
    return read_participants(db, out);
}

extern constinit const Artifact calls = {
    .name = "calls",
    .title = "Call history",
    .paths = {"**/Library/CallHistoryDB/CallHistory.storedata",
              "**/Library/CallHistoryDB/CallHistoryTemp.storedata"},
    .absence = Absence::only_encrypted,
    .parse = parse,
};

}  // namespace bridle::ios
