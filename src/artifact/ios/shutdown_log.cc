// Which programs were still running while the phone wanted to shut down. Implants have been
// among them, in folders in which no program of the phone lies. Kaspersky describes the log at
// securelist.com/shutdown-log-lightweight-ios-malware-detection-method/111734.
//
//     After 1.26s, these clients are still here:
//         remaining client pid: 155 (/usr/libexec/nfcd/EBFB3E7F-4CA4-3656-8E9C-8CCF5995C34A)
//     SIGTERM: [1676299041] All buses have been notified
//
// Some versions name each client on a line of its own:
//
//     After 0.1s, remaining client pid: 155 (/usr/libexec/nfcd)
//
// iOS 26 begins the log anew at each start.

#include <charconv>
#include <string>
#include <unordered_map>
#include <vector>

#include "artifact/artifact.h"
#include "base/lines.h"
#include "base/text.h"

namespace bridle::ios::shutdown_log {

static constexpr std::size_t kLongestLine = 8 << 10;
static constexpr std::size_t kMostClients = 2'000;  // of one shutdown

template <class Number>
static std::optional<Number> number_in_front(std::string_view text) {
    Number value{};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) return std::nullopt;
    return value;
}

class ShutdownReader {
public:
    explicit ShutdownReader(Output& out) : out_(out) {}

    Result<void> line(std::string_view line, std::uint64_t offset) {
        static constexpr std::string_view kAfter = "After ",
                                          kClient = "remaining client pid: ", kEnd = "SIGTERM: ";
        line = trimmed(line);
        const std::size_t named = line.find(kClient);
        if (line.starts_with(kAfter)) {
            after(line.substr(kAfter.size()), named != line.npos);
            if (named != line.npos) client(line.substr(named + kClient.size()), offset);
        } else if (named == 0) {
            client(line.substr(kClient.size()), offset);
        } else if (line.starts_with(kEnd)) {
            std::string_view rest = line.substr(kEnd.size());
            const std::optional<Time> time = time_of(rest);
            const std::size_t bracket = rest.find(']');
            const std::string_view reason = bracket == std::string_view::npos
                                                ? std::string_view()
                                                : trimmed(rest.substr(bracket + 1));
            return end_shutdown(time, reason, offset, true);
        } else {
            has_other_lines_ = has_other_lines_ || !line.empty();
        }
        return {};
    }

    // What a log that breaks off has said of its last shutdown.
    Result<void> end(std::uint64_t offset) {
        if (delays_ || !clients_.empty()) TRY(end_shutdown(std::nullopt, {}, offset, false));
        if (!shutdowns_ && has_other_lines_)
            out_.problem({Errc::corrupt, "no line of a log of shutdowns"});
        else if (!shutdowns_)
            out_.remark("the log notes no shutdown");
        return out_.record(at_key("log"), {number("shutdowns", shutdowns_)});
    }

private:
    struct Client {
        std::string path;
        std::optional<std::int64_t> pid;
        std::uint64_t offset = 0;
        std::int64_t delays = 0, notice = -1;  // how many notices name it, and which did last
        double delay = 0;                      // of the last of them
    };

    // "1.26s, these clients are still here:". Lines that name one client each and tell the same
    // time are one notice.
    void after(std::string_view rest, bool names_client) {
        const double seconds = number_in_front<double>(rest).value_or(0);
        const double delay = seconds >= 0 && seconds < 1e9 ? seconds : 0;
        const bool goes_on = delays_ > 0 && names_client && named_client_ && delay == delay_;
        named_client_ = names_client;
        if (goes_on) return;
        delays_++;
        delay_ = delay;
        sum_ += delay_;
    }

    // "155 (/usr/libexec/nfcd/EBFB3E7F-...)"; a name may hold brackets itself.
    void client(std::string_view rest, std::uint64_t offset) {
        const std::size_t first = rest.find('('), last = rest.rfind(')');
        std::string_view path;
        if (first != std::string_view::npos)
            path = rest.substr(first + 1, last != std::string_view::npos && last > first
                                              ? last - first - 1
                                              : std::string_view::npos);
        const auto pid = number_in_front<std::int64_t>(rest);
        key_.assign(rest.substr(0, std::min(first, rest.size()))).append(path);
        auto known = by_key_.find(key_);
        if (known == by_key_.end()) {
            if (clients_.size() >= kMostClients) {
                if (!too_many_)
                    out_.problem({Errc::limit, "more clients than a phone has", offset});
                too_many_ = true;
                return;
            }
            known = by_key_.emplace(key_, clients_.size()).first;
            clients_.push_back({std::string(path), pid, offset});
        }
        Client& client = clients_[known->second];
        if (delays_ && client.notice != delays_) client.delays++;
        client.notice = delays_;
        client.delay = delay_;
    }

    // "[1676299041] ...", or the ten characters behind " @".
    static std::optional<Time> time_of(std::string_view rest) {
        const std::size_t bracket = rest.find('['), at = rest.find(" @");
        std::optional<std::int64_t> seconds;
        if (bracket != std::string_view::npos)
            seconds = number_in_front<std::int64_t>(rest.substr(bracket + 1));
        else if (at != std::string_view::npos)
            seconds = number_in_front<std::int64_t>(rest.substr(at + 2, 10));
        return seconds ? to_time(*seconds, Epoch::unix_seconds) : std::nullopt;
    }

    Result<void> end_shutdown(std::optional<Time> time, std::string_view reason,
                              std::uint64_t offset, bool complete) {
        shutdowns_++;
        TRY(out_.record(at_byte(offset),
                        {
                            when("shutdown", time),
                            headline(number("delays", delays_)),
                            real("delay", delays_ ? std::optional(delay_) : std::nullopt),
                            real("sum_of_delays", delays_ ? std::optional(sum_) : std::nullopt),
                            number("clients", static_cast<std::int64_t>(clients_.size())),
                            text("reason", reason.empty() ? std::nullopt : std::optional(reason)),
                            flag("breaks_off", complete ? std::nullopt : std::optional(true)),
                        }));
        for (const Client& client : clients_) TRY(write_client(client, time));
        clients_.clear();
        by_key_.clear();
        delays_ = 0;
        delay_ = sum_ = 0;
        too_many_ = false;
        return {};
    }

    Result<void> write_client(const Client& client, std::optional<Time> time) {
        std::string_view path = client.path, uuid;
        if (std::string_view last = last_component(path); is_uuid(last)) {
            uuid = last;
            path.remove_suffix(last.size());
            while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
        }
        auto some = [](std::string_view text) {
            return text.empty() ? std::nullopt : std::optional(text);
        };
        return out_.record(at_byte(client.offset),
                           {
                               when("shutdown", time),
                               headline(text("client", some(path), Kind::file_path)),
                               text("process", some(last_component(path)), Kind::process),
                               text("binary_uuid", some(uuid)),
                               number("pid", client.pid),
                               real("delay", client.delay),
                               headline(number("times_delayed", client.delays)),
                           });
    }

    Output& out_;
    std::vector<Client> clients_;
    std::unordered_map<std::string, std::size_t> by_key_;
    std::string key_;
    std::int64_t delays_ = 0, shutdowns_ = 0;
    double delay_ = 0, sum_ = 0;
    bool too_many_ = false, named_client_ = false, has_other_lines_ = false;
};

static Result<void> parse(const Input& input, Output& out) {
    ShutdownReader reader(out);
    auto done = each_line(
        input.file, kLongestLine,
        [&](std::string_view line, std::uint64_t offset) { return reader.line(line, offset); });
    TRY(reader.end(input.file.size()));
    return done;
}

extern constinit const Artifact artifact = {
    .name = "shutdown_log",
    .title = "Log of shutdowns",
    .paths = {"**/db/diagnostics/shutdown*.log", "**/db/diagnostics/shutdown.log.*",
              "**/Extra/shutdown*.log", "**/Extra/shutdown.log.*"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::shutdown_log
