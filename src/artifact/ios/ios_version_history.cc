// Which version of iOS ran when, by the first line of each journal of analytics: when the phone
// was updated, and so which holes it had when.

#include "artifact/artifact.h"
#include "format/crash_report.h"
#include "format/json_document.h"

namespace bridle::ios::ios_version_history {

static constexpr std::size_t kLineAtMost = 64 << 10;

static Result<std::string> first_line(const File& file) {
    std::string front(kLineAtMost, '\0');
    const std::size_t got = TRY(file.read_at(0, std::as_writable_bytes(std::span(front))));
    front.resize(got);
    const std::size_t end = front.find('\n');
    if (end == std::string::npos && got == kLineAtMost)
        return fail(Errc::corrupt, "a first line without end");
    front.resize(std::min(end, front.size()));
    return front;
}

static Result<void> parse(const Input& input, Output& out) {
    const std::string line = TRY(first_line(input.file));
    JsonDocument document;
    if (!document.read(line) || !document.root().is_object())
        return fail(Errc::corrupt, "the first line is no JSON object");
    const JsonDocument::Node header = document.root();
    const auto written = header["timestamp"].text(), version = header["os_version"].text();
    if (!written && !version)
        return fail(Errc::corrupt, "the first line names neither time nor version");
    const std::optional<Time> time = written ? report_time(*written) : std::nullopt;
    if (!time) out.problem({Errc::corrupt, "a time that is none"}, "timestamp");
    return out.record(at_byte(0), {
                                      when("version_in_use", time),
                                      headline(text("os_version", version)),
                                      text("bug_type", header["bug_type"].text()),
                                      text("incident_id", header["incident_id"].text()),
                                  });
}

extern constinit const Artifact artifact = {
    .name = "ios_version_history",
    .title = "Versions of iOS that ran",
    .paths = {"**/analyticsd/Analytics-Journal-*.ips", "**/analyticsd/**/Analytics-Journal-*.ips"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::ios_version_history
