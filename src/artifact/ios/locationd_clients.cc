// Which apps and system programs asked where the phone is, and when they stopped. Spyware has
// been found here under its own name.

#include <algorithm>

#include "artifact/plist_record.h"
#include "artifact/plists.h"

namespace bridle::ios::locationd_clients {

// The key of an entry. Newer systems write "icom.example.app:" and "p/usr/libexec/tool:", a letter
// for what it is in front and a colon behind, and there may be several. Older ones write
// "com.apple.locationd.executable-/usr/libexec/tool".
struct Client {
    std::string name;
    std::vector<std::string> others;

    bool is_path() const { return name.starts_with('/'); }
};

static constexpr std::size_t kPartsAtMost = 8;

// Only a path shows by itself that a letter is in front of it.
static std::string_view decoded_part(std::string_view part, bool typed) {
    const bool letter = part.size() > 1 && is_letter(part[0]);
    if (letter && (part[1] == '/' || (typed && (part[0] == 'i' || part[0] == 'p'))))
        part.remove_prefix(1);
    for (std::string_view kind : {"com.apple.locationd.executable-", "com.apple.locationd.bundle-"})
        if (part.starts_with(kind) && part.substr(kind.size()).starts_with('/'))
            part.remove_prefix(kind.size());
    return part;
}

static Client decoded(std::string_view key) {
    Client client;
    if (!key.ends_with(':')) {
        client.name = decoded_part(key, false);
        return client;
    }
    for (std::string_view part : split(key, ':')) {
        part = decoded_part(part, true);
        if (part.empty()) continue;
        if (client.name.empty())
            client.name = part;
        else if (client.others.size() < kPartsAtMost)
            client.others.emplace_back(part);
    }
    return client;
}

// Keys with names, which become fields of their own.
static constexpr std::string_view kNames[] = {"BundleId", "BundlePath", "Executable", "Registered"};

// Times, and what to call the event. All count seconds since 2001.
struct Event {
    std::string_view key, name;
};
static constexpr Event kEvents[] = {
    {"ConsumptionPeriodBegin", "consumption_period_began"},
    {"ConsumptionPeriodEnd", "consumption_period_ended"},
    {"ReceivingLocationInformationTimeStarted", "location_information_started"},
    {"ReceivingLocationInformationTimeStopped", "location_information_stopped"},
    {"VisitTimeStarted", "visits_started"},
    {"VisitTimeStopped", "visits_stopped"},
    {"LocationTimeStarted", "location_started"},
    {"LocationTimeStopped", "location_stopped"},
    {"BackgroundLocationTimeStarted", "background_location_started"},
    {"BackgroundLocationTimeStopped", "background_location_stopped"},
    {"SignificantTimeStarted", "significant_changes_started"},
    {"SignificantTimeStopped", "significant_changes_stopped"},
    {"NonPersistentSignificantTimeStarted", "passing_changes_started"},
    {"NonPersistentSignificantTimeStopped", "passing_changes_stopped"},
    {"FenceTimeStarted", "fences_started"},
    {"FenceTimeStopped", "fences_stopped"},
    {"BeaconRegionTimeStarted", "beacon_regions_started"},
    {"BeaconRegionTimeStopped", "beacon_regions_stopped"},
    {"RangeTimeStarted", "ranging_started"},
    {"RangeTimeStopped", "ranging_stopped"},
};

static std::optional<Time> time_of(Plist::Node node) {
    if (auto date = node.date()) return date;
    auto seconds = node.real();
    return seconds ? to_time(*seconds, Epoch::cocoa) : std::nullopt;
}

// Names of times that a later system may have.
static bool names_a_time(std::string_view key) {
    for (std::string_view end : {"TimeStopped", "TimeStarted", "Begin", "Date", "Timestamp"})
        if (key.ends_with(end)) return true;
    return false;
}

static std::optional<std::string> shown(Plist::Node node) {
    if (node.type() == Plist::Type::data && node.data().size() <= 1024) return base64(node.data());
    return plain_words(node);
}

// The fields of an entry. Its texts live as long as the entry.
class Entry {
public:
    Entry(std::string_view key, Plist::Node values) : client_(decoded(key)), values_(values) {
        record_.add(headline(
            text("client", client_.name, client_.is_path() ? Kind::file_path : Kind::app_id)));
        record_.add(text("client_process", last_component(client_.name), Kind::process));
        for (const std::string& other : client_.others)
            record_.add(text("client_part", other,
                             other.starts_with('/') ? Kind::file_path : Kind::app_id));
        record_.add(text("key", key));
        add_names();
        for (const Event& event : kEvents)
            if (auto time = time_of(values_[event.key])) record_.add(when(event.name, time));
        add_others();
    }

    const PlistRecord& record() const { return record_; }

private:
    static constexpr std::size_t kOthersAtMost = 100;

    void add_names() {
        if (const Plist::Node bundle = values_["BundleId"];
            bundle.is_text() && !bundle.is(client_.name)) {
            record_.text("bundle", bundle, Kind::app_id);
            record_.text("bundle_process", bundle, Kind::process);
        }
        record_.text("bundle_path", values_["BundlePath"], Kind::file_path);
        const Plist::Node program = values_["Executable"];
        record_.text("executable", program, Kind::file_path);
        record_.text("registered", values_["Registered"], Kind::file_path);
        record_.words("executable_process", std::string(last_component(program.text())),
                      Kind::process);
    }

    // Keys of the file's own are no names of fields.
    void add_others() {
        std::size_t count = 0;
        for (auto [key, value] : values_.members()) {
            if (++count > kOthersAtMost) return;
            const std::string name = key.text();
            const bool named =
                std::ranges::find(kNames, name) != std::end(kNames) && value.is_text();
            if (named || std::ranges::find(kEvents, name, &Event::key) != std::end(kEvents))
                continue;
            if (auto time = names_a_time(name) ? time_of(value) : std::nullopt) {
                record_.add(when("other_time", time));
                record_.words("setting", name + "=" + iso(*time));
            } else if (auto words = shown(value)) {
                record_.words("setting", name + "=" + *words);
            }
        }
    }

    Client client_;
    Plist::Node values_;
    PlistRecord record_;
};

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    if (file.root().type() != Plist::Type::dictionary)
        return fail(Errc::corrupt, "no dictionary of clients");
    std::int64_t index = 0;
    for (auto [key, values] : file.root().members()) {
        const std::string name = key.text();
        TRY(Entry(name, values).record().write(at_key("clients", index++), out));
    }
    return {};
}

extern constinit const Artifact artifact = {
    .name = "locationd_clients",
    .title = "Programs that asked for the location",
    .paths = {"**/locationd/clients.plist"},
    .absence = Absence::only_encrypted,
    .parse = parse,
};

}  // namespace bridle::ios::locationd_clients
