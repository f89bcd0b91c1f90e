// Somebody manages this phone from afar (Mobile Device Management). Whoever does can read what
// is installed, add profiles and apps, lock it and erase it. A phone of a company has that, and
// then it mostly says that it is supervised; a phone of one's own should not.

#include <map>
#include <set>

#include "rule/ios/profile_payloads.h"

namespace bridle::ios::profile_mdm {

static bool is_enrolment(std::string_view type) {
    return type == "com.apple.mdm";
}

static bool picks(const Record& record) {
    return picks_payloads<is_enrolment>(record) || text_of(record, "record_type") == "enrolment";
}

// One finding for each server, whether the profile or the phone itself names it.
class Enrolments : public PayloadRun {
public:
    explicit Enrolments(const Rule& rule) : PayloadRun(rule) {}

private:
    bool judge(const KeptRecord& record, Finding& finding) override {
        std::string server(record.text("server_url"));
        const bool enrolment = record.text("record_type") == "enrolment",
                   named = !record.text("managed_account").empty();
        if (accounts_.size() < kServersAtMost || accounts_.contains(said(server))) {
            Account& account = accounts_[said(server)];
            account.named |= named;
            account.confirmed |= (enrolment && named) || record.text("enrolment_mode") == "BYOD";
        }
        if (enrolment) {
            if (!seen_.empty() && (server.empty() || seen_.contains(server))) return false;
            finding.field = "server_url";
            finding.observed = server;
        }
        if (seen_.size() < kServersAtMost && !seen_.insert(server).second) return false;
        auto rights = record.integer("access_rights");
        finding.facts = {{"server", said(server)},
                         {"rights", rights ? std::to_string(*rights) : "not named"}};
        return true;
    }

    void grade(PickedPayload& picked, const Supervision& supervision) override {
        // An account of the organisation beside one's own: such management cannot do much. That
        // somebody has written one into the profile is not enough.
        const auto account = accounts_.find(picked.finding.facts.front().second);
        const bool own =
            account != accounts_.end() && account->second.named && account->second.confirmed;
        if (supervision.on() || own) cap(picked.finding, Severity::low);
    }

    static constexpr std::size_t kServersAtMost = 1'000;
    struct Account {
        bool named = false, confirmed = false;
    };
    std::map<std::string, Account> accounts_;  // by server
    std::set<std::string> seen_;
};

extern constinit const Rule rule = {
    .name = "profile_mdm",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"configuration_profiles", "device_management"},
    .picks = picks,
    .start = start<Enrolments>,
    .references = {"https://citizenlab.ca/2021/12/pegasus-vs-predator-dissidents-doubly-infected-"
                   "iphone-reveals-cytrox-mercenary-spyware/",
                   "https://developer.apple.com/documentation/devicemanagement/mdm"},
};

}  // namespace bridle::ios::profile_mdm
