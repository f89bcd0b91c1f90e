// Files sent and received in Messages: what the database says of them. The
// same database as `sms`.

#include <unordered_set>

#include "artifact/rows.h"

namespace bridle::ios::sms_attachments {

struct AttachmentColumns {
    explicit AttachmentColumns(Select& select)
        : id(select.column("a.ROWID")),
          guid(select.column("a.guid")),
          created(select.column("a.created_date")),
          started(select.optional("a.start_date")),
          filename(select.column("a.filename")),
          name(select.optional("a.transfer_name")),
          uti(select.optional("a.uti")),
          mime(select.optional("a.mime_type")),
          bytes(select.optional("a.total_bytes")),
          outgoing(select.optional("a.is_outgoing")),
          sticker(select.optional("a.is_sticker")),
          hidden(select.optional("a.hide_attachment")),
          state(select.optional("a.transfer_state")),
          user_info(select.optional("a.user_info")) {}
    Column id, guid, created, started, filename, name, uti, mime, bytes, outgoing, sticker, hidden,
        state, user_info;
};

struct Message {
    std::optional<std::int64_t> id;
    std::optional<std::string_view> service, peer;
};

static Result<void> emit(const Row& row, const AttachmentColumns& a, const Message& message,
                         Output& out) {
    return out.record(
        at_row("attachment", row.integer(a.id).value_or(0)),
        {
            when("attachment", row.time(a.created, Epoch::cocoa)),
            headline(
                text("direction", row.boolean(a.outgoing).value_or(false) ? "sent" : "received")),
            headline(text("peer", message.peer, Kind::handle)),
            headline(text("filename", row.text(a.filename), Kind::file_path)),
            text("name", row.text(a.name), Kind::message),
            text("service", message.service),
            number("message", message.id),
            when("transfer_started", row.time(a.started, Epoch::cocoa)),
            text("guid", row.text(a.guid)),
            text("uti", row.text(a.uti)),
            text("mime_type", row.text(a.mime)),
            number("total_bytes", row.integer(a.bytes)),
            flag("is_sticker", row.boolean(a.sticker)),
            flag("hidden", row.boolean(a.hidden)),
            number("transfer_state", row.integer(a.state)),
            flag("has_user_info", !row.is_null(a.user_info)),
        });
}

using Seen = std::unordered_set<std::int64_t>;
static constexpr std::size_t kSeenAtMost = 4'000'000;

// By way of the join table, every step of which goes by primary key: asking
// it the other way round would need an index that not every version has.
static Result<void> read_joined(const Database& db, Seen& seen, Output& out) {
    if (!db.has_table("message_attachment_join")) return {};
    Select select(db, "message_attachment_join AS j");
    select.optional_join("attachment AS a", "a.ROWID = j.attachment_id");
    select.optional_join("message AS m", "m.ROWID = j.message_id");
    select.optional_join("handle AS h", "h.ROWID = m.handle_id");
    const AttachmentColumns columns(select);
    const Column message = select.column("j.message_id"), service = select.optional("m.service"),
                 peer = select.optional("h.id");
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        auto id = row.integer(columns.id);
        if (!id) return {};  // joined to an attachment that is gone
        if (seen.size() < kSeenAtMost) seen.insert(*id);
        return emit(row, columns, {row.integer(message), row.text(service), row.text(peer)}, out);
    });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    if (!db.has_table("attachment")) return fail(Errc::unsupported, "no table attachment");
    Seen seen;
    keep_going(out, "message_attachment_join", read_joined(db, seen, out));
    Select select(db, "attachment AS a");
    const AttachmentColumns columns(select);
    return each_row(select, out, [&](const Row& row) -> Result<void> {
        if (seen.contains(row.integer(columns.id).value_or(0))) return {};
        return emit(row, columns, {}, out);
    });
}

extern constinit const Artifact artifact = {
    .name = "sms_attachments",
    .title = "Attachments of messages",
    .paths = {"**/Library/SMS/sms.db"},
    .parse = parse,
};

}  // namespace bridle::ios::sms_attachments
