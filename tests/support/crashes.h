// Crash reports in a line.

#pragma once

#include <string>
#include <string_view>

#include "support/harness.h"

namespace bridle::test {

struct Crash {
    std::string_view process;
    std::string_view time = "10:00:00";
    std::string_view exception = "EXC_BAD_ACCESS";
    std::string_view subtype = "KERN_INVALID_ADDRESS at 0x0";
    std::string_view frame = "main";
    std::string_view pc = "4096";
    std::string_view bug_type = "309";
    std::string_view incident = "";
};

inline std::string crash_report(const Crash& crash) {
    auto quoted = [](std::string_view text) { return "\"" + std::string(text) + "\""; };
    return "{\"bug_type\":" + quoted(crash.bug_type) + ",\"name\":" + quoted(crash.process) +
           "}\n{\"procName\":" + quoted(crash.process) + ",\"captureTime\":\"2024-03-05 " +
           std::string(crash.time) + ".0000 +0000\",\"incident\":" + quoted(crash.incident) +
           ",\"exception\":{\"type\":" + quoted(crash.exception) +
           ",\"subtype\":" + quoted(crash.subtype) +
           "},\"faultingThread\":0,\"threads\":[{\"threadState\":{\"pc\":{\"value\":" +
           std::string(crash.pc) + "}},\"frames\":[{\"symbol\":" + quoted(crash.frame) + "}]}]}";
}

inline Heard crashed(const Crash& crash) {
    return {"crash_reports", crash_report(crash)};
}

}  // namespace bridle::test
