// The phone looked up a stranger, and within minutes a program crashed that reads what strangers
// send: before an exploit of iMessage can work, its sender must be looked up, and few exploits
// work at the first attempt. Whom the owner has in the contacts, called or wrote to is no stranger.

#include <algorithm>
#include <map>

#include "rule/ios/crash_record.h"
#include "rule/people.h"

namespace bridle::ios::ids_lookup_before_crash {

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

bool picks(const Record& record) {
    const std::string_view artifact = record.artifact.name;
    if (artifact == "crash_reports")
        return is_crash(record) && is_reader(text_of(record, "process"));
    return artifact == "id_status_cache" && find_field(record, "lookup");
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
        if (record.artifact().name == "crash_reports") {
            auto time = record.time("crash");
            if (time && crashes_.size() < kCrashesAtMost && reports_.is_new(record))
                crashes_.push_back({*time, std::string(record.text("process"))});
        } else {
            auto time = record.time("lookup");
            if (time && lookups_.size() < kLookupsAtMost) add(record, *time);
        }
    }

    void note(const Note& note, const Artifact& artifact, std::string_view) override {
        people_.add(note, artifact);
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
    SeenReports reports_;
    std::vector<Crash> crashes_;
    std::vector<Lookup> lookups_;
};

}  // namespace

extern constinit const Rule rule = {
    .name = "ids_lookup_before_crash",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"calls", "contacts", "crash_reports", "id_status_cache", "imessage_accounts", "sms",
                "whatsapp", "whatsapp_calls"},
    .picks = picks,
    .start = start<LookupsBeforeCrashes>,
    .references = {"https://www.amnesty.org/en/latest/research/2021/07/"
                   "forensic-methodology-report-how-to-catch-nso-groups-pegasus/",
                   "https://citizenlab.ca/2023/04/"
                   "nso-groups-pegasus-spyware-returns-in-2022/"},
    .notes = People::notes,
};

}  // namespace bridle::ios::ids_lookup_before_crash
