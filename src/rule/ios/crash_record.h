// What rules ask of the records of crash reports.

#pragma once

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <string>
#include <string_view>

#include "base/text.h"
#include "rule/rule.h"

namespace bridle::ios {

// Of a program of this phone that ended. A fault that was only noted (308) is none, and what
// crashed on a watch did not crash here.
inline bool is_crash(const Record& record) {
    if (record.place.part != "report" || !text_of(record, "device").empty()) return false;
    const std::string_view type = text_of(record, "bug_type");
    return type == "309" || type == "109";
}

// The ways in which a program ends that was made to touch memory it should not. Asks `text` what
// the record says in a field.
template <class Text>
bool tells_of_memory_corruption(const Text& text) {
    const std::string_view exception = text("exception"), signal = text("signal");
    if (exception == "EXC_BAD_ACCESS" || exception == "EXC_GUARD") return true;
    if (signal == "SIGSEGV" || signal == "SIGBUS") return true;
    for (const char* field : {"subtype", "codes", "termination", "info", "fault"}) {
        const std::string said = lower(text(field));
        for (const char* words : {"pointer authentication", "pac failure", "ptrauth"})
            if (said.contains(words)) return true;
    }
    return false;
}
inline bool is_memory_corruption(const Record& record) {
    return tells_of_memory_corruption(
        [&](std::string_view field) { return text_of(record, field); });
}
inline bool is_memory_corruption(const KeptRecord& record) {
    return tells_of_memory_corruption([&](std::string_view field) { return record.text(field); });
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

// What a rule finds of each crash by itself, in the order of their times. Each counts once, and of
// more than so many the newest are kept: the reports come by their names.
class Crashes {
public:
    void add(const Rule& rule, const KeptRecord& record) {
        if (!reports_.is_new(record)) return;
        Finding finding = finding_of(rule, record);
        finding.time = record.time("crash");
        finding.field = "process";
        finding.observed = record.text("process");
        if (!is_memory_corruption(record)) finding.severity = Severity::low;
        found_.emplace(finding.time, std::move(finding));
        if (found_.size() > kMost) found_.erase(found_.begin());
    }

    std::vector<Finding> in_order() const {
        std::vector<Finding> all;
        for (const Finding& finding : std::views::values(found_)) all.push_back(finding);
        return all;
    }

private:
    static constexpr std::size_t kMost = 5'000;
    std::multimap<std::optional<Time>, Finding> found_;
    SeenReports reports_;
};

}  // namespace bridle::ios
