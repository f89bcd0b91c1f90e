// The smaller databases of a phone: DataUsage.sqlite, TCC.db, CallHistory.storedata.

#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"
#include "fabricate/sms.h"
#include "fabricate/trace.h"

namespace bridle::fabricate {

struct DataUsagePlan {
    std::uint64_t seed = 1;
    std::size_t processes = 120;
    Time taken = kTaken;
    bool newer_layout = false;  // ZLIVEUSAGE without the columns for Wi-Fi
    bool gaps = true;           // missing process numbers, as on every real phone
    bool damaged_rows = false;  // nulls in every column, words for dates
    int page_size = 4096;
    Bait* bait = nullptr;
};
std::string datausage_database(const DataUsagePlan& plan, Planted& planted);
inline std::string datausage_database(const DataUsagePlan& plan = {}) {
    Planted unasked;
    return datausage_database(plan, unasked);
}

enum class TccLayout : std::uint8_t {
    v1,  // allowed, prompt_count
    v2,  // and last_modified
    v3,  // auth_value, auth_reason
};
struct TccPlan {
    std::uint64_t seed = 1;
    TccLayout layout = TccLayout::v3;
    Time taken = kTaken;
    bool damaged_rows = false;
    int page_size = 4096;
    Bait* bait = nullptr;
};
std::string tcc_database(const TccPlan& plan, Planted& planted);
inline std::string tcc_database(const TccPlan& plan = {}) {
    Planted unasked;
    return tcc_database(plan, unasked);
}

struct CallsPlan {
    std::uint64_t seed = 1;
    std::size_t calls = 50;
    Time taken = kTaken;
    bool old_layout = false;  // addresses as blobs, no names, no table of participants
    bool damaged_rows = false;
    int page_size = 4096;
    Bait* bait = nullptr;
};
std::string calls_database(const CallsPlan& plan, Planted& planted);
inline std::string calls_database(const CallsPlan& plan = {}) {
    Planted unasked;
    return calls_database(plan, unasked);
}

}  // namespace bridle::fabricate
