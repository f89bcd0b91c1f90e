// A program that would not end: the phone waited for it three times or more while it shut down.
// Programs of the system do that when they have much to finish; one that lies nowhere where
// programs lie is another matter.

#include "format/crash_report.h"
#include "rule/ios/references.h"
#include "rule/ios/shutdown_clients.h"

namespace bridle::ios::sticky_shutdown {

static constexpr std::int64_t kDelaysAtLeast = 3;

static bool picks(const Record& record) {
    const Field* delays = find_field(record, "times_delayed");
    const auto* count = delays ? std::get_if<std::int64_t>(&delays->value) : nullptr;
    return count && *count >= kDelaysAtLeast;
}

static bool is_usual(std::string_view path) {
    return path.empty() || is_system_path(path) || is_updater_of_apple(path) ||
           without_private(path).starts_with("/var/containers/Bundle/Application/");
}

class StickyClients : public RuleRun {
public:
    explicit StickyClients(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override { clients_.add(rule_, record); }

    void end(const FindingSink& found) override {
        for (auto& [path, client] : clients_.all()) {
            Finding& finding = client.finding;
            if (is_usual(finding.observed)) {
                finding.severity = Severity::low;
                finding.confidence = Confidence::weak;
            }
            finding.facts = {{"client", finding.observed},
                             {"delays", std::to_string(client.most_delays)},
                             {"shutdowns", std::to_string(client.shutdowns.size())}};
            found(std::move(finding));
        }
    }

private:
    const Rule& rule_;
    ShutdownClients clients_;
};

extern constinit const Rule rule = {
    .name = "sticky_shutdown",
    .severity = Severity::medium,
    .confidence = Confidence::moderate,
    .listens = {"shutdown_log"},
    .picks = picks,
    .start = start<StickyClients>,
    .references = {kKasperskyShutdownLog},
};

}  // namespace bridle::ios::sticky_shutdown
