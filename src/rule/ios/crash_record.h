// What rules ask of the records of crash reports.

#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "rule/rule.h"

namespace bridle::ios {

inline std::string_view text_of(const Record& record, std::string_view field) {
    const Field* found = find_field(record, field);
    return found ? found->string() : std::string_view();
}

// Of a program that ended. A fault that was only noted (308) is none.
inline bool is_crash(const Record& record) {
    if (record.place.part != "report") return false;
    const std::string_view type = text_of(record, "bug_type");
    return type == "309" || type == "109";
}

// The ways in which a program ends that was made to touch memory it should not.
inline bool is_memory_corruption(const Record& record) {
    const std::string_view exception = text_of(record, "exception"),
                           signal = text_of(record, "signal");
    if (exception == "EXC_BAD_ACCESS" || exception == "EXC_GUARD") return true;
    if (signal == "SIGSEGV" || signal == "SIGBUS") return true;
    for (const char* field : {"subtype", "codes", "termination", "info"})
        for (const char* words : {"pointer authentication", "PAC failure", "ptrauth"})
            if (text_of(record, field).contains(words)) return true;
    return false;
}

// One report may lie in several places. Remembers so many, and takes what comes then for new.
class SeenReports {
public:
    bool is_new(const KeptRecord& record) {
        if (seen_.size() >= kMost) return true;
        std::string key(record.text("incident"));
        if (key.empty()) {
            key = record.text("process");
            if (auto time = record.time("crash")) key += iso(*time);
        }
        return seen_.insert(std::move(key)).second;
    }

private:
    static constexpr std::size_t kMost = 20'000;
    std::set<std::string> seen_;
};

}  // namespace bridle::ios
