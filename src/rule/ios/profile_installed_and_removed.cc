// A profile that was installed and is not on the phone any more: removed, or gone without a word
// of that. Attackers have installed profiles and taken them away when they had served.

#include <map>
#include <set>

#include "base/text.h"
#include "rule/rule.h"

namespace bridle::ios {

static bool picks(const Record& record) {
    if (record.artifact.name == "profile_events") return true;
    const Field* kind = find_field(record, "record_type");
    return kind && (kind->string() == "profile" || kind->string() == "enrolment_profile" ||
                    kind->string() == "listed_profile" || kind->string() == "list_of_profiles");
}

static constexpr std::size_t kProfilesAtMost = 2'000;

class RemovedProfiles : public RuleRun {
public:
    explicit RemovedProfiles(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (record.artifact().name == "profile_events") return see_event(record);
        if (record.text("record_type") == "list_of_profiles") listed_ = true;
        for (std::string_view field : {"identifier", "uuid", "profile"})
            if (!record.text(field).empty() && present_.size() < kProfilesAtMost)
                present_.insert(lower(record.text(field)));
    }

    void end(const FindingSink& found) override {
        for (auto& [profile, history] : histories_) {
            if (present_.contains(profile) || !history.installed) continue;
            if (!history.removed && !listed_) continue;  // nobody knows whether it is there
            Finding& finding = history.finding;
            finding.facts = {
                {"installed", shown(history.installed_at)},
                {"removed", history.removed ? shown(history.removed_at) : "no event says so"},
                {"process", history.process.empty() ? "not named" : history.process}};
            if (history.removed && history.removed_at) finding.time = history.removed_at;
            found(std::move(finding));
        }
    }

private:
    struct History {
        Finding finding;
        bool installed = false, removed = false;
        std::optional<Time> installed_at = {}, removed_at = {};
        std::string process = {};
    };

    void see_event(const KeptRecord& record) {
        std::string profile = lower(record.text("profile"));
        if (!histories_.contains(profile) && histories_.size() >= kProfilesAtMost) return;
        auto [found, first] = histories_.try_emplace(profile, History{finding_of(rule_, record)});
        History& history = found->second;
        std::string operation = lower(record.text("operation"));
        auto time = record.time("profile_changed");
        if (first) {
            history.finding.field = "profile";
            history.finding.observed = record.text("profile");
            history.finding.time = time;
        }
        history.process = record.text("process");
        if (operation.contains("remove") || operation.contains("uninstall")) {
            history.removed = true;
            history.removed_at = time;
        } else if (operation.contains("install")) {
            history.removed = false;  // and perhaps again
            if (!history.installed) history.installed_at = time;
            history.installed = true;
        }
    }

    static std::string shown(std::optional<Time> time) {
        return time ? iso(*time) : "at an unknown time";
    }

    const Rule& rule_;
    bool listed_ = false;
    std::set<std::string> present_;
    std::map<std::string, History> histories_;
};

extern constinit const Rule profile_installed_and_removed = {
    .name = "profile_installed_and_removed",
    .severity = Severity::low,
    .confidence = Confidence::weak,
    .listens = {"configuration_profiles", "device_management", "profile_events"},
    .picks = picks,
    .start = start<RemovedProfiles>,
    .references = {"https://citizenlab.ca/2021/12/pegasus-vs-predator-dissidents-doubly-infected-"
                   "iphone-reveals-cytrox-mercenary-spyware/"},
};

}  // namespace bridle::ios
