#include "format/crash_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace bridle {

namespace {

using Json = JsonDocument::Node;

constexpr std::size_t kMostFrames = 16;
constexpr std::size_t kMostImages = 64;
constexpr std::size_t kLongest = 4096;  // of a text; those of a phone are far shorter

struct Bug {
    std::string_view type, name;
};
constexpr Bug kBugs[] = {
    {"9", "crash"},
    {"10", "kernel panic"},
    {"28", "watchdog timeout"},
    {"29", "watchdog timeout"},
    {"98", "memory pressure"},
    {"109", "crash"},
    {"110", "kernel panic"},
    {"115", "reset counter"},
    {"120", "low battery"},
    {"142", "too many wakeups"},
    {"145", "too many disk writes"},
    {"151", "forced reset"},
    {"159", "baseband crash"},
    {"185", "resource limit"},
    {"187", "sandbox violation"},
    {"198", "memory pressure"},
    {"202", "too much CPU"},
    {"206", "too much CPU, ended"},
    {"207", "hang"},
    {"210", "kernel panic"},
    {"211", "analytics"},
    {"228", "hang"},
    {"284", "GPU event"},
    {"288", "stackshot"},
    {"298", "memory pressure"},
    {"308", "fault without crash"},
    {"309", "crash"},
    {"327", "resource limit"},
    {"328", "hang"},
    {"385", "resource limit"},
    {"409", "watchdog timeout"},
};

void set(std::string& to, std::optional<std::string_view> text) {
    if (text && to.empty()) to = trimmed(text->substr(0, kLongest));
}

std::optional<std::int64_t> number_of(std::string_view digits) {
    digits = trimmed(digits);
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end == digits.data()) return std::nullopt;
    return value;
}

void read_time(std::optional<Time>& into, std::string_view text, CrashReport& out) {
    if (into || trimmed(text).empty()) return;
    into = report_time(text);
    if (!into && out.strange_time.empty()) out.strange_time = front(to_utf8(text), 100);
}

void add_image(std::string_view path, CrashReport& out) {
    if (last_component(path) == "JavaScriptCore") out.loads_javascript = true;
    if (path.starts_with('/') && !is_system_path(path) && out.images.size() < kMostImages)
        out.images.emplace_back(path);
}

class JsonReader {
public:
    JsonReader(Json body, CrashReport& out) : body_(body), out_(out) {}

    void read() {
        set(out_.process, body_["procName"].text());
        set(out_.process_path, body_["procPath"].text());
        set(out_.parent, body_["parentProc"].text());
        set(out_.responsible, body_["responsibleProc"].text());
        set(out_.coalition, body_["coalitionName"].text());
        set(out_.bundle, body_["bundleInfo"]["CFBundleIdentifier"].text());
        set(out_.model, body_["modelCode"].text());
        set(out_.model, body_["product"].text());
        set(out_.incident, body_["incident"].text());
        set(out_.signing_id, body_["codeSigningID"].text());
        set(out_.team_id, body_["codeSigningTeamID"].text());
        out_.pid = body_["pid"].integer();
        out_.parent_pid = body_["parentPid"].integer();
        out_.user = body_["userID"].integer();
        read_time(out_.launched, body_["procLaunch"].text().value_or(""), out_);
        for (std::string_view key : {"captureTime", "date"})
            read_time(out_.time, body_[key].text().value_or(""), out_);
        const std::string_view panic =
            body_["panicString"].text().value_or(body_["string"].text().value_or(""));
        set(out_.panic, panic.substr(0, panic.find('\n')));
        read_version();
        read_exception();
        read_info();
        read_thread();
        read_images();
    }

private:
    void read_version() {
        const Json version = body_["osVersion"];
        auto train = version["train"].text(), build = version["build"].text();
        if (train && build) out_.os_version = fmt::format("{} ({})", *train, *build);
    }

    void read_exception() {
        const Json exception = body_["exception"], termination = body_["termination"];
        set(out_.exception, exception["type"].text());
        set(out_.subtype, exception["subtype"].text());
        set(out_.signal, exception["signal"].text());
        set(out_.codes, exception["codes"].text());
        set(out_.subtype, exception["message"].text());
        for (std::string_view key : {"namespace", "code", "indicator"}) {
            std::string said;
            if (auto code = termination[key].unsigned_integer()) said = fmt::format("{}", *code);
            set(said, termination[key].text());
            if (said.empty()) continue;
            if (!out_.termination.empty()) out_.termination += ' ';
            out_.termination += said;
        }
    }

    // What libraries left for whoever reads it: {"libsystem_c.dylib": ["abort() called"]}.
    void read_info() {
        body_["asi"].each_member([&](std::string_view, Json lines) {
            set(out_.info, lines.at(0).text());
            return out_.info.empty();
        });
    }

    void read_thread() {
        out_.faulting_thread = body_["faultingThread"].integer();
        if (!out_.faulting_thread || *out_.faulting_thread < 0) return;
        const Json thread = body_["threads"].at(static_cast<std::size_t>(*out_.faulting_thread));
        if (auto pc = thread["threadState"]["pc"]["value"].unsigned_integer())
            out_.pc = fmt::format("0x{:x}", *pc);
        set(out_.fault, thread["threadState"]["esr"]["description"].text());
        thread["frames"].each_item([&](Json frame) {
            out_.frames.push_back(frame_text(frame));
            return out_.frames.size() < kMostFrames;
        });
    }

    std::string frame_text(Json frame) const {
        auto index = frame["imageIndex"].unsigned_integer();
        const Json image = index ? body_["usedImages"].at(*index) : Json();
        std::string text(image["name"].text().value_or("?").substr(0, kLongest));
        text += fmt::format("+0x{:x}", frame["imageOffset"].unsigned_integer().value_or(0));
        if (auto symbol = frame["symbol"].text()) text.append(" ").append(symbol->substr(0, 1000));
        return text;
    }

    void read_images() {
        body_["usedImages"].each_item([&](Json image) {
            add_image(image["path"].text().value_or("").substr(0, kLongest), out_);
            return true;
        });
    }

    Json body_;
    CrashReport& out_;
};

// "Key:   value" to begin with, then threads, registers and images, each below a line that
// says so.
class TextReader {
public:
    TextReader(std::string_view body, CrashReport& out) : body_(body), out_(out) {}

    void read() {
        for (std::string_view rest = body_; !rest.empty();) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            line(trimmed(rest.substr(0, end)));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }

private:
    enum class Part : std::uint8_t { keys, info, frames, other_thread, registers, images };

    void line(std::string_view line) {
        if (line.starts_with("Thread ")) return thread(line);
        if (line.starts_with("Binary Images:")) return begin(Part::images);
        if (line.empty()) {
            if (part_ == Part::frames || part_ == Part::registers) begin(Part::other_thread);
            return;
        }
        switch (part_) {
            case Part::keys:
                return key(line);
            case Part::info:
                set(out_.info, line);
                return begin(Part::keys);
            case Part::frames:
                return frame(line);
            case Part::registers:
                return registers(line);
            case Part::images:
                return image(line);
            case Part::other_thread:
                return;
        }
    }

    void begin(Part part) { part_ = part; }

    // "Thread 2 Crashed:", "Thread 2 name:", "Thread 2 crashed with ARM Thread State (64-bit):"
    void thread(std::string_view line) {
        if (line.contains(" crashed with ")) return begin(Part::registers);
        if (line.contains(" name:")) return begin(Part::other_thread);
        const bool crashed = line.contains(" Crashed:");
        if (crashed) out_.faulting_thread = number_of(line.substr(7));
        begin(crashed ? Part::frames : Part::other_thread);
    }

    void key(std::string_view line) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) return;
        const std::string_view name = line.substr(0, colon),
                               value = trimmed(line.substr(colon + 1));
        if (name == "Application Specific Information") return begin(Part::info);
        if (name == "Process") return with_pid(value, out_.process, out_.pid);
        if (name == "Parent Process" || name == "Parent")
            return with_pid(value, out_.parent, out_.parent_pid);
        std::optional<std::int64_t> unasked;
        if (name == "Coalition") return with_pid(value, out_.coalition, unasked);
        if (name == "Responsible") return with_pid(value, out_.responsible, unasked);
        if (name == "PID") out_.pid = number_of(value);
        if (name == "Date/Time") read_time(out_.time, value, out_);
        if (name == "Launch Time") read_time(out_.launched, value, out_);
        if (name == "Triggered by Thread") out_.faulting_thread = number_of(value);
        if (name == "Exception Type") return exception(value);
        for (const auto& [wanted, member] : kKeys)
            if (name == wanted) set(out_.*member, value);
    }

    // "imagent [123]"
    static void with_pid(std::string_view value, std::string& name,
                         std::optional<std::int64_t>& pid) {
        const std::size_t bracket = value.rfind(" [");
        set(name, value.substr(0, bracket));
        if (bracket != std::string_view::npos) pid = number_of(value.substr(bracket + 2));
    }

    // "EXC_BAD_ACCESS (SIGSEGV)"
    void exception(std::string_view value) {
        const std::size_t bracket = value.find(" (");
        set(out_.exception, value.substr(0, bracket));
        if (bracket == std::string_view::npos) return;
        const std::string_view signal = value.substr(bracket + 2);
        set(out_.signal, signal.substr(0, signal.find(')')));
    }

    // "0   libobjc.A.dylib   0x00000001a1b2c3d4 0x1a1b00000 + 8192", or a symbol for the base
    void frame(std::string_view line) {
        if (out_.frames.size() >= kMostFrames) return;
        std::string blanks(line);
        std::ranges::replace(blanks, '\t', ' ');
        line = blanks;
        const std::size_t number = line.find_first_not_of("0123456789");
        const std::size_t address = line.find(" 0x");
        if (number == 0 || address == std::string_view::npos || address < number) return;
        const std::string_view name = trimmed(line.substr(number, address - number));
        std::string_view where = trimmed(line.substr(address + 1));
        where = trimmed(where.substr(std::min(where.find(' '), where.size())));
        const std::size_t plus = where.rfind(" + ");
        auto offset =
            plus == std::string_view::npos ? std::nullopt : number_of(where.substr(plus + 3));
        std::string text(name.substr(0, kLongest));
        if (where.starts_with("0x") && offset)
            text += fmt::format("+0x{:x}", static_cast<std::uint64_t>(*offset));
        else
            text.append(" ").append(where.substr(0, 1000));
        out_.frames.push_back(std::move(text));
    }

    // "esr: 0x72000000 Pointer authentication trap IB" ends a line.
    void registers(std::string_view line) {
        if (const std::size_t esr = line.find("esr: 0x"); esr != line.npos)
            if (const std::size_t blank = line.find(' ', esr + 7); blank != line.npos)
                set(out_.fault, line.substr(blank));
        const std::size_t at = line.find("pc: 0x");
        if (at == std::string_view::npos || !out_.pc.empty()) return;
        std::string_view digits = line.substr(at + 6);
        digits = digits.substr(0, digits.find(' '));
        std::uint64_t pc = 0;
        auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), pc, 16);
        if (error == std::errc() && end == digits.data() + digits.size())
            out_.pc = fmt::format("0x{:x}", pc);
    }

    // "0x1000 - 0x1fff imagent arm64 <0a1b...> /System/..."
    void image(std::string_view line) {
        const std::size_t at = line.find(" /");
        if (!line.starts_with("0x") || at == std::string_view::npos) return;
        add_image(line.substr(at + 1, kLongest), out_);
    }

    static constexpr std::pair<std::string_view, std::string CrashReport::*> kKeys[] = {
        {"Incident Identifier", &CrashReport::incident},
        {"Hardware Model", &CrashReport::model},
        {"Hardware model", &CrashReport::model},
        {"Path", &CrashReport::process_path},
        {"Command", &CrashReport::process},
        {"Identifier", &CrashReport::bundle},
        {"OS Version", &CrashReport::os_version},
        {"Exception Subtype", &CrashReport::subtype},
        {"Exception Message", &CrashReport::subtype},
        {"Exception Codes", &CrashReport::codes},
        {"Termination Reason", &CrashReport::termination},
        {"Termination Signal", &CrashReport::termination},
        {"Event", &CrashReport::info},
    };

    std::string_view body_;
    CrashReport& out_;
    Part part_ = Part::keys;
};

// Of panics and forced resets in older systems.
void read_list(Plist::Node list, CrashReport& out) {
    out.time = list["date"].date();
    read_time(out.time, list["date"].text(), out);
    for (const char* key : {"panicString", "string", "description"}) {
        const std::string text = list[key].text();
        set(out.panic, std::string_view(text).substr(0, text.find('\n')));
    }
    set(out.incident, list["incident"].text());
    set(out.model, list["product"].text());
    set(out.os_version, list["build"].text());
}

}  // namespace

CrashReport read_crash_report(const IpsReport& report) {
    CrashReport out;
    switch (report.form()) {
        case IpsReport::Form::json:
            JsonReader(report.json(), out).read();
            break;
        case IpsReport::Form::text:
            TextReader(report.text(), out).read();
            break;
        case IpsReport::Form::property_list:
            read_list(report.list(), out);
            break;
        case IpsReport::Form::nothing:
            break;
    }
    // What the body does not say, or in place of the body.
    const Json metadata = report.metadata();
    set(out.bug_type, metadata["bug_type"].text());
    if (auto type = metadata["bug_type"].integer()) out.bug_type = std::to_string(*type);
    if (out.bug_type.empty() && report.form() == IpsReport::Form::json)
        set(out.bug_type, report.json()["bug_type"].text());
    set(out.process, metadata["app_name"].text());
    set(out.process, metadata["name"].text());
    set(out.bundle, metadata["bundleID"].text());
    set(out.os_version, metadata["os_version"].text());
    set(out.incident, metadata["incident_id"].text());
    read_time(out.time, metadata["timestamp"].text().value_or(""), out);
    return out;
}

std::string_view bug_name(std::string_view bug_type) {
    auto found = std::ranges::find(kBugs, bug_type, &Bug::type);
    return found == std::end(kBugs) ? std::string_view() : found->name;
}

std::optional<Time> report_time(std::string_view text) {
    if (text.size() > 256) return std::nullopt;
    std::string digits = ascii_digits(trimmed(text));
    const std::size_t blank = digits.rfind(' ');  // in front of the offset
    if (blank != std::string::npos && blank > 10) digits.erase(blank, 1);
    return from_iso(digits);
}

bool is_system_path(std::string_view path) {
    static constexpr std::string_view kFolders[] = {
        "/System/",        "/usr/lib/",
        "/usr/libexec/",   "/usr/bin/",
        "/usr/sbin/",      "/sbin/",
        "/bin/",           "/Applications/",
        "/Library/Apple/", "/private/preboot/Cryptexes/"};
    return std::ranges::any_of(kFolders,
                               [&](std::string_view folder) { return path.starts_with(folder); });
}

}  // namespace bridle
