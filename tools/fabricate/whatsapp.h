// WhatsApp's ChatStorage.sqlite, and LID.sqlite beside it.

#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"
#include "fabricate/sms.h"
#include "fabricate/trace.h"

namespace bridle::fabricate {

struct WhatsappPlan {
    std::uint64_t seed = 1;
    std::size_t messages = 100;  // besides the planted ones
    Time taken = kTaken;
    bool old_layout = false;  // only the columns that every version has
    bool damaged_rows = false;
    int page_size = 4096;
    Bait* bait = nullptr;
};

std::string whatsapp_database(const WhatsappPlan& plan, Planted& planted);
inline std::string whatsapp_database(const WhatsappPlan& plan = {}) {
    Planted unasked;
    return whatsapp_database(plan, unasked);
}

// Hidden identities and the numbers they stand for.
std::string whatsapp_lid_database(const WhatsappPlan& plan = {});

}  // namespace bridle::fabricate
