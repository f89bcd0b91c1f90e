// Which version of iOS ran when, by the first line of each journal of analytics: when the phone
// was updated, and so which holes it had when.

#include <simdjson.h>

#include "artifact/artifact.h"
#include "base/text.h"

namespace bridle::ios {

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

// "2021-01-02 03:04:05.67 +0100": a blank stands in front of the offset.
static std::optional<Time> time_of(std::string_view written) {
    std::string text(trimmed(written));
    if (std::size_t blank = text.rfind(' '); blank != std::string::npos && blank > 10)
        text.erase(blank, 1);
    return from_iso(text);
}

static Result<void> parse(const Input& input, Output& out) {
    const std::string line = TRY(first_line(input.file));
    simdjson::dom::parser parser;
    simdjson::dom::object header;
    if (parser.parse(line).get(header) != simdjson::SUCCESS)
        return fail(Errc::corrupt, "the first line is no JSON object");
    auto value = [&](std::string_view key) -> std::optional<std::string_view> {
        std::string_view text;
        if (header[key].get(text) != simdjson::SUCCESS) return std::nullopt;
        return text;
    };
    const auto written = value("timestamp"), version = value("os_version");
    if (!written && !version)
        return fail(Errc::corrupt, "the first line names neither time nor version");
    const std::optional<Time> time = written ? time_of(*written) : std::nullopt;
    if (!time) out.problem({Errc::corrupt, "a time that is none"}, "timestamp");
    return out.record(at_byte(0), {
                                      when("version_in_use", time),
                                      headline(text("os_version", version)),
                                      text("bug_type", value("bug_type")),
                                      text("incident_id", value("incident_id")),
                                  });
}

extern constinit const Artifact ios_version_history = {
    .name = "ios_version_history",
    .title = "Versions of iOS that ran",
    .paths = {"**/analyticsd/Analytics-Journal-*.ips", "**/analyticsd/**/Analytics-Journal-*.ips"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios
