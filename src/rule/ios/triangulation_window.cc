// Things that Operation Triangulation did within minutes, each of them harmless alone: a folder
// for attachments changed and holds none (the message removed itself), settings of certain parts
// of the system were written, certain processes used the network, certain parts of the location
// service were asked. Two kinds of them within five minutes, and not many more events than that,
// is the pattern. What is not: a folder in which attachments arrived, or a day on which all
// changed, such as that of a new phone.

#include <algorithm>
#include <bit>
#include <bitset>
#include <chrono>
#include <set>
#include <tuple>

#include "base/text.h"
#include "rule/ios/references.h"
#include "rule/rule.h"

namespace bridle::ios::triangulation_window {

static constexpr std::string_view kAttachments = "/Library/SMS/Attachments/";
static constexpr std::string_view kSettings[] = {
    "/private/var/root/Library/Preferences/com.apple.ImageIO.plist",
    "/private/var/mobile/Library/Preferences/com.apple.locationd.StatusBarIconManager.plist",
    "/private/var/mobile/Library/Preferences/com.apple.imservice.ids.FaceTime.plist"};
static constexpr std::string_view kProcesses[] = {"nehelper", "com.apple.WebKit.WebContent",
                                                  "powerd/com.apple.datausage.diagnostics",
                                                  "lockdownd/com.apple.datausage.security"};
static constexpr std::string_view kLocationClients[] = {"IonosphereHarvest.bundle",
                                                        "WRMLinkSelection.bundle"};

static constexpr std::chrono::minutes kWindow(5);
static constexpr std::size_t kMostEventsInWindow = 10;
static constexpr std::size_t kMostEvents = 20'000;
static constexpr std::size_t kMostAttachments = 4'000'000;  // as minutes, in 16 MB

enum class Class : std::uint8_t { attachments, settings, network, location };

static bool names_location_client(std::string_view text) {
    while (text.ends_with(':') || text.ends_with('/')) text.remove_suffix(1);
    return std::ranges::any_of(kLocationClients,
                               [&](std::string_view name) { return text.ends_with(name); });
}

static bool picks(const Record& record) {
    const std::string_view artifact = record.artifact.name;
    if (artifact == "manifest" || artifact == "files") {
        const std::string_view path = text_of(record, "path");
        return path.contains(kAttachments) ||
               std::ranges::find(kSettings, path) != std::end(kSettings);
    }
    if (artifact == "locationd_clients")
        return std::ranges::any_of(record.fields, [](const Field& field) {
            return names_location_client(field.string());
        });
    return std::ranges::find(kProcesses, text_of(record, "process")) != std::end(kProcesses);
}

// The folders "0a" and "0a/1f" below that of the attachments, as one number each.
class AttachmentFolders {
public:
    static constexpr std::size_t kNone = SIZE_MAX;

    // Of the folder itself, or with `inside` of whatever lies in it.
    static std::size_t number_of(std::string_view below, bool& inside) {
        const auto first = two_digits(below);
        inside = false;
        if (first == kNone) return kNone;
        if (below.size() == 2) return 65536 + first;
        const auto second = below[2] == '/' ? two_digits(below.substr(3)) : kNone;
        if (second == kNone) return kNone;
        inside = below.size() > 5;
        return inside && below[5] != '/' ? kNone : first * 256 + second;
    }
    void fill(std::size_t folder) {
        full_.set(folder);
        if (folder < 65536) full_.set(65536 + folder / 256);
    }
    bool is_full(std::size_t folder) const { return full_.test(folder); }

private:
    static std::size_t two_digits(std::string_view text) {
        std::size_t value = 0;
        if (text.size() < 2) return kNone;
        for (char c : text.substr(0, 2)) {
            const std::size_t at = std::string_view("0123456789abcdef").find(c);
            if (at == std::string_view::npos) return kNone;
            value = value * 16 + at;
        }
        return value;
    }
    std::bitset<65536 + 256> full_;
};

class TriangulationWindow : public RuleRun {
public:
    explicit TriangulationWindow(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        const std::string_view artifact = record.artifact().name;
        if (artifact == "manifest" || artifact == "files") return file(record);
        const bool location = artifact == "locationd_clients";
        const std::string_view name = record.text("process");
        for (const char* field : {"first_used", "last_used", "usage", "counted"})
            if (!location) add(Class::network, name, record, record.time(field));
        for (const char* field :
             {"location_time_stopped", "LocationTimeStopped", "location_stopped"})
            if (location) add(Class::location, "location", record, record.time(field));
    }

    void end(const FindingSink& found) override {
        std::erase_if(events_, [&](const Event& event) {
            return event.folder != AttachmentFolders::kNone && folders_.is_full(event.folder);
        });
        std::ranges::stable_sort(events_, {}, &Event::time);
        std::ranges::sort(attachments_);
        for (std::size_t first = 0; first < events_.size();) {
            std::size_t end = first;
            while (end < events_.size() && end - first <= kMostEventsInWindow &&
                   events_[end].time - events_[first].time <= kWindow)
                end++;
            std::size_t around = first;  // the end of a busy time is part of it
            while (around > 0 && events_[first].time - events_[around - 1].time <= kWindow &&
                   end - around <= kMostEventsInWindow)
                around--;
            const std::span<Event> window(&events_[first], end - first);
            if (end - around > kMostEventsInWindow || !is_pattern(window)) {
                first++;
                continue;
            }
            found(judged(window));
            first = end;
        }
    }

private:
    struct Event {
        Time time;
        Class kind;
        std::string what;
        std::size_t folder;  // of attachments
        Finding finding;
    };

    void file(const KeptRecord& record) {
        const std::string_view path = record.text("path");
        const std::size_t at = path.find(kAttachments);
        if (at == std::string_view::npos) {
            for (const char* field : {"created", "modified", "status_changed"})
                add(Class::settings, last_component(path), record, record.time(field));
            return;
        }
        bool inside = false;
        const std::string_view below = path.substr(at + kAttachments.size());
        const std::size_t folder = AttachmentFolders::number_of(below, inside);
        if (folder == AttachmentFolders::kNone) return;
        if (inside) return attachment(folder, record);
        auto modified = record.time("modified"), changed = record.time("status_changed");
        if (!modified || (changed && second(*modified) != second(*changed))) return;
        add(Class::attachments, "Attachments/" + std::string(below), record, modified, folder);
    }

    void attachment(std::size_t folder, const KeptRecord& record) {
        folders_.fill(folder);
        for (const char* field : {"created", "modified", "status_changed"})
            if (auto time = record.time(field); time && attachments_.size() < kMostAttachments)
                attachments_.push_back(minute(*time));
    }

    static std::int64_t second(Time time) {
        return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    }
    static std::int32_t minute(Time time) {  // a date has fewer than 2^31 of them
        return static_cast<std::int32_t>(
            std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count());
    }

    // The same thing at the same second is one event, whatever noted it.
    void add(Class kind, std::string_view what, const KeptRecord& record, std::optional<Time> time,
             std::size_t folder = AttachmentFolders::kNone) {
        if (!time || events_.size() >= kMostEvents) return;
        if (!known_.emplace(second(*time), kind, what).second) return;
        Finding finding = finding_of(rule_, record);
        finding.time = time;
        static constexpr std::string_view kFields[] = {"path", "path", "process", "client"};
        finding.field = kFields[static_cast<std::size_t>(kind)];
        finding.observed = what;
        events_.push_back({*time, kind, std::string(what), folder, std::move(finding)});
    }

    static unsigned classes_of(std::span<const Event> window) {
        unsigned classes = 0;
        for (const Event& event : window) classes |= 1U << static_cast<unsigned>(event.kind);
        return classes;
    }

    bool is_pattern(std::span<const Event> window) const {
        if (std::popcount(classes_of(window)) < 2) return false;
        // Somebody wrote a message with an attachment, and the rest is what that brings about.
        auto next = std::ranges::lower_bound(attachments_, minute(window.front().time));
        return next == attachments_.end() || *next > minute(window.back().time);
    }

    static Finding judged(std::span<Event> window) {
        Finding finding = std::move(window.front().finding);
        const unsigned classes = classes_of(window);
        const bool message = classes & (1U << static_cast<unsigned>(Class::attachments));
        if (!message && std::popcount(classes) < 3) {
            finding.severity = Severity::low;
            finding.confidence = Confidence::weak;
        }
        std::string events;
        for (const Event& event : window)
            events.append(events.empty() ? "" : ", ").append(event.what);
        const auto apart = std::chrono::duration_cast<std::chrono::seconds>(window.back().time -
                                                                            window.front().time);
        finding.facts = {{"events", events},
                         {"count", std::to_string(window.size())},
                         {"seconds", std::to_string(apart.count())}};
        return finding;
    }

    const Rule& rule_;
    AttachmentFolders folders_;
    std::vector<Event> events_;
    std::set<std::tuple<std::int64_t, Class, std::string>> known_;  // events, by their seconds
    std::vector<std::int32_t> attachments_;  // the minutes in which one changed
};

extern constinit const Rule rule = {
    .name = "triangulation_window",
    .severity = Severity::medium,
    .confidence = Confidence::moderate,
    .listens = {"manifest", "files", "datausage", "netusage", "locationd_clients",
                "os_analytics_ad_daily"},
    .picks = picks,
    .start = start<TriangulationWindow>,
    .references = {kKasperskyTriangulation, "https://github.com/KasperskyLab/triangle_check"},
};

}  // namespace bridle::ios::triangulation_window
