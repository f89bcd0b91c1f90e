// Who may listen, watch or read the address book, and is neither Apple's nor an app from the App
// Store. Without a list of apps nobody can say which those are, and then nothing is said.

#include <map>
#include <set>

#include "base/text.h"
#include "rule/rule.h"

namespace bridle::ios::tcc_sensitive_grant {

struct Service {
    std::string_view name, words;
};

static constexpr Service kServices[] = {
    {"kTCCServiceMicrophone", "microphone"},
    {"kTCCServiceCamera", "camera"},
    {"kTCCServiceAddressBook", "contacts"},
    {"kTCCServiceContactsFull", "contacts"},
    {"kTCCServiceCalendar", "calendar"},
    {"kTCCServiceReminders", "reminders"},
    {"kTCCServicePhotos", "photos"},
    {"kTCCServiceScreenCapture", "screen"},
    {"kTCCServiceListenEvent", "keys"},
    {"kTCCServiceAccessibility", "control of other apps"},
    {"kTCCServiceSystemPolicyAllFiles", "all files"},
    {"kTCCServiceSpeechRecognition", "speech"},
    {"kTCCServiceLocation", "location"},
};

static std::string_view words_of(std::string_view service) {
    for (const Service& each : kServices)
        if (each.name == service) return each.words;
    return {};
}

static bool is_granted(std::string_view answer) {
    return answer == "allowed" || answer == "limited";
}

// What comes with iOS, on a partition that cannot be written to.
static bool is_apples(std::string_view client) {
    for (std::string_view place : {"com.apple.", "/usr/", "/System/", "/Applications/", "/sbin/"})
        if (client.starts_with(place)) return true;
    return false;
}

static bool picks(const Record& record) {
    if (record.artifact.name != "tcc") {
        const Field* bundle = find_field(record, "bundle");
        return bundle && !bundle->string().empty();
    }
    const Field* service = find_field(record, "service");
    const Field* client = find_field(record, "client");
    const Field* answer = find_field(record, "answer");
    return service && client && answer && is_granted(answer->string()) &&
           !words_of(service->string()).empty() && !is_apples(client->string());
}

// One finding for each client; ten thousand of anything are more than a phone has.
class SensitiveGrants : public RuleRun {
public:
    explicit SensitiveGrants(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (record.artifact().name != "tcc") return see_app(record);
        std::string client(record.text("client"));
        if (!clients_.contains(client) && clients_.size() >= kAtMost) return;
        auto [found, first] = clients_.try_emplace(client, Client{finding_of(rule_, record)});
        found->second.services.insert(words_of(record.text("service")));
        auto time = record.time("permission");
        Finding& finding = found->second.finding;
        if (first || (time && (!finding.time || *time < *finding.time))) finding.time = time;
    }

    void end(const FindingSink& found) override {
        for (auto& [client, kept] : clients_) {
            Finding& finding = kept.finding;
            const bool path = client.starts_with('/');
            const App app = known(client);
            std::string_view state;
            if (path && client.contains("/Bundle/Application/")) {
                state = "part";
                finding.severity = Severity::low;
            } else if (path) {
                state = "program";
            } else if (app == App::without_store || (app == App::on_phone && with_store_ > 0)) {
                state = "no_receipt";
            } else if (app == App::unknown && with_store_ > 0) {
                state = "gone";  // most were removed
                finding.severity = Severity::low;
            } else {
                continue;
            }
            finding.field = "client";
            finding.observed = client;
            finding.facts = {{"state", std::string(state)}, {"services", joined(kept.services)}};
            found(std::move(finding));
        }
    }

private:
    // In a dump an app and its receipt are two files: who is `on_phone` and no more has none, where
    // there are receipts at all.
    enum class App : std::uint8_t { unknown, listed, on_phone, without_store, from_store };
    struct Client {
        Finding finding;
        std::set<std::string_view> services = {};
    };
    static constexpr std::size_t kAtMost = 10'000;

    void see_app(const KeptRecord& record) {
        if (apps_.size() >= kAtMost) return;
        const Value* value = record.find("has_store_metadata");
        const bool* flag = value ? std::get_if<bool>(value) : nullptr;
        const std::string_view type = record.text("record_type");
        const bool store = (flag && *flag) || type == "store_metadata";
        const App app = store              ? App::from_store
                        : flag             ? App::without_store
                        : type == "bundle" ? App::on_phone
                                           : App::listed;
        App& known = apps_[std::string(record.text("bundle"))];
        known = std::max(known, app);
        if (store) with_store_++;
    }

    // Also parts of an app, whose names begin with its own.
    App known(std::string_view client) const {
        for (;;) {
            if (auto found = apps_.find(client); found != apps_.end()) return found->second;
            std::size_t dot = client.rfind('.');
            if (dot == client.npos) return App::unknown;
            client = client.substr(0, dot);
        }
    }

    const Rule& rule_;
    std::map<std::string, App, std::less<>> apps_;
    std::size_t with_store_ = 0;
    std::map<std::string, Client> clients_;
};

extern constinit const Rule rule = {
    .name = "tcc_sensitive_grant",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"applications", "backup_info", "tcc"},
    .picks = picks,
    .start = start<SensitiveGrants>,
};

}  // namespace bridle::ios::tcc_sensitive_grant
