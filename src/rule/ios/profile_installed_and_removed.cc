// A profile that was installed and is not on the phone any more: removed, or gone without a word
// of that. Attackers have installed profiles and taken them away when they had served.

#include <map>
#include <set>

#include "base/text.h"
#include "rule/rule.h"

namespace bridle::ios::profile_installed_and_removed {

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
            if (present_.contains(profile) || !history.install.seen) continue;
            const bool removed = history.was_removed();
            if (!removed && !listed_) continue;  // nobody knows whether it is there
            const Event& last = removed ? history.removal : history.install;
            Finding& finding = history.finding;
            finding.facts = {{"installed", shown(history.install.time)},
                             {"removed", removed ? shown(last.time) : "no event says so"},
                             {"process", last.process.empty() ? "not named" : last.process}};
            finding.time = last.time ? last.time : history.install.time;
            found(std::move(finding));
        }
    }

private:
    // The latest of its sort.
    struct Event {
        bool seen = false;
        std::optional<Time> time = {};
        std::size_t order = 0;  // in the file, where a time is missing
        std::string process = {};

        bool is_before(const std::optional<Time>& other, std::size_t other_order) const {
            return time && other ? *time <= *other : order < other_order;
        }
        void see(const KeptRecord& record, std::size_t number) {
            auto when = record.time("profile_changed");
            if (seen && !is_before(when, number)) return;
            *this = {true, when, number, std::string(record.text("process"))};
        }
    };
    struct History {
        Finding finding;
        Event install = {}, removal = {};

        bool was_removed() const {
            return removal.seen && install.is_before(removal.time, removal.order);
        }
    };

    void see_event(const KeptRecord& record) {
        std::string profile = lower(record.text("profile"));
        if (!histories_.contains(profile) && histories_.size() >= kProfilesAtMost) return;
        auto [found, first] = histories_.try_emplace(profile, History{finding_of(rule_, record)});
        History& history = found->second;
        if (first) {
            history.finding.field = "profile";
            history.finding.observed = record.text("profile");
        }
        const std::string operation = lower(record.text("operation"));
        if (operation.contains("remove") || operation.contains("uninstall"))
            history.removal.see(record, ++events_);
        else if (operation.contains("install"))
            history.install.see(record, ++events_);
    }

    static std::string shown(std::optional<Time> time) {
        return time ? iso(*time) : "at an unknown time";
    }

    const Rule& rule_;
    bool listed_ = false;
    std::size_t events_ = 0;
    std::set<std::string> present_;
    std::map<std::string, History> histories_;
};

extern constinit const Rule rule = {
    .name = "profile_installed_and_removed",
    .severity = Severity::low,
    .confidence = Confidence::weak,
    .listens = {"configuration_profiles", "device_management", "profile_events"},
    .picks = picks,
    .start = start<RemovedProfiles>,
    .references = {"https://citizenlab.ca/2021/12/pegasus-vs-predator-dissidents-doubly-infected-"
                   "iphone-reveals-cytrox-mercenary-spyware/"},
};

}  // namespace bridle::ios::profile_installed_and_removed
