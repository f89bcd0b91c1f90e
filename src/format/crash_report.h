// What a report about a process says, whether it says so in JSON (iOS 15 and later), or in
// plain text (earlier, and reports about the use of resources): one set of words for both.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "format/ips.h"

namespace bridle {

struct CrashReport {
    std::string bug_type;
    std::string process, process_path, parent, responsible, coalition, bundle;
    std::string exception, subtype, signal, codes, termination, pc, info;
    std::string fault;  // what the processor said of it: "(Data Abort) byte read Translation fault"
    std::string os_version, model, incident, signing_id, team_id;
    std::string panic;  // the first line of what the kernel said
    std::optional<std::int64_t> pid, parent_pid, user, faulting_thread;
    std::optional<Time> time, launched;
    std::vector<std::string> frames;  // the first of the faulting thread: "image+0x12 symbol"
    std::vector<std::string> images;  // loaded code outside of where the system keeps its own
    bool loads_javascript = false;    // what runs the programs of web pages is among the code
    std::string strange_time;         // the first time that is there and none
};

CrashReport read_crash_report(const IpsReport& report);

// "crash" for 309; empty for a number that is not known.
std::string_view bug_name(std::string_view bug_type);

// As these reports write it: "2021-06-01 10:11:12.34 +0200", with T or Z, too, and in the digits
// of the phone's language.
std::optional<Time> report_time(std::string_view text);

// Whether the system keeps its own code there.
bool is_system_path(std::string_view path);

}  // namespace bridle
