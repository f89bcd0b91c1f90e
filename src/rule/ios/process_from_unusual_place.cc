// A program that runs, asks for permissions or crashed, and that lies in a folder for temporary
// things: programs of iOS lie in folders that nobody can write to, those of apps in theirs.
// Pegasus and others ran from such folders. Apple's own updater runs from the staging folder, too.
// One finding for each program, however many records speak of it.

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rule/ios/places.h"
#include "rule/ios/references.h"
#include "rule/rule.h"

namespace bridle::ios::process_from_unusual_place {

enum class Folder : std::uint8_t { none, staging, temporary, cache };

static Folder folder_of(std::string_view path) {
    struct Place {
        std::string_view front;
        Folder folder;
    };
    static constexpr Place kPlaces[] = {
        {kStaging, Folder::staging},
        {"/var/tmp/", Folder::temporary},
        {"/tmp/", Folder::temporary},
        {"/var/root/Library/Caches/", Folder::cache},
        {"/var/mobile/Library/Caches/", Folder::cache},
        {"/var/root/Library/Logs/", Folder::cache},
        {"/var/mobile/Library/Logs/", Folder::cache},
    };
    path = without_private(path);
    for (const Place& place : kPlaces)
        if (path.size() > place.front.size() && path.starts_with(place.front)) return place.folder;
    return Folder::none;
}

// A file that is there to be run, by the list of files of a dump. Where every file may be run, as
// on a disk that knows no permissions, names with an ending are left out.
static bool is_program(const Record& record, std::string_view path) {
    const std::string_view mode = text_of(record, "mode"), name = last_component(path);
    if (text_of(record, "type") != "file" || mode.empty()) return false;
    const bool may_be_run = (mode.back() - '0') & 1;
    return may_be_run && (!name.contains('.') || name.ends_with(".dylib"));
}

static constexpr std::string_view kLoaded = "images";  // code in a program that crashed
static constexpr std::string_view kFields[] = {"client",      "process_path", "process",
                                               "executable",  "bundle_path",  "registered",
                                               "client_part", "path",         kLoaded};

static bool picks(const Record& record) {
    const bool listed = record.artifact.name == "files";
    for (const Field& field : record.fields) {
        const std::string_view path = field.string();
        if (!path.starts_with('/') || std::ranges::find(kFields, field.name) == std::end(kFields))
            continue;
        const Folder folder = folder_of(path);
        if (folder == Folder::none) continue;
        if (!listed) return true;
        if (folder != Folder::cache && is_program(record, path)) return true;
    }
    return false;
}

static constexpr std::size_t kProgramsAtMost = 10'000;

class UnusualPlaces : public RuleRun {
public:
    explicit UnusualPlaces(const Rule& rule) : rule_(rule) {}

    // The fields name one program in several ways; of the code that it loaded all counts.
    void see(const KeptRecord& record, const FindingSink&) override {
        std::string_view program;
        for (std::string_view field : kFields)
            for (std::string_view path : record.texts(field)) {
                const bool loaded = field == kLoaded;
                if (folder_of(path) == Folder::none || path == program) continue;
                if (!loaded && !program.empty()) continue;
                if (!loaded) program = path;
                add(record, field, path);
            }
    }

    void end(const FindingSink& found) override {
        for (auto& [path, program] : programs_) {
            program.finding.facts = {{"path", path}, {"records", std::to_string(program.records)}};
            if (program.only_listed) program.finding.facts.emplace_back("state", "listed");
            found(std::move(program.finding));
        }
    }

private:
    struct Program {
        Finding finding;
        std::size_t records = 0;
        bool only_listed = true;  // as a file, not as something that ran
    };

    void add(const KeptRecord& record, std::string_view field, std::string_view path) {
        auto known = programs_.find(path);
        if (known == programs_.end()) {
            if (programs_.size() >= kProgramsAtMost) return;
            known = programs_.emplace(std::string(path), Program{}).first;
        }
        Program& program = known->second;
        const bool listed = record.artifact().name == "files";
        if (program.records++ == 0 || (program.only_listed && !listed)) {
            program.finding = finding_of(rule_, record);
            program.finding.field = field;
            program.finding.observed = path;
            program.finding.time = first_time(record);
            program.only_listed = listed;
            grade(program.finding, path, listed);
        }
    }

    static std::optional<Time> first_time(const KeptRecord& record) {
        for (std::string_view field : {"permission", "crash", "shutdown", "location_stopped",
                                       "usage", "first_used", "modified"})
            if (auto time = record.time(field)) return time;
        return std::nullopt;
    }

    static void grade(Finding& finding, std::string_view path, bool listed) {
        const Folder folder = folder_of(path);
        if (is_updater_of_apple(path)) {
            finding.severity = Severity::info;
            finding.confidence = Confidence::weak;
        } else if (listed) {
            finding.severity = folder == Folder::staging ? Severity::medium : Severity::low;
            finding.confidence = Confidence::weak;
        } else if (folder != Folder::staging) {
            finding.severity = Severity::medium;
            finding.confidence = folder == Folder::cache ? Confidence::weak : Confidence::moderate;
        }
    }

    const Rule& rule_;
    std::map<std::string, Program, std::less<>> programs_;
};

extern constinit const Rule rule = {
    .name = "process_from_unusual_place",
    .severity = Severity::high,
    .confidence = Confidence::moderate,
    .listens = {"crash_reports", "datausage", "files", "locationd_clients", "netusage",
                "os_analytics_ad_daily", "shutdown_log", "tcc"},
    .picks = picks,
    .start = start<UnusualPlaces>,
    .references = {kKasperskyShutdownLog, kAmnestyPegasus},
};

}  // namespace bridle::ios::process_from_unusual_place
