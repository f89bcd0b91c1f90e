// A program whose name differs from that of one of iOS in a single letter, besides the d for a
// daemon that may stand behind it. Spyware has called itself "nehelprd", "wifip2ppd" and
// "cfprefssd", so that nobody looks twice.
// One finding for each name, however many records speak of it.

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "rule/ios/references.h"
#include "rule/ios/system_processes.h"
#include "rule/rule.h"

namespace bridle::ios::process_near_miss {

// Short names resemble each other by chance.
static constexpr std::size_t kShortest = 5;
static constexpr std::size_t kShortestOfAnyKind = 8;

static bool can_be_imitated(std::string_view name) {
    return name.size() >= (name.ends_with('d') ? kShortest : kShortestOfAnyKind);
}

// One letter more, less or other, or two neighbours that changed places.
static bool differs_in_one(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1 || a == b) return false;
    std::size_t i = 0;
    while (i < a.size() && a[i] == b[i]) i++;
    if (a.size() != b.size()) return a.substr(i) == b.substr(i + 1);
    if (a.substr(i + 1) == b.substr(i + 1)) return true;
    return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] &&
           a.substr(i + 2) == b.substr(i + 2);
}

// "nehelprd" is one letter and a d away from "nehelper", but "shortcutsd" would be the daemon of
// Shortcuts.
static bool resembles_as_daemon(std::string_view name, std::string_view known) {
    if (name.size() < kShortestOfAnyKind || !name.ends_with('d') || known.ends_with('d'))
        return false;
    return differs_in_one(lower(name.substr(0, name.size() - 1)), lower(known));
}

// Whom it resembles; empty for what it is called itself, and for what resembles nobody.
static std::string_view imitated_by(std::string_view name) {
    for (std::string_view known : kSystemProcesses) {
        if (!can_be_imitated(known)) continue;
        if (differs_in_one(name, known) || resembles_as_daemon(name, known)) return known;
        // The system may have cut the name.
        if (name.size() == kShortName && known.size() > kShortName &&
            differs_in_one(name, known.substr(0, kShortName)))
            return known;
    }
    return {};
}

// The parts of a path or of "name/bundle" that can be a program's own name. Names with a dot
// are identifiers, and an identifier's spelling is its owner's affair.
static void each_name(std::string_view text, auto visit) {
    if (text.starts_with('/')) {  // the last one, but for the number of the build
        while (!text.empty()) {
            const std::string_view last = last_component(text);
            if (!last.empty() && !is_uuid(last)) return visit(last);
            text.remove_suffix(last.size() + 1);
        }
        return;
    }
    for (std::string_view part : split(text, '/'))
        if (!part.empty() && !part.contains('.') && !is_uuid(part)) visit(part);
}

static constexpr std::string_view kFields[] = {"process", "client_process", "executable_process",
                                               "client"};

// What belongs to an app is called what its maker likes.
static bool belongs_to_app(std::string_view bundle) {
    return !bundle.empty() && !bundle.starts_with("com.apple.");
}

static bool picks(const Record& record) {
    if (belongs_to_app(text_of(record, "bundle"))) return false;
    bool unknown = false;
    for (const Field& field : record.fields)
        if (std::ranges::find(kFields, field.name) != std::end(kFields))
            each_name(field.string(), [&](std::string_view name) {
                unknown = unknown || (name.size() + 1 >= kShortest && !is_system_process(name));
            });
    return unknown;
}

static constexpr std::size_t kNamesAtMost = 100'000;

class NearMisses : public RuleRun {
public:
    explicit NearMisses(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink& found) override {
        for (std::string_view field : kFields)
            for (std::string_view value : record.texts(field))
                each_name(value, [&](std::string_view name) { judge(record, field, name, found); });
    }

private:
    void judge(const KeptRecord& record, std::string_view field, std::string_view name,
               const FindingSink& found) {
        if (is_system_process(name) || judged_.contains(name) || judged_.size() >= kNamesAtMost)
            return;
        judged_.emplace(name);
        const std::string_view like = imitated_by(name);
        if (like.empty()) return;
        Finding finding = finding_of(rule_, record);
        for (std::string_view time : {"usage", "first_used", "crash", "shutdown", "counted"})
            if (!finding.time) finding.time = record.time(time);
        finding.field = field;
        finding.observed = name;
        finding.facts = {{"name", std::string(name)}, {"like", std::string(like)}};
        found(std::move(finding));
    }

    const Rule& rule_;
    std::set<std::string, std::less<>> judged_;
};

extern constinit const Rule rule = {
    .name = "process_near_miss",
    .severity = Severity::low,
    .confidence = Confidence::weak,
    .listens = {"crash_reports", "datausage", "locationd_clients", "netusage",
                "os_analytics_ad_daily", "shutdown_log"},
    .picks = picks,
    .start = start<NearMisses>,
    .references = {kAmnestyPegasus},
};

}  // namespace bridle::ios::process_near_miss
