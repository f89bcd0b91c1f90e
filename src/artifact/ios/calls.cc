// The call log of the Phone app, of FaceTime, and of apps that report their calls to it. Until
// iOS 7 it was a table of its own making (call_history.db), since then Core Data's.

#include <algorithm>
#include <unordered_map>

#include "artifact/core_data.h"
#include "artifact/kept_text.h"
#include "artifact/row_ids.h"
#include "artifact/rows.h"

namespace bridle::ios::calls {

namespace {

struct Handle {
    std::string value, normalized;
};
constexpr std::size_t kHandlesAtMost = 500'000, kParticipantsAtMost = 64;

std::optional<std::string_view> direction(std::optional<bool> outgoing) {
    if (!outgoing) return std::nullopt;
    return *outgoing ? "outgoing" : "incoming";
}

struct CallColumns {
    explicit CallColumns(Select& select)
        : id(select.column("c.Z_PK")),
          date(select.column("c.ZDATE")),
          duration(select.column("c.ZDURATION")),
          address(select.column("c.ZADDRESS")),
          originated(select.optional("c.ZORIGINATED")),
          answered(select.optional("c.ZANSWERED")),
          type(select.optional("c.ZCALLTYPE")),
          name(select.optional("c.ZNAME")),
          location(select.optional("c.ZLOCATION")),
          country(select.optional("c.ZISO_COUNTRY_CODE")),
          provider(select.optional("c.ZSERVICE_PROVIDER")),
          unique_id(select.optional("c.ZUNIQUE_ID")),
          own(select.optional("c.ZLOCALADDRESS")),
          cause(select.optional("c.ZDISCONNECTED_CAUSE")),
          handle_type(select.optional("c.ZHANDLE_TYPE")),
          category(select.optional("c.ZCALL_CATEGORY")),
          bytes(select.optional("c.ZFACE_TIME_DATA")),
          read(select.optional("c.ZREAD")),
          junk(select.optional("c.ZJUNKCONFIDENCE")),
          junk_category(select.optional("c.ZJUNKIDENTIFICATIONCATEGORY")),
          filtered(select.optional("c.ZFILTERED_OUT_REASON")),
          initiator(select.optional("c.ZINITIATOR")),
          device(select.optional("c.ZDEVICE_ID")) {}
    Column id, date, duration, address, originated, answered, type, name, location, country,
        provider, unique_id, own, cause, handle_type, category, bytes, read, junk, junk_category,
        filtered, initiator, device;
};

class CallLog {
public:
    CallLog(const Database& db, Output& out) : db_(db), out_(out) {}

    Result<void> read() {
        keep_going(out_, "ZHANDLE", collect_handles());
        if (auto join = find_join_table(db_, {"CALLRECORD", "CALL"}, {"HANDLE", "HANDLE"}))
            keep_going(out_, join->table, participants_.read(db_, *join, out_));
        keep_going(out_, "ZCALLRECORD", read_calls());
        return read_other_handles();
    }

private:
    Result<void> collect_handles() {
        if (!db_.has_table("ZHANDLE")) return {};
        Select select(db_, "ZHANDLE AS h");
        const Column id = select.column("h.Z_PK"), value = select.column("h.ZVALUE"),
                     normalized = select.optional("h.ZNORMALIZEDVALUE");
        return each_row(select, out_, [&](const Row& row) -> Result<void> {
            if (handles_.size() >= kHandlesAtMost)
                return fail(Errc::limit, "more participants than are read");
            order_.push_back(row.integer(id).value_or(0));
            handles_.emplace(order_.back(),
                             Handle{kept(row.text(value)), kept(row.text(normalized))});
            return {};
        });
    }

    // Those who took part: one in an ordinary call, more in one of a group.
    void append_participants(std::int64_t call, std::vector<Field>& fields) {
        std::vector<const Handle*> people;
        auto pairs = participants_.of(call);
        for (const Pairs::Pair& pair : pairs.first(std::min(pairs.size(), kParticipantsAtMost)))
            if (auto found = handles_.find(pair.to); found != handles_.end()) {
                people.push_back(&found->second);
                named_.add(pair.to);
            }
        for (const Handle* each : people)
            fields.push_back(text("participant", present(each->value), Kind::handle));
        for (const Handle* each : people)
            fields.push_back(
                text("participant_normalized", present(each->normalized), Kind::handle));
    }

    Result<void> read_calls() {
        Select select(db_, "ZCALLRECORD AS c");
        const CallColumns c(select);
        std::vector<Field> fields;
        return each_row(select, out_, [&](const Row& row) {
            const std::int64_t id = row.integer(c.id).value_or(0);
            fields = {
                when("call", row.time(c.date, Epoch::cocoa)),
                headline(text("direction", direction(row.boolean(c.originated)))),
                headline(text("peer", row.text(c.address), Kind::handle)),
                text("name", row.text(c.name)),
                real("duration", row.real(c.duration)),
                flag("answered", row.boolean(c.answered)),
                number("call_type", row.integer(c.type)),
                text("location", row.text(c.location)),
                text("country", row.text(c.country)),
                headline(text("provider", row.text(c.provider), Kind::app_id)),
                text("unique_id", row.text(c.unique_id)),
                text("own_address", row.text(c.own), Kind::handle),
                text("initiator", row.text(c.initiator), Kind::handle),
                text("device", row.text(c.device)),
                number("disconnected_cause", row.integer(c.cause)),
                number("handle_type", row.integer(c.handle_type)),
                number("category", row.integer(c.category)),
                number("face_time_bytes", row.integer(c.bytes)),
                flag("read", row.boolean(c.read)),
                number("junk_confidence", row.integer(c.junk)),
                text("junk_category", row.text(c.junk_category)),
                number("filtered_out_reason", row.integer(c.filtered)),
            };
            append_participants(id, fields);
            return out_.record(at_row("ZCALLRECORD", id), fields);
        });
    }

    // Of calls that are gone.
    Result<void> read_other_handles() {
        for (std::int64_t id : order_) {
            if (named_.contains(id)) continue;
            const Handle& handle = handles_.at(id);
            TRY(out_.record(at_row("ZHANDLE", id),
                            {
                                text("record_type", "participant"),
                                text("peer", present(handle.value), Kind::handle),
                                text("normalized", present(handle.normalized), Kind::handle),
                            }));
        }
        return {};
    }

    const Database& db_;
    Output& out_;
    std::unordered_map<std::int64_t, Handle> handles_;
    std::vector<std::int64_t> order_;
    Pairs participants_;
    RowIds named_;
};

Result<void> read_old_calls(const Database& db, Output& out) {
    Select select(db, "call AS c");
    const Column id = select.column("c.ROWID"), address = select.column("c.address"),
                 date = select.column("c.date"), duration = select.column("c.duration"),
                 flags = select.column("c.flags"), name = select.optional("c.name"),
                 country = select.optional("c.country_code"),
                 network = select.optional("c.network_code"), read = select.optional("c.read"),
                 original = select.optional("c.originalAddress");
    return each_row(select, out, [&](const Row& row) {
        static constexpr std::int64_t kOutgoing = 1;
        auto bits = row.integer(flags);
        return out.record(
            at_row("call", row.integer(id).value_or(0)),
            {
                when("call", row.time(date, Epoch::unix_seconds)),
                headline(text("direction", direction(bits ? std::optional((*bits & kOutgoing) != 0)
                                                          : std::nullopt))),
                headline(text("peer", row.text(address), Kind::handle)),
                text("original_address", row.text(original), Kind::handle),
                text("name", row.text(name)),
                real("duration", row.real(duration)),
                number("flags", bits),
                text("country", row.text(country)),
                text("network", row.text(network)),
                flag("read", row.boolean(read)),
            });
    });
}

}  // namespace

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    if (db.has_table("call") && !db.has_table("ZCALLRECORD")) return read_old_calls(db, out);
    return CallLog(db, out).read();
}

extern constinit const Artifact artifact = {
    .name = "calls",
    .title = "Call history",
    .paths = {"**/Library/CallHistoryDB/CallHistory.storedata",
              "**/Library/CallHistoryDB/CallHistoryTemp.storedata",
              "**/Library/CallHistory/call_history.db", "**/Library/CallHistoryDB/call_history.db"},
    .absence = Absence::only_encrypted,
    .parse = parse,
};

}  // namespace bridle::ios::calls
