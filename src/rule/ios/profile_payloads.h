// What the rules about payloads of configuration profiles share: which profile a payload belongs
// to, who put it there, and whether the phone says that an organisation manages it.

#pragma once

#include <map>
#include <vector>

#include "rule/rule.h"

namespace bridle::ios {

// Whether the phone is supervised, which only who has set it up can do.
class Supervision {
public:
    static bool concerns(const Record& record) {
        return text_of(record, "record_type") == "supervision";
    }
    // True when the record was about that.
    bool see(const KeptRecord& record) {
        if (record.text("record_type") != "supervision") return false;
        known_ = true;
        on_ = on_ || record.flag("supervised");
        return true;
    }
    bool on() const { return on_; }
    std::string_view words() const { return on_ ? "yes" : known_ ? "no" : "not known"; }

private:
    bool known_ = false, on_ = false;
};

// A payload that a rule picked, with what its profile says.
struct PickedPayload {
    Finding finding;
    bool by_mdm = false;
};

// Keeps what a rule picks until the end, since the profile, the payload and the supervision stand
// in different records. A thousand profiles and as many payloads: a phone has a few.
class PayloadRun : public RuleRun {
public:
    explicit PayloadRun(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (supervision_.see(record)) return;
        std::string_view type = record.text("record_type");
        if (type == "profile" || type == "enrolment_profile") return see_profile(record);
        if (picked_.size() >= kAtMost) return;
        PickedPayload picked{finding_of(rule_, record)};
        picked.finding.field = "type";
        picked.finding.observed = record.text("type");
        if (!judge(record, picked.finding)) return;
        const Profile& profile = profiles_[record.path()];
        picked.by_mdm = profile.by_mdm;
        picked.finding.time = profile.installed;
        picked.finding.facts.insert(
            picked.finding.facts.end(),
            {{"profile", said(profile.name)}, {"organisation", said(profile.organisation)}});
        picked_.push_back(std::move(picked));
    }

    void end(const FindingSink& found) override {
        for (PickedPayload& picked : picked_) {
            grade(picked, supervision_);
            picked.finding.facts.emplace_back("supervised", supervision_.words());
            found(std::move(picked.finding));
        }
    }

protected:
    // Whether the payload is one, and what it says.
    virtual bool judge(const KeptRecord& payload, Finding& finding) = 0;
    // An organisation that manages the phone does so by right.
    virtual void grade(PickedPayload& picked, const Supervision& supervision) {
        if (supervision.on() || picked.by_mdm) cap(picked.finding, Severity::low);
    }
    static void cap(Finding& finding, Severity most) {
        finding.severity = std::min(finding.severity, most);
    }
    static std::string said(std::string_view text) {
        return text.empty() ? "not named" : std::string(text);
    }

private:
    struct Profile {
        std::string name, organisation;
        std::optional<Time> installed;
        bool by_mdm = false;
    };
    static constexpr std::size_t kAtMost = 1'000;

    void see_profile(const KeptRecord& record) {
        if (profiles_.size() >= kAtMost || profiles_.contains(record.path())) return;
        Profile& profile = profiles_[record.path()];
        profile.name =
            record.text("name").empty() ? record.text("identifier") : record.text("name");
        profile.organisation = record.text("organisation");
        profile.installed = record.time("profile_installed");
        profile.by_mdm = record.flag("installed_by_mdm");
    }

    const Rule& rule_;
    Supervision supervision_;
    std::map<std::string, Profile> profiles_;  // by file
    std::vector<PickedPayload> picked_;
};

// For Rule::picks: profiles, supervision, and payloads of which `wanted` says yes to the type.
template <bool (*Wanted)(std::string_view type)>
bool picks_payloads(const Record& record) {
    const std::string_view kind = text_of(record, "record_type");
    if (kind == "payload") return Wanted(text_of(record, "type"));
    return kind == "profile" || kind == "enrolment_profile" || kind == "supervision";
}

}  // namespace bridle::ios
