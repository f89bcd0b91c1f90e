// Logs of daemons as a hostile phone may have them.

#include "format/daemon_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    std::uint64_t last = 0;
    auto visit = [&](const DaemonLogEntry& entry) -> Result<void> {
        if (entry.offset < last || entry.local_time.size() != 19) __builtin_trap();
        last = entry.offset;
        return {};
    };
    auto done = for_each_entry(std::as_bytes(std::span(data, size)), visit);
    return done ? 0 : 0;
}
