// sms.db: messages, who wrote them, chats and attachments, in the layouts of
// three generations of iOS.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "fabricate/trace.h"

namespace bridle::fabricate {

inline constexpr Time kTaken{std::chrono::seconds(1780228800)};  // 2026-05-31T12:00:00Z

enum class SmsLayout : std::uint8_t {
    ios9,   // seconds instead of nanoseconds, no link previews, no group of later columns
    ios14,  // the words in `text`, and again in attributedBody
    ios16,  // the words mostly in attributedBody only; edited, unsent and recently deleted messages
};

struct SmsPlan {
    std::uint64_t seed = 1;
    std::size_t messages = 100;  // besides the planted ones
    SmsLayout layout = SmsLayout::ios16;
    Time taken = kTaken;
    bool damaged_rows = false;  // a handful that contradict their columns' types
    bool wal = false;           // the newest messages only in the write-ahead log
    int page_size = 4096;
    Bait* bait = nullptr;  // null: nothing is planted
};

struct SmsDatabase {
    std::string database;
    std::string wal;                       // empty when the plan wants none
    std::vector<std::string> attachments;  // names of files, "~/Library/SMS/Attachments/…"
};

SmsDatabase sms_database(const SmsPlan& plan, Planted& planted);
inline std::string sms_database(const SmsPlan& plan = {}) {
    Planted unasked;
    return sms_database(plan, unasked).database;
}

}  // namespace bridle::fabricate
