// Calls of WhatsApp, by which Pegasus came in 2019, answered or not. What the app shows as one
// line is an aggregate of one or more calls; who took part is said of the aggregate.

#include <algorithm>
#include <map>

#include "artifact/core_data.h"
#include "artifact/kept_text.h"
#include "artifact/row_ids.h"
#include "artifact/rows.h"

namespace bridle::ios::whatsapp_calls {

static constexpr std::string_view kCalls = "ZWACDCALLEVENT", kPeers = "ZWACDCALLEVENTPARTICIPANT",
                                  kAggregates = "ZWAAGGREGATECALLEVENT",
                                  kJoinable = "ZWAJOINABLECALLEVENT";

struct Peer {
    std::int64_t id;
    std::string account;
    std::optional<std::int64_t> outcome;
};
// By aggregate; those of none took part in nothing that is known.
using Peers = std::map<std::optional<std::int64_t>, std::vector<Peer>>;
static constexpr std::size_t kPeersAtMost = 1'000'000, kPeersOfACall = 256;

static Result<void> read_peers(const Database& db, Peers& peers, Output& out) {
    if (!db.has_table(kPeers)) return {};
    Select select(db, std::string(kPeers) + " AS p");
    const Column id = select.column("p.Z_PK"), account = select.column("p.ZJIDSTRING"),
                 outcome = select.optional("p.ZOUTCOME"),
                 of = select.column("p." + numbered_column(db, kPeers, "PARTICIPANTS"));
    std::size_t count = 0;
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        if (++count > kPeersAtMost) return fail(Errc::limit, "more participants than are read");
        auto& list = peers[row.integer(of)];
        if (list.size() < kPeersOfACall || !row.integer(of))
            list.push_back(
                {row.integer(id).value_or(0), kept(row.text(account)), row.integer(outcome)});
        return {};
    });
}

// What the aggregate says of its calls.
struct Aggregate {
    explicit Aggregate(Select& select)
        : id(select.optional("a.Z_PK")),
          incoming(select.optional("a.ZINCOMING")),
          missed(select.optional("a.ZMISSED")),
          missed_reason(select.optional("a.ZMISSEDREASON")),
          video(select.optional("a.ZVIDEO")),
          link(select.optional("a.ZLINKTOKEN")),
          group(select.optional("a.ZGROUPJIDSTRING")),
          first(select.optional("a.ZFIRSTDATE")) {}

    void append(const Row& row, std::vector<Field>& fields) const {
        auto in = row.boolean(incoming);
        fields.push_back(headline(text("direction", !in   ? std::nullopt
                                                    : *in ? std::optional("incoming")
                                                          : std::optional("outgoing"))));
        fields.push_back(flag("missed", row.boolean(missed)));
        fields.push_back(number("missed_reason", row.integer(missed_reason)));
        fields.push_back(flag("video", row.boolean(video)));
        fields.push_back(text("link_token", row.text(link)));
    }
    Column id, incoming, missed, missed_reason, video, link, group, first;
};

static void append_peers(const std::vector<Peer>& peers, std::vector<Field>& fields) {
    for (const Peer& peer : peers)
        fields.push_back(headline(text("peer", peer.account, Kind::handle)));
    for (const Peer& peer : peers) fields.push_back(number("peer_outcome", peer.outcome));
}

class CallLog {
public:
    CallLog(const Database& db, Output& out) : db_(db), out_(out) {}

    Result<void> read() {
        keep_going(out_, kPeers, read_peers(db_, peers_, out_));
        keep_going(out_, kCalls, read_calls());
        keep_going(out_, kAggregates, read_aggregates());
        keep_going(out_, kJoinable, read_joinable());
        return read_peers_of_nothing();
    }

private:
    const std::vector<Peer>& peers_of(std::optional<std::int64_t> aggregate) {
        static const std::vector<Peer> kNobody;
        auto found = aggregate ? peers_.find(aggregate) : peers_.end();
        if (found == peers_.end()) return kNobody;
        told_.add(aggregate);
        return found->second;
    }

    Result<void> read_calls() {
        const std::string of = "e." + numbered_column(db_, kCalls, "CALLEVENTS");
        Select select(db_, std::string(kCalls) + " AS e");
        if (db_.has_column(kCalls, of.substr(2)))
            select.optional_join(std::string(kAggregates) + " AS a", "a.Z_PK = " + of);
        const Aggregate aggregate(select);
        const Column id = select.column("e.Z_PK"), date = select.column("e.ZDATE"),
                     owner = select.optional(of), duration = select.optional("e.ZDURATION"),
                     outcome = select.optional("e.ZOUTCOME"),
                     call_id = select.optional("e.ZCALLIDSTRING"),
                     group = select.optional("e.ZGROUPJIDSTRING"),
                     creator = select.optional("e.ZGROUPCALLCREATORUSERJIDSTRING"),
                     contact = select.optional("e.ZCONTACTJID"),
                     received = select.optional("e.ZBYTESRECEIVED"),
                     sent = select.optional("e.ZBYTESSENT");
        return each_row(select, out_, [&](const Row& row) {
            std::vector<Field> fields = {when("call", row.time(date, Epoch::cocoa))};
            aggregate.append(row, fields);
            append_peers(peers_of(row.integer(owner)), fields);
            called_.add(row.integer(owner));
            for (const Field& field : {
                     headline(text("contact", row.text(contact), Kind::handle)),
                     headline(text("group", row.text(group), Kind::handle)),
                     text("group_call_creator", row.text(creator), Kind::handle),
                     real("duration", row.real(duration)),
                     number("outcome", row.integer(outcome)),
                     text("call_id", row.text(call_id)),
                     number("bytes_received", row.integer(received)),
                     number("bytes_sent", row.integer(sent)),
                     number("aggregate", row.integer(owner)),
                 })
                fields.push_back(field);
            return out_.record(at_row(kCalls, row.integer(id).value_or(0)), fields);
        });
    }

    // Lines of the list whose calls are gone.
    Result<void> read_aggregates() {
        if (!db_.has_table(kAggregates)) return {};
        Select select(db_, std::string(kAggregates) + " AS a");
        const Aggregate aggregate(select);
        return each_row(select, out_, [&](const Row& row) -> Result<void> {
            auto id = row.integer(aggregate.id);
            if (id && called_.contains(*id)) return {};
            std::vector<Field> fields = {
                text("record_type", "aggregate"),
                when("call", row.time(aggregate.first, Epoch::cocoa)),
            };
            aggregate.append(row, fields);
            append_peers(peers_of(id), fields);
            fields.push_back(text("group", row.text(aggregate.group), Kind::handle));
            return out_.record(at_row(kAggregates, id.value_or(0)), fields);
        });
    }

    // Calls that one may still join, and who began them.
    Result<void> read_joinable() {
        if (!db_.has_table(kJoinable)) return {};
        Select select(db_, std::string(kJoinable) + " AS j");
        const Column id = select.column("j.Z_PK"), from = select.column("j.ZFROMJIDSTRING"),
                     date = select.column("j.ZDATE");
        return each_row(select, out_, [&](const Row& row) {
            return out_.record(at_row(kJoinable, row.integer(id).value_or(0)),
                               {
                                   text("record_type", "joinable"),
                                   when("call", row.time(date, Epoch::cocoa)),
                                   headline(text("peer", row.text(from), Kind::handle)),
                               });
        });
    }

    // Those whose calls are gone altogether.
    Result<void> read_peers_of_nothing() {
        std::vector<const Peer*> alone;
        for (const auto& [aggregate, list] : peers_)
            if (!aggregate || !told_.contains(*aggregate))
                for (const Peer& peer : list) alone.push_back(&peer);
        std::ranges::sort(alone, {}, &Peer::id);
        for (const Peer* peer : alone)
            TRY(out_.record(at_row(kPeers, peer->id),
                            {
                                text("record_type", "participant"),
                                headline(text("peer", peer->account, Kind::handle)),
                                number("outcome", peer->outcome),
                            }));
        return {};
    }

    const Database& db_;
    Output& out_;
    Peers peers_;
    RowIds called_, told_;  // aggregates with calls; whose peers we named
};

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    return CallLog(db, out).read();
}

extern constinit const Artifact artifact = {
    .name = "whatsapp_calls",
    .title = "WhatsApp calls",
    .paths = {"**/CallHistory.sqlite"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::whatsapp_calls
