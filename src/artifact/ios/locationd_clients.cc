// Which apps and system programs asked where the phone is, and when they stopped. Spyware has
// been found here under its own name.

#include <algorithm>
#include <list>

#include "artifact/plists.h"
#include "base/text.h"

namespace bridle::ios {

// The key of an entry. Newer systems write "icom.example.app:" and "p/usr/libexec/tool:",
// a letter for what it is in front and a colon behind, and there may be several.
struct Client {
    std::string name;
    std::vector<std::string> others;

    bool is_path() const { return name.starts_with('/'); }
};

static constexpr std::size_t kPartsAtMost = 8;

static Client decoded(std::string_view key) {
    Client client;
    const bool typed = key.ends_with(':');
    if (!typed) {  // only a path shows by itself that a letter is in front of it
        if (key.size() > 2 && key[0] >= 'a' && key[0] <= 'z' && key[1] == '/') key.remove_prefix(1);
        client.name = key;
        return client;
    }
    for (std::string_view part : split(key, ':')) {
        if (part.size() > 1 && part[0] >= 'a' && part[0] <= 'z') part.remove_prefix(1);
        if (part.empty()) continue;
        if (client.name.empty())
            client.name = part;
        else if (client.others.size() < kPartsAtMost)
            client.others.emplace_back(part);
    }
    return client;
}

static std::string_view last_component(std::string_view path) {
    while (path.ends_with('/')) path.remove_suffix(1);
    return path.substr(path.rfind('/') + 1);
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

// A plain value as a text; nothing for lists and dictionaries.
static std::optional<std::string> plain(Plist::Node node) {
    if (node.is_text()) return node.text();
    if (auto flag = node.boolean()) return *flag ? "true" : "false";
    if (auto whole = node.integer()) return std::to_string(*whole);
    if (auto real = node.real()) return std::to_string(*real);
    if (auto date = node.date()) return iso(*date);
    if (node.type() == Plist::Type::data && node.data().size() <= 1024) return base64(node.data());
    return std::nullopt;
}

// The fields of an entry, and the texts that they show.
class Entry {
public:
    Entry(std::string_view key, Plist::Node values) : client_(decoded(key)), values_(values) {
        fields_.push_back(headline(
            text("client", client_.name, client_.is_path() ? Kind::file_path : Kind::app_id)));
        fields_.push_back(text("client_process", last_component(client_.name), Kind::process));
        for (const std::string& other : client_.others)
            fields_.push_back(text("client_part", other,
                                   other.starts_with('/') ? Kind::file_path : Kind::app_id));
        fields_.push_back(text("key", key));
        add_names();
        for (const Event& event : kEvents)
            if (auto time = time_of(values_[event.key])) fields_.push_back(when(event.name, time));
        add_others();
    }

    const std::vector<Field>& fields() const { return fields_; }

private:
    static constexpr std::size_t kOthersAtMost = 100;

    std::string_view keep(std::string text) { return *kept_.insert(kept_.end(), std::move(text)); }

    void add_names() {
        if (values_["BundleId"].is_text()) {
            const std::string_view bundle = keep(values_["BundleId"].text());
            if (bundle != client_.name) {
                fields_.push_back(text("bundle", bundle, Kind::app_id));
                fields_.push_back(text("bundle_process", bundle, Kind::process));
            }
        }
        const std::pair<std::string_view, std::string_view> paths[] = {
            {"BundlePath", "bundle_path"},
            {"Executable", "executable"},
            {"Registered", "registered"},
        };
        for (auto [key, name] : paths)
            if (values_[key].is_text())
                fields_.push_back(text(name, keep(values_[key].text()), Kind::file_path));
        if (values_["Executable"].is_text())
            fields_.push_back(text("executable_process",
                                   last_component(keep(values_["Executable"].text())),
                                   Kind::process));
    }

    void add_others() {
        std::size_t count = 0;
        for (auto [key, value] : values_.members()) {
            if (++count > kOthersAtMost) return;
            const std::string_view name = keep(key.text());
            const bool named =
                std::ranges::find(kNames, name) != std::end(kNames) && value.is_text();
            if (named || std::ranges::find(kEvents, name, &Event::key) != std::end(kEvents))
                continue;
            if (names_a_time(name) && time_of(value))
                fields_.push_back(when(name, time_of(value)));
            else if (auto shown = plain(value))
                fields_.push_back(text("setting", keep(std::string(name) + "=" + *shown)));
        }
    }

    Client client_;
    Plist::Node values_;
    std::list<std::string> kept_;
    std::vector<Field> fields_;
};

static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    if (file.root().type() != Plist::Type::dictionary)
        return fail(Errc::corrupt, "no dictionary of clients");
    std::int64_t index = 0;
    for (auto [key, values] : file.root().members()) {
        const std::string name = key.text();
        const Entry entry(name, values);
        TRY(out.record(at_key("clients", index++), entry.fields()));
    }
    return {};
}

extern constinit const Artifact locationd_clients = {
    .name = "locationd_clients",
    .title = "Programs that asked for the location",
    .paths = {"**/locationd/clients.plist"},
    .absence = Absence::only_encrypted,
    .parse = parse,
};

}  // namespace bridle::ios
