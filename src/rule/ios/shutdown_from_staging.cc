// A program that ran out of a folder for passing or half-installed things. Pegasus has run from
// one of them, and other spyware from its neighbours.

#include <algorithm>

#include "rule/ios/shutdown_clients.h"

namespace bridle::ios {

static constexpr std::string_view kStaging = "/var/db/com.apple.xpc.roleaccountd.staging/";
static constexpr std::string_view kFolders[] = {"/var/db/", "/var/tmp/"};

static bool picks(const Record& record) {
    const Field* client = find_field(record, "client");
    if (!client || !find_field(record, "times_delayed")) return false;
    const std::string_view path = without_private(client->string());
    return std::ranges::any_of(kFolders,
                               [&](std::string_view folder) { return path.starts_with(folder); });
}

// The system runs the helper of its own updates from there.
static bool is_update_helper(std::string_view path) {
    return path.starts_with(kStaging) &&
           path.substr(kStaging.size()).starts_with("com.apple.MobileSoftwareUpdate.");
}

static void grade(Finding& finding, std::string_view path) {
    if (is_update_helper(path)) {
        finding.severity = Severity::low;
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

extern constinit const Rule shutdown_from_staging = {
    .name = "shutdown_from_staging",
    .severity = Severity::high,
    .confidence = Confidence::moderate,
    .listens = {"shutdown_log"},
    .picks = picks,
    .start = start<StagedClients>,
    .references = {"https://securelist.com/"
                   "shutdown-log-lightweight-ios-malware-detection-method/111734/"},
};

}  // namespace bridle::ios
