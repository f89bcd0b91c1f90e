// Writes rows of sms.db, one message at a time.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fabricate/sms.h"
#include "fabricate/sqlite_builder.h"
#include "fabricate/typedstream.h"
#include "fabricate/words.h"

namespace bridle::fabricate {

struct SmsMessage {
    std::string text;
    std::optional<AttributedText> rich;  // when it is more than the text
    std::string subject, payload, summary;
    std::int64_t handle = 0, chat = 0;
    bool from_me = false;
    std::string_view service = "iMessage";
    Time date;
    std::optional<Time> edited, retracted;
    bool recently_deleted = false;
    bool is_empty = false;  // no words at all, as after unsending
};

struct SmsAttachment {
    std::string filename;
    std::string_view type = "image/png";
    bool outgoing = false;
};

// Numbers that go on from the database to its log.
struct SmsProgress {
    explicit SmsProgress(std::uint64_t seed) : random(seed, "sms") {}
    Random random;
    std::int64_t messages = 0, handles = 0, chats = 0, attachments = 0;
    std::int64_t contacts = 0, groups = 0;  // chats and handles of the first ones go together
    std::vector<std::string> files;
};

class SmsWriter {
public:
    SmsWriter(SqliteBuilder& database, SmsLayout layout, SmsProgress& progress);

    std::int64_t add_handle(std::string_view id, std::string_view service);
    std::int64_t add_chat(std::string_view identifier, const std::vector<std::int64_t>& handles);
    void add_people(std::uint64_t seed, std::size_t contacts);

    std::int64_t add(const SmsMessage& message);  // returns its row
    std::int64_t add(const SmsAttachment& attachment, std::int64_t message, Time created);

    SmsLayout layout() const { return layout_; }
    SmsProgress& progress() { return progress_; }

    // A chat with one of the contacts, or now and then with a group.
    void address(SmsMessage& message);

private:
    std::int64_t stamp(Time time) const;

    SmsLayout layout_;
    SmsProgress& progress_;
    Insert message_, handle_, chat_, chat_handle_, chat_message_, attachment_, attachment_of_;
    std::optional<Insert> deleted_;
};

}  // namespace bridle::fabricate
