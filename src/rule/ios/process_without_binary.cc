// Traffic of a program that lies nowhere on the phone. Spyware runs, sends, and removes its file.
// Asks for a list of all files, which only a dump has, and which has to hold the system, too.
// One finding for each name, however many records speak of it.

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rule/ios/references.h"
#include "rule/ios/system_processes.h"
#include "rule/number_set.h"
#include "rule/rule.h"

namespace bridle::ios::process_without_binary {

static bool is_list_of_files(std::string_view artifact) {
    return artifact == "files";
}

// Belongs to nothing that is known by an identifier, and is none itself.
static bool has_no_bundle(const Record& record) {
    const Field *process = find_field(record, "process"), *bundle = find_field(record, "bundle");
    return process && !process->string().empty() && !process->string().contains('.') &&
           (!bundle || bundle->string().empty());
}

static bool picks(const Record& record) {
    return !is_list_of_files(record.artifact.name) && has_no_bundle(record);
}

// What stands for the name of a file, for one that is cut, and for a file of the system.
static constexpr std::uint64_t kCut = 0x9E3779B97F4A7C15, kOfSystem = 1;
static std::uint64_t number_of(std::string_view name) {
    return std::hash<std::string_view>()(name) | 2;
}

// All files are heard by their names alone, and only those that can be asked for.
static bool notes(const Record& record, std::vector<Note>& into) {
    if (!is_list_of_files(record.artifact.name)) return false;
    const Field *type = find_field(record, "type"), *field = find_field(record, "path");
    if (!type || !field || type->string() == "folder") return true;
    const std::string_view path = field->string(), name = last_component(path);
    if (path.starts_with("/usr/libexec/") || path.starts_with("/System/Library/"))
        into.push_back({.what = kOfSystem});
    const std::size_t dot = std::min(name.find('.'), name.size());
    if (dot == name.size()) into.push_back({.what = number_of(name)});
    for (std::size_t cut : {kShortName - 1, kShortName})
        if (name.size() > cut && dot >= cut)
            into.push_back({.what = number_of(name.substr(0, cut)) ^ kCut});
    return true;
}

static constexpr std::size_t kFilesAtMost = 4'000'000;
static constexpr std::size_t kNamesAtMost = 10'000;

class WithoutBinary : public RuleRun {
public:
    explicit WithoutBinary(const Rule& rule) : rule_(rule) {}

    void note(const Note& note, const Artifact&, std::string_view) override {
        has_system_ = has_system_ || note.what == kOfSystem;
        files_.add(note.what);
    }

    void see(const KeptRecord& record, const FindingSink&) override {
        const std::string name(record.text("process"));
        if (names_.size() >= kNamesAtMost && !names_.contains(name)) return;
        auto [known, first] = names_.try_emplace(name);
        auto time = record.time("usage");
        if (!time) time = record.time("first_used");
        Finding& finding = known->second;
        if (first) finding = finding_of(rule_, record);
        if (first || (time && (!finding.time || *time < *finding.time))) finding.time = time;
    }

    void end(const FindingSink& found) override {
        if (!has_system_ || files_.full()) return;  // then nothing is known
        for (auto& [name, finding] : names_) {
            if (is_anywhere(name)) continue;
            finding.field = "process";
            finding.observed = name;
            finding.facts = {{"name", name}};
            found(std::move(finding));
        }
    }

private:
    // A program that works for another is written other/program: either will do.
    bool is_anywhere(std::string_view process) const {
        for (std::string_view name : split(process, '/')) {
            if (files_.contains(number_of(name)) || is_system_process(name)) return true;
            if (name.size() + 1 >= kShortName && name.size() <= kShortName &&
                files_.contains(number_of(name) ^ kCut))
                return true;
        }
        return false;
    }

    const Rule& rule_;
    std::map<std::string, Finding> names_;
    NumberSet files_{kFilesAtMost};  // numbers of names, whole and cut
    bool has_system_ = false;
};

extern constinit const Rule rule = {
    .name = "process_without_binary",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"datausage", "files", "netusage"},
    .picks = picks,
    .start = start<WithoutBinary>,
    .references = {kAmnestyPegasus},
    .notes = notes,
};

}  // namespace bridle::ios::process_without_binary
