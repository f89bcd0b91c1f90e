#include "fabricate/sms_writer.h"

#include "fabricate/encoding.h"

namespace bridle::fabricate {

namespace {

std::string message_columns(SmsLayout layout) {
    std::string columns =
        "ROWID, guid, text, handle_id, subject, attributedBody, service, account, date, "
        "date_read, date_delivered, is_delivered, is_finished, is_from_me, is_read, is_sent, "
        "cache_has_attachments";
    if (layout != SmsLayout::ios9)
        columns += ", balloon_bundle_id, payload_data, message_summary_info, destination_caller_id";
    if (layout == SmsLayout::ios16) columns += ", date_edited, date_retracted, part_count";
    return columns;
}

std::optional<Blob> blob_or_null(const std::string& bytes) {
    return bytes.empty() ? std::nullopt : std::optional(Blob{bytes});
}

constexpr std::string_view kMyNumber = "+12025550100";

}  // namespace

SmsWriter::SmsWriter(SqliteBuilder& database, SmsLayout layout, SmsProgress& progress)
    : layout_(layout),
      progress_(progress),
      message_(database, "message", message_columns(layout)),
      handle_(database, "handle", "ROWID, id, country, service, uncanonicalized_id"),
      chat_(database, "chat",
            "ROWID, guid, style, state, chat_identifier, service_name, room_name, display_name"),
      chat_handle_(database, "chat_handle_join", "chat_id, handle_id"),
      chat_message_(
          database, "chat_message_join",
          layout == SmsLayout::ios9 ? "chat_id, message_id" : "chat_id, message_id, message_date"),
      attachment_(database, "attachment",
                  "ROWID, guid, created_date, start_date, filename, uti, mime_type, "
                  "transfer_state, is_outgoing, transfer_name, total_bytes"),
      attachment_of_(database, "message_attachment_join", "message_id, attachment_id") {
    if (layout == SmsLayout::ios16)
        deleted_.emplace(database, "chat_recoverable_message_join",
                         "chat_id, message_id, delete_date");
}

std::int64_t SmsWriter::stamp(Time time) const {
    return layout_ == SmsLayout::ios9 ? unix_seconds(time) - kCocoaEpoch : cocoa_nanoseconds(time);
}

std::int64_t SmsWriter::add_handle(std::string_view id, std::string_view service) {
    handle_(++progress_.handles, id, "us", service, nullptr);
    return progress_.handles;
}

std::int64_t SmsWriter::add_chat(std::string_view identifier,
                                 const std::vector<std::int64_t>& handles) {
    const bool group = handles.size() > 1;
    std::string guid = std::string("iMessage;") + (group ? "+" : "-") + ";";
    guid += identifier;
    std::optional<std::string_view> room, name;
    if (group) room = identifier, name = "Sunday walk";
    chat_(++progress_.chats, guid, group ? 43 : 45, 3, identifier, "iMessage", room, name);
    for (std::int64_t handle : handles) chat_handle_(progress_.chats, handle);
    return progress_.chats;
}

void SmsWriter::add_people(std::uint64_t seed, std::size_t contacts) {
    progress_.contacts = static_cast<std::int64_t>(contacts);
    std::vector<Person> all = people(seed, contacts);
    for (std::size_t i = 0; i < all.size(); i++) {
        const std::string& id = i % 5 == 4 ? all[i].email : all[i].phone;
        add_chat(id, {add_handle(id, "iMessage")});
    }
    progress_.groups = progress_.contacts / 10 + 1;
    for (std::int64_t i = 0; i < progress_.groups; i++)
        add_chat("chat" + std::to_string(6000000 + i),
                 {i % progress_.contacts + 1, (i + 1) % progress_.contacts + 1});
}

void SmsWriter::address(SmsMessage& message) {
    Random& random = progress_.random;
    message.handle = random.between(1, progress_.contacts);
    message.chat = message.handle;
    message.from_me = random.one_in(2);
    if (!random.one_in(12)) return;
    std::int64_t group = random.between(0, progress_.groups - 1);
    message.chat = progress_.contacts + 1 + group;
    // What I write to a group has no handle; what others write has theirs.
    message.handle = message.from_me ? 0 : group % progress_.contacts + 1;
}

std::int64_t SmsWriter::add(const SmsMessage& message) {
    std::int64_t row = ++progress_.messages;
    const bool received = !message.from_me;
    std::string body;
    if (message.rich)
        body = typedstream(*message.rich);
    else if (!message.is_empty && layout_ != SmsLayout::ios9)
        body = typedstream(message.text, received);
    const bool in_body_only = layout_ == SmsLayout::ios16 && row % 5 != 0;
    std::optional<std::string_view> text, subject, balloon;
    if (!message.is_empty && !in_body_only) text = message.text;
    if (!message.subject.empty()) subject = message.subject;
    if (!message.payload.empty()) balloon = "com.apple.messages.URLBalloonProvider";
    auto stamp_or_zero = [&](std::optional<Time> time) { return time ? stamp(*time) : 0; };

    std::string guid = progress_.random.uuid();
    auto insert = [&](const auto&... more) {
        message_(row, guid, text, message.handle, subject, blob_or_null(body), message.service,
                 "e:someone@mail.example", stamp(message.date),
                 received ? stamp(message.date + std::chrono::seconds(40)) : 0, 0, !received, 1,
                 message.from_me, received, message.from_me, 0, more...);
    };
    if (layout_ == SmsLayout::ios9) {
        insert();
    } else if (layout_ == SmsLayout::ios14) {
        insert(balloon, blob_or_null(message.payload), blob_or_null(message.summary), kMyNumber);
    } else {
        insert(balloon, blob_or_null(message.payload), blob_or_null(message.summary), kMyNumber,
               stamp_or_zero(message.edited), stamp_or_zero(message.retracted), 1);
    }
    if (message.chat == 0) return row;
    if (message.recently_deleted && deleted_)
        (*deleted_)(message.chat, row, stamp(message.date + std::chrono::hours(30)));
    else if (layout_ == SmsLayout::ios9)
        chat_message_(message.chat, row);
    else
        chat_message_(message.chat, row, stamp(message.date));
    return row;
}

std::int64_t SmsWriter::add(const SmsAttachment& attachment, std::int64_t message, Time created) {
    std::int64_t row = ++progress_.attachments;
    std::string_view name = attachment.filename;
    name.remove_prefix(name.rfind('/') + 1);
    std::string_view uti = attachment.type == "image/png" ? "public.png" : "com.compuserve.gif";
    attachment_(row, progress_.random.uuid(), unix_seconds(created) - kCocoaEpoch,
                unix_seconds(created) - kCocoaEpoch, attachment.filename, uti, attachment.type, 5,
                attachment.outgoing, name, 70);
    attachment_of_(message, row);
    progress_.files.push_back(attachment.filename);
    return row;
}

}  // namespace bridle::fabricate
