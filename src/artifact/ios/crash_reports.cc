// What the phone notes when a program crashes, hangs or uses too much, and when the system
// itself stops. Exploits crash what they attack, often several times before they succeed. Some
// reports also list every process that ran at the moment.

#include "artifact/artifact.h"
#include "base/text.h"
#include "format/crash_report.h"

namespace bridle::ios::crash_reports {

static constexpr std::uint64_t kReportBytes = 32 << 20;
static constexpr std::size_t kMostProcesses = 20'000;  // of one report

using Json = JsonDocument::Node;

static std::optional<std::string_view> said(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

// "com.apple.imagent", and not the name of a process without dots.
static std::optional<std::string_view> bundle_of(const CrashReport& report) {
    return report.bundle.contains('.') ? said(report.bundle) : std::nullopt;
}

// A phone also keeps the reports of a watch that belongs to it, in a folder of their own.
static std::optional<std::string_view> device_of(std::string_view path) {
    return path.contains("/ProxiedDevice-") ? std::optional<std::string_view>("paired")
                                            : std::nullopt;
}

static Result<void> write_report(const CrashReport& report, std::string_view path, Output& out) {
    std::string_view bug = bug_name(report.bug_type);
    std::vector<Field> fields = {
        when("crash", report.time),
        headline(text("process", said(report.process), Kind::process)),
        text("bug_type", said(report.bug_type)),
        headline(text("bug", bug.empty() ? std::nullopt : std::optional(bug))),
        text("process_path", said(report.process_path), Kind::file_path),
        number("pid", report.pid),
        text("parent", said(report.parent), Kind::process),
        number("parent_pid", report.parent_pid),
        number("user", report.user),
        text("responsible", said(report.responsible), Kind::process),
        text("coalition", said(report.coalition), Kind::app_id),
        text("bundle", bundle_of(report), Kind::app_id),
        when("launched", report.launched),
        headline(text("exception", said(report.exception))),
        text("signal", said(report.signal)),
        text("subtype", said(report.subtype)),
        text("codes", said(report.codes)),
        text("termination", said(report.termination)),
        text("info", said(report.info)),
        text("fault", said(report.fault)),
        text("panic", said(report.panic)),
        text("pc", said(report.pc)),
        number("faulting_thread", report.faulting_thread),
        text("os_version", said(report.os_version)),
        text("model", said(report.model)),
        text("incident", said(report.incident)),
        text("signing_id", said(report.signing_id), Kind::app_id),
        text("team_id", said(report.team_id)),
        flag("loads_javascript", report.loads_javascript ? std::optional(true) : std::nullopt),
        text("device", device_of(path)),
    };
    for (const std::string& frame : report.frames) fields.push_back(text("frames", frame));
    for (const std::string& image : report.images)
        fields.push_back(text("images", image, Kind::file_path));
    return out.record(at_key("report"), fields);
}

class ProcessLister {
public:
    ProcessLister(std::optional<Time> time, Output& out) : time_(time), out_(out) {}

    // "processes": [{"name": ..., "pid": ...}] of reports about memory.
    Result<void> list_array(Json processes) {
        Result<void> done;
        std::string states;
        processes.each_item([&](Json process) {
            states.clear();
            process["states"].each_item([&](Json state) {
                states.append(states.empty() ? "" : ", ").append(state.text().value_or(""));
                return states.size() < 200;
            });
            done = record("processes", process["name"].text(), process["pid"].integer(), process,
                          states);
            return done.has_value();
        });
        return done;
    }

    // "processByPid": {"1": {"procname": ...}} of panics and stackshots.
    Result<void> list_by_pid(Json processes) {
        Result<void> done;
        processes.each_member([&](std::string_view, Json process) {
            done = record("processByPid", process["procname"].text(), process["pid"].integer(),
                          process, {});
            return done.has_value();
        });
        return done;
    }

private:
    Result<void> record(std::string_view part, std::optional<std::string_view> name,
                        std::optional<std::int64_t> pid, Json process, std::string_view states) {
        if (index_ >= static_cast<std::int64_t>(kMostProcesses))
            return fail(Errc::limit, "more processes than a phone can run");
        return out_.record(
            at_key(part, index_++),
            {
                when("running", time_),
                headline(text("process", name, Kind::process)),
                number("pid", pid),
                text("process_path", process["path"].text(), Kind::file_path),
                text("coalition_name", process["coalitionName"].text(), Kind::app_id),
                text("binary_uuid", process["uuid"].text()),
                number("coalition", process["coalition"].integer()),
                number("pages", process["rpages"].integer()),
                number("most_pages", process["lifetimeMax"].integer()),
                real("cpu_seconds", process["cpuTime"].real()),
                number("age", process["age"].integer()),
                text("states", states.empty() ? std::nullopt : std::optional(states)),
                text("reason", process["reason"].text()),
            });
    }

    std::optional<Time> time_;
    Output& out_;
    std::int64_t index_ = 0;
};

// Nothing is missing where another time stands in for it.
static void say_strange_time(const CrashReport& report, Output& out) {
    if (report.strange_time.empty()) return;
    std::string what = "a time that is not understood: " + printable(report.strange_time);
    if (report.time)
        out.remark(std::move(what), "report");
    else
        out.problem({Errc::corrupt, std::move(what)}, "report");
}

static Result<void> parse(const Input& input, Output& out) {
    const std::vector<std::byte> bytes = TRY(input.file.read_all(kReportBytes));
    IpsReport report;
    TRY(report.read(bytes));
    for (const Error& problem : report.problems()) out.problem(problem, "report");
    const CrashReport crash = read_crash_report(report);
    say_strange_time(crash, out);
    TRY(write_report(crash, input.path, out));
    ProcessLister lister(crash.time, out);
    TRY(lister.list_array(report.json()["processes"]));
    return lister.list_by_pid(report.json()["processByPid"]);
}

extern constinit const Artifact artifact = {
    .name = "crash_reports",
    .title = "Reports of crashes and hangs",
    .paths = {"**/CrashReporter/**.ips", "**/CrashReporter/**.ips.*", "**/CrashReporter/**.panic",
              "**/DiagnosticReports/**.ips", "**/DiagnosticReports/**.ips.*",
              "**/DiagnosticReports/**.panic", "**/crashes_and_spins/**.ips",
              "**/crashes_and_spins/**.ips.*", "**/crashes_and_spins/**.panic"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::crash_reports
