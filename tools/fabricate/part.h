// One thing that a made-up phone has: the files of one artifact, clean or with
// planted cases, and the small files that its tests and its fuzzer begin with. Each
// file of parts/ is one, and CMake writes the list from their names.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fabricate/backup.h"
#include "fabricate/manifest.h"
#include "fabricate/seeds.h"

namespace bridle::fabricate {

struct Part {
    std::vector<BackupFile> files = {};
    Planted planted = {};
};

// Each part has bait of its own, so that parts can be made at the same time.
class PartMaker {
public:
    PartMaker(const BackupPlan& plan, std::string_view name)
        : plan_(plan), bait_(plan.indicators, Random(plan.seed, name).next()) {}

    const BackupPlan& plan() const { return plan_; }
    Bait* bait() { return plan_.clean ? nullptr : &bait_; }  // null: plant nothing

    void add(std::string domain, std::string path, std::string content) {
        part.files.push_back({std::move(domain), std::move(path), std::move(content)});
        added(false);
    }
    void add_folder(std::string domain, std::string path, Time time) {
        part.files.push_back(
            {.domain = std::move(domain), .path = std::move(path), .time = time, .folder = true});
        added(false);
    }
    // What no backup holds: "/private/var/db/diagnostics/shutdown.log".
    void add_to_dumps(std::string path, std::string content) {
        part.files.push_back(
            {.domain = {}, .path = std::move(path), .content = std::move(content)});
        added(true);
    }

    // The trace that a rule shall find; how it does is in the test of the rule.
    void plant_rule(std::string_view rule, std::string_view artifact, std::string_view value,
                    std::string_view form = "planted") {
        part.planted.add({.artifact = std::string(artifact),
                          .value = std::string(value),
                          .indicator = std::string(rule),
                          .kind = "rule",
                          .form = std::string(form),
                          .how = "rule"});
    }
    // The trace that an indicator shall find, in whatever file and row.
    void plant(Sort sort, std::string_view artifact, std::string_view indicator,
               std::string_view value, std::string_view how = "exact") {
        part.planted.add({.artifact = std::string(artifact),
                          .value = std::string(value),
                          .indicator = std::string(indicator),
                          .kind = std::string(name_of(sort)),
                          .form = "plain",
                          .how = std::string(how)});
    }

    // What was made. The traces planted last belong to the file that was added last.
    Part finish() {
        added(to_dumps_);
        return std::move(part);
    }

    Part part;

private:
    // What was planted since the file before this one is in this one.
    void added(bool to_dumps) {
        auto& traces = part.planted.traces;
        for (; marked_ < traces.size(); marked_++) traces[marked_].only_in_dumps = to_dumps;
        to_dumps_ = to_dumps;
    }

    std::size_t marked_ = 0;
    bool to_dumps_ = false;
    const BackupPlan& plan_;
    Bait bait_;
};

struct PhonePart {
    std::string_view name;  // the file's name in parts/
    // What the phone has of it. Clean, it must give no finding above low.
    void (*make)(PartMaker& maker);
    // Small files, good and damaged: write("calendar/two_events.db", bytes). The folder is the name
    // of the artifact; "-wal" behind a name makes it the log of that file.
    Result<void> (*seeds)(const SeedSink& write) = nullptr;
};

std::span<const PhonePart* const> all_parts();

// All that a phone of the plan has: what backup.cc makes, and every part.
Result<void> each_part(const BackupPlan& plan, const std::function<Result<void>(Part)>& visit);

}  // namespace bridle::fabricate
