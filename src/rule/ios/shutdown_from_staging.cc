// A program that ran out of a folder for passing or half-installed things. Pegasus has run from
// one of them, and other spyware from its neighbours.

#include <algorithm>

#include "rule/ios/references.h"
#include "rule/ios/shutdown_clients.h"

namespace bridle::ios::shutdown_from_staging {

static constexpr std::string_view kFolders[] = {"/var/db/", "/var/tmp/"};

static bool picks(const Record& record) {
    if (!find_field(record, "times_delayed")) return false;
    const std::string_view path = without_private(text_of(record, "client"));
    return std::ranges::any_of(kFolders,
                               [&](std::string_view folder) { return path.starts_with(folder); });
}

static void grade(Finding& finding, std::string_view path) {
    if (is_updater_of_apple(path)) {
        finding.severity = Severity::info;
        finding.confidence = Confidence::weak;
    } else if (path.starts_with(kFolders[0]) && !path.starts_with(kStaging)) {
        finding.severity = Severity::medium;
        finding.confidence = Confidence::weak;
    }
}

class StagedClients : public RuleRun {
public:
    explicit StagedClients(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override { clients_.add(rule_, record); }

    void end(const FindingSink& found) override {
        for (auto& [path, client] : clients_.all()) {
            grade(client.finding, path);
            client.finding.facts = {{"client", client.finding.observed},
                                    {"shutdowns", std::to_string(client.shutdowns.size())}};
            found(std::move(client.finding));
        }
    }

private:
    const Rule& rule_;
    ShutdownClients clients_;
};

extern constinit const Rule rule = {
    .name = "shutdown_from_staging",
    .severity = Severity::high,
    .confidence = Confidence::moderate,
    .listens = {"shutdown_log"},
    .picks = picks,
    .start = start<StagedClients>,
    .references = {kKasperskyShutdownLog},
};

}  // namespace bridle::ios::shutdown_from_staging
