// History.db of Safari: pages, visits, and redirects from one visit to the next.

#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"
#include "fabricate/sms.h"
#include "fabricate/trace.h"

namespace bridle::fabricate {

struct SafariPlan {
    std::uint64_t seed = 1;
    std::size_t visits = 100;  // besides the planted ones
    std::string file = "HomeDomain/Library/Safari/History.db";
    Time taken = kTaken;
    bool shorteners = true;   // redirects by way of them, which a cautious rule remarks upon
    bool old_layout = false;  // without tombstones and without the newer columns
    bool damaged_rows = false;
    bool wal = false;
    int page_size = 4096;
    Bait* bait = nullptr;
};

struct SafariDatabase {
    std::string database;
    std::string wal;
};

SafariDatabase safari_database(const SafariPlan& plan, Planted& planted);
inline std::string safari_database(const SafariPlan& plan = {}) {
    Planted unasked;
    return safari_database(plan, unasked).database;
}

}  // namespace bridle::fabricate
