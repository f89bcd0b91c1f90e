// Traffic by process, as two databases of the phone account for it in the same tables:
// DataUsage.sqlite that of the mobile network, netusage.sqlite that of all networks.
// A process has a row in ZPROCESS, its counters have rows in ZLIVEUSAGE.
// Spyware has been seen to delete the first and to forget the second.

#pragma once

#include "artifact/rows.h"

namespace bridle {

Result<void> read_process_traffic(const Database& db, Output& out);

}  // namespace bridle
