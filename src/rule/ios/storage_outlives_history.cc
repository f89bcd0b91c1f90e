// Sites that Safari dealt with, and of which its history knows nothing. Spyware has removed its
// page from the history and forgotten the data that the page stored. People clear histories,
// too, and frames of other sites store data, so all such sites together are one remark.

#include <algorithm>
#include <set>
#include <unordered_set>

#include "rule/ios/site.h"
#include "rule/rule.h"

namespace bridle::ios {

static std::string_view address_of(const Record& record) {
    for (std::string_view name : {"frame_within", "url", "domain"})
        if (const Field* field = find_field(record, name); field && !field->string().empty())
            return field->string();
    return {};
}

// Of all the domains that pages dealt with only those that the user touched.
static bool picks(const Record& record) {
    if (record.artifact.name == "webkit_storage") return !address_of(record).empty();
    const Field* touched = find_field(record, "user_interaction");
    const bool* yes = touched ? std::get_if<bool>(&touched->value) : nullptr;
    return yes && *yes;
}

// Of the history only which sites it knows, and since when.
static bool notes(const Record& record, std::vector<Note>& into) {
    if (record.artifact.name != "safari_history") return false;
    const Field* visit = find_field(record, "visit");
    const Time* time = visit ? std::get_if<Time>(&visit->value) : nullptr;
    for (std::string_view name : {"url", "redirected_to"})
        if (const Field* field = find_field(record, name); field && !field->string().empty())
            into.push_back(
                {site_number(field->string()), time ? std::optional(*time) : std::nullopt});
    return true;
}

static constexpr std::size_t kVisitedAtMost = 1'000'000;
static constexpr std::size_t kSitesAtMost = 1'000;
static constexpr std::size_t kSitesNamed = 20;

class StorageOutlivesHistory : public RuleRun {
public:
    explicit StorageOutlivesHistory(const Rule& rule) : rule_(rule) {}

    void note(const Note& note, const Artifact&, std::string_view path) override {
        if (note.what && visited_.size() < kVisitedAtMost) visited_.insert(note.what);
        if (note.time && (!first_visit_ || *note.time < *first_visit_)) first_visit_ = note.time;
        const std::size_t end = path.find("/Library/Safari/");
        if (end == path.npos || containers_.size() >= kSitesAtMost) return;
        const std::string container = std::string(path.substr(0, end)) + "/";
        if (container.contains("/Containers/")) containers_.insert(container);
    }

    // The history comes first: artifacts are heard in the order of their names.
    void see(const KeptRecord& record, const FindingSink&) override {
        if (visited_.empty() || visited_.size() >= kVisitedAtMost) return;
        if (!is_of_safari(record.path())) return;
        const bool storage = record.artifact().name == "webkit_storage";
        if (storage) {
            const std::string_view within = record.text("frame_within");
            add(record, within.empty() ? record.text("url") : within, std::nullopt);
        } else if (auto touched = record.time("user_interacted");
                   touched && first_visit_ && *touched >= *first_visit_) {
            touched_ = true;
            add(record, record.text("domain"), touched);
        }
    }

    void end(const FindingSink& found) override {
        if (!finding_) return;
        std::string named;
        std::size_t count = 0;
        for (const std::string& site : sites_) {
            if (++count > kSitesNamed) break;
            named += (named.empty() ? "" : ", ") + site;
        }
        if (sites_.size() > kSitesNamed) named += ", and others";
        finding_->observed = named;
        finding_->facts = {{"count", std::to_string(sites_.size())}, {"sites", named}};
        if (!touched_) finding_->severity = Severity::info;
        found(std::move(*finding_));
    }

private:
    // In a backup its folder bears its name; in a dump it is where its history is.
    bool is_of_safari(std::string_view path) const {
        if (path.contains("/com.apple.SafariViewService/")) return false;  // of other apps
        if (path.contains("/com.apple.mobilesafari/")) return true;
        return std::ranges::any_of(
            containers_, [&](const std::string& container) { return path.starts_with(container); });
    }

    void add(const KeptRecord& record, std::string_view address, std::optional<Time> time) {
        std::string site = site_of(address);
        if (!site.contains('.') || visited_.contains(number_of(site)) ||
            sites_.size() >= kSitesAtMost)
            return;
        if (!finding_) {
            finding_ = finding_of(rule_, record);
            finding_->field = record.artifact().name == "webkit_storage" ? "url" : "domain";
            finding_->time = time;
        }
        sites_.insert(std::move(site));
    }

    const Rule& rule_;
    std::unordered_set<std::uint64_t> visited_;  // numbers of sites in the history
    std::set<std::string> containers_, sites_;
    std::optional<Time> first_visit_;
    std::optional<Finding> finding_;
    bool touched_ = false;
};

extern constinit const Rule storage_outlives_history = {
    .name = "storage_outlives_history",
    .severity = Severity::low,
    .confidence = Confidence::weak,
    .listens = {"safari_history", "webkit_resource_load_statistics", "webkit_storage"},
    .picks = picks,
    .start = start<StorageOutlivesHistory>,
    .references = {"https://www.amnesty.org/en/latest/research/2021/07/"
                   "forensic-methodology-report-how-to-catch-nso-groups-pegasus/"},
    .notes = notes,
};

}  // namespace bridle::ios
