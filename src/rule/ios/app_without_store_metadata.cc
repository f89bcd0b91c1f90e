// An app that did not come from the App Store: the store leaves a receipt (iTunesMetadata) beside
// each that it installs. Some spyware for phones comes as such an app, and so do the apps of
// developers and of companies.

#include <map>
#include <set>

#include "rule/rule.h"

namespace bridle::ios {

static bool is_apples(std::string_view bundle) {
    return bundle.starts_with("com.apple.");
}

static bool picks(const Record& record) {
    const Field* bundle = find_field(record, "bundle");
    if (!bundle) return false;
    if (record.artifact.name == "applications") return true;
    const Field* known = find_field(record, "has_store_metadata");
    return known && std::get_if<bool>(&known->value);
}

// One finding for each app; ten thousand apps are more than a phone has.
class AppsWithoutStore : public RuleRun {
public:
    explicit AppsWithoutStore(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (apps_.size() >= kAppsAtMost || folders_.size() >= kAppsAtMost) return;
        std::string bundle(record.text("bundle"));
        if (record.text("record_type") == "store_metadata") {
            folders_.insert(folder_of(record.path()));
            return;
        }
        const Value* known = record.find("has_store_metadata");
        const bool* flag = known ? std::get_if<bool>(known) : nullptr;
        if (flag && *flag) {
            with_++;
        } else if (!is_apples(bundle)) {
            App app{finding_of(rule_, record), flag ? std::string() : folder_of(record.path())};
            app.finding.field = "bundle";
            app.finding.observed = bundle;
            app.finding.facts = {
                {"app", std::string(record.text("name").empty() ? std::string_view(bundle)
                                                                : record.text("name"))}};
            apps_.try_emplace(std::move(bundle), std::move(app));
        }
    }

    void end(const FindingSink& found) override {
        std::erase_if(apps_,
                      [&](const auto& each) { return folders_.contains(each.second.folder); });
        // Nobody's receipt is there: then it is the acquisition that lacks them.
        const bool none = with_ == 0 && folders_.empty() && apps_.size() > kFew;
        for (auto& [bundle, app] : apps_) {
            if (none) {
                app.finding.severity = Severity::info;
                app.finding.facts = {{"app", std::to_string(apps_.size()) + " apps"}};
            }
            found(std::move(app.finding));
            if (none) return;
        }
    }

private:
    struct App {
        Finding finding;
        std::string folder;  // in a dump, where the receipt would lie
    };
    static constexpr std::size_t kAppsAtMost = 10'000, kFew = 2;

    // .../Bundle/Application/UUID of what lies in it.
    static std::string folder_of(const std::string& path) {
        static constexpr std::string_view kApps = "/Bundle/Application/";
        std::size_t at = path.find(kApps);
        if (at == path.npos) return path;
        return path.substr(0, path.find('/', at + kApps.size()));
    }

    const Rule& rule_;
    std::size_t with_ = 0;
    std::map<std::string, App> apps_;
    std::set<std::string> folders_;
};

extern constinit const Rule app_without_store_metadata = {
    .name = "app_without_store_metadata",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"applications", "backup_info"},
    .picks = picks,
    .start = start<AppsWithoutStore>,
};

}  // namespace bridle::ios
