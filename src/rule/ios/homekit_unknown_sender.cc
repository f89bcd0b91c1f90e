// An e-mail address in HomeKit or Find My that is neither the owner's nor in the contacts. In
// 2022 attackers sent exploits to these services, and their accounts stayed in the databases.
// People share homes with others whose address is not in their contacts, so it says little
// by itself.

#include <map>

#include "rule/people.h"

namespace bridle::ios::homekit_unknown_sender {

namespace {

constexpr std::size_t kAddressesAtMost = 5'000;

bool picks(const Record& record) {
    const std::string_view artifact = record.artifact.name;
    return (artifact == "homekit" || artifact == "find_my") && find_field(record, "address");
}

class UnknownSenders : public RuleRun {
public:
    explicit UnknownSenders(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        for (std::string_view address : record.texts("address"))
            if (is_mail_address(address)) add(address, record);
    }

    void note(const Note& note, const Artifact& artifact, std::string_view) override {
        people_.add(note, artifact);
    }

    void end(const FindingSink& found) override {
        if (!people_.include_owner()) return;
        for (auto& [key, seen] : seen_) {
            if (people_.know(key)) continue;
            seen.finding.facts = {{"address", seen.finding.observed},
                                  {"records", std::to_string(seen.records)}};
            found(std::move(seen.finding));
        }
    }

private:
    struct Seen {
        Finding finding;
        std::size_t records = 0;
    };

    void add(std::string_view address, const KeptRecord& record) {
        std::string key = address_key(address);
        if (seen_.size() >= kAddressesAtMost && !seen_.contains(key)) return;
        auto [found, first] = seen_.try_emplace(std::move(key));
        Seen& seen = found->second;
        if (first) {
            seen.finding = finding_of(rule_, record);
            seen.finding.field = "address";
            seen.finding.observed = address;
        }
        seen.records++;
        for (std::string_view event : {"created", "modified", "dated", "noted"})
            if (auto time = record.time(event);
                time && (!seen.finding.time || *time < *seen.finding.time))
                seen.finding.time = time;
    }

    const Rule& rule_;
    People people_;
    std::map<std::string, Seen> seen_;
};

}  // namespace

extern constinit const Rule rule = {
    .name = "homekit_unknown_sender",
    .severity = Severity::low,
    .confidence = Confidence::weak,
    .listens = {"contacts", "find_my", "homekit", "imessage_accounts"},
    .picks = picks,
    .start = start<UnknownSenders>,
    .references = {"https://citizenlab.ca/2023/04/"
                   "nso-groups-pegasus-spyware-returns-in-2022/"},
    .notes = People::notes,
};

}  // namespace bridle::ios::homekit_unknown_sender
