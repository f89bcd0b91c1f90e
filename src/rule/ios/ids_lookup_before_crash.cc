// The phone looked up a stranger, and within minutes a program crashed that reads what strangers
// send: before an exploit of iMessage can work, its sender must be looked up, and few exploits
// work at the first attempt. Who is in the contacts, the calls or the chats is no stranger.

#include <algorithm>
#include <map>

#include "rule/people.h"

namespace bridle::ios {

namespace {

constexpr std::chrono::minutes kSoonAfter(5);
constexpr std::size_t kCrashesAtMost = 20'000, kLookupsAtMost = 50'000;

// What reads messages, invitations and calls before anybody has opened them.
constexpr std::string_view kReaders[] = {
    "MessagesBlastDoorService",
    "imagent",
    "IMTransferAgent",
    "IMTranscoderAgent",
    "IMDPersistenceAgent",
    "homed",
    "fmfd",
    "findmylocated",
    "identityservicesd",
    "MobileSMS",
    "IMDMessageServicesAgent",
    "callservicesd",
    "avconferenced",
    "calaccessd",
};

bool is_reader(std::string_view process) {
    return std::ranges::find(kReaders, process) != std::end(kReaders);
}

// Reports also tell of programs that were slow or used much.
bool is_crash(std::string_view bug_type) {
    return bug_type.empty() || bug_type == "109" || bug_type == "309" || bug_type == "308";
}

bool picks(const Record& record) {
    const std::string_view artifact = record.artifact.name;
    if (artifact == "crash_reports") {
        const Field* process = find_field(record, "process");
        const Field* crash = find_field(record, "crash");
        return process && crash && std::get_if<Time>(&crash->value) && is_reader(process->string());
    }
    if (artifact == "id_status_cache") return find_field(record, "lookup") != nullptr;
    return People::are_in(record);
}

struct Crash {
    Time time;
    std::string process;
};
struct Lookup {
    Time time;
    Finding finding;
};

class LookupsBeforeCrashes : public RuleRun {
public:
    explicit LookupsBeforeCrashes(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        const std::string_view artifact = record.artifact().name;
        if (artifact == "crash_reports") {
            auto time = record.time("crash");
            if (time && is_crash(record.text("bug_type")) && crashes_.size() < kCrashesAtMost)
                crashes_.push_back({*time, std::string(record.text("process"))});
        } else if (artifact == "id_status_cache") {
            auto time = record.time("lookup");
            if (time && lookups_.size() < kLookupsAtMost) add(record, *time);
        } else {
            people_.add_from(record);
        }
    }

    void end(const FindingSink& found) override {
        std::ranges::sort(crashes_, {}, &Crash::time);
        std::map<std::string, bool> told;  // each address once
        for (Lookup& lookup : lookups_) {
            const std::string& address = lookup.finding.observed;
            auto crash = std::ranges::lower_bound(crashes_, lookup.time, {}, &Crash::time);
            if (crash == crashes_.end() || crash->time - lookup.time > kSoonAfter ||
                people_.know(address) || !told.try_emplace(address_key(address), true).second)
                continue;
            auto seconds = std::chrono::floor<std::chrono::seconds>(crash->time - lookup.time);
            lookup.finding.facts = {{"address", address},
                                    {"process", crash->process},
                                    {"seconds", std::to_string(seconds.count())}};
            found(std::move(lookup.finding));
        }
    }

private:
    void add(const KeptRecord& record, Time time) {
        Lookup lookup{time, finding_of(rule_, record)};
        lookup.finding.time = time;
        lookup.finding.field = "address";
        std::string_view meant = record.text("address_without_nul");
        lookup.finding.observed = meant.empty() ? record.text("address") : meant;
        lookups_.push_back(std::move(lookup));
    }

    const Rule& rule_;
    People people_;
    std::vector<Crash> crashes_;
    std::vector<Lookup> lookups_;
};

}  // namespace

extern constinit const Rule ids_lookup_before_crash = {
    .name = "ids_lookup_before_crash",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"calls", "contacts", "crash_reports", "id_status_cache", "imessage_accounts",
                "sms"},
    .picks = picks,
    .start = start<LookupsBeforeCrashes>,
    .references = {"https://www.amnesty.org/en/latest/research/2021/07/"
                   "forensic-methodology-report-how-to-catch-nso-groups-pegasus/",
                   "https://citizenlab.ca/2023/04/"
                   "nso-groups-pegasus-spyware-returns-in-2022/"},
};

}  // namespace bridle::ios
