// An app without a receipt of the App Store, which leaves one (iTunesMetadata) beside each that it
// installs. Some spyware for phones comes as such an app, and so do the apps of developers and of
// companies. A receipt that names no app is as none.

#include <map>
#include <set>

#include "rule/rule.h"

namespace bridle::ios::app_without_store_metadata {

static bool is_apples(std::string_view bundle) {
    return bundle.starts_with("com.apple.");
}

static bool picks(const Record& record) {
    if (record.artifact.name == "applications")
        return find_field(record, "bundle") || flag_of(record, "store_bundle_missing");
    const Field* known = find_field(record, "has_store_metadata");
    return known && std::get_if<bool>(&known->value);
}

// One finding for each app; ten thousand apps are more than a phone has.
class AppsWithoutStore : public RuleRun {
public:
    explicit AppsWithoutStore(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (apps_.size() >= kAppsAtMost || folders_.size() >= kAppsAtMost) return;
        if (record.artifact().name == "applications") return see_in_dump(record);
        std::string bundle(record.text("bundle"));
        if (record.flag("has_store_metadata")) {
            with_++;
        } else if (!is_apples(bundle)) {
            Finding finding = finding_about(record, bundle);
            apps_.try_emplace(std::move(bundle), std::move(finding));
        }
    }

    void end(const FindingSink& found) override {
        std::erase_if(apps_, [&](const auto& each) { return folders_.contains(each.first); });
        // Nobody's receipt is there: then it is the acquisition that lacks them.
        const bool none = with_ == 0 && folders_.empty() && apps_.size() > kFew;
        for (auto& [place, finding] : apps_) {
            if (none) {
                finding.severity = Severity::info;
                finding.facts = {{"app", std::to_string(apps_.size()) + " apps"}};
            }
            found(std::move(finding));
            if (none) return;
        }
    }

private:
    static constexpr std::size_t kAppsAtMost = 10'000, kFew = 2;

    // The receipt lies in the folder of the app.
    void see_in_dump(const KeptRecord& record) {
        std::string folder = folder_of(record.path());
        const std::string bundle(record.text("bundle"));
        if (bundle.empty())
            apps_.try_emplace(std::move(folder), finding_about(record, record.path()));
        else if (record.text("record_type") == "store_metadata")
            folders_.insert(std::move(folder));
        else if (!is_apples(bundle))
            apps_.insert_or_assign(std::move(folder), finding_about(record, bundle));
    }

    Finding finding_about(const KeptRecord& record, const std::string& observed) const {
        Finding finding = finding_of(rule_, record);
        finding.field = record.text("bundle").empty() ? "store_bundle_missing" : "bundle";
        finding.observed = observed;
        const std::string_view name = record.text("name");
        finding.facts = {{"app", name.empty() ? observed : std::string(name)}};
        return finding;
    }

    // .../Bundle/Application/UUID of what lies in it.
    static std::string folder_of(const std::string& path) {
        static constexpr std::string_view kApps = "/Bundle/Application/";
        std::size_t at = path.find(kApps);
        if (at == path.npos) return path;
        return path.substr(0, path.find('/', at + kApps.size()));
    }

    const Rule& rule_;
    std::size_t with_ = 0;
    std::map<std::string, Finding> apps_;  // by bundle; in a dump by folder
    std::set<std::string> folders_;        // with a receipt
};

extern constinit const Rule rule = {
    .name = "app_without_store_metadata",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"applications", "backup_info"},
    .picks = picks,
    .start = start<AppsWithoutStore>,
};

}  // namespace bridle::ios::app_without_store_metadata
