// Sites that Safari dealt with, and of which its history knows nothing. Spyware has removed its
// page from the history and forgotten the data that the page stored. People clear histories,
// too, and frames of other sites store data, so all such sites together are one remark.

#include <set>

#include "rule/ios/visited_hosts.h"
#include "rule/rule.h"

namespace bridle::ios::storage_outlives_history {

static std::string_view address_of(const Record& record) {
    for (std::string_view name : {"frame_within", "url", "domain"})
        if (std::string_view address = text_of(record, name); !address.empty()) return address;
    return {};
}

// Of all the domains that pages dealt with only those that the user touched. Of tabs it counts
// where they lie.
static bool picks(const Record& record) {
    if (VisitedHosts::picks(record)) return true;
    if (record.artifact.name == "webkit_storage") return !address_of(record).empty();
    if (record.artifact.name == "safari_tabs" || record.artifact.name == "safari_browser_state")
        return text_of(record, "record_type") != "session_page";
    return flag_of(record, "user_interaction");
}

static constexpr std::size_t kSitesAtMost = 1'000;
static constexpr std::size_t kSitesNamed = 20;

class StorageOutlivesHistory : public RuleRun {
public:
    explicit StorageOutlivesHistory(const Rule& rule) : rule_(rule) {}

    void note(const Note& note, const Artifact& artifact, std::string_view path) override {
        hosts_.note(note, artifact, path);
    }

    // The history comes first: artifacts are heard in the order of their names.
    void see(const KeptRecord& record, const FindingSink&) override {
        if (hosts_.see(record) || !hosts_.is_of_safari(record.path())) return;
        if (record.artifact().name == "webkit_storage") {
            const std::string_view within = record.text("frame_within");
            add(record, within.empty() ? record.text("url") : within, std::nullopt);
            return;
        }
        auto touched = record.time("user_interacted"), since = hosts_.safari_since();
        if (touched && since && *touched >= *since) add(record, record.text("domain"), touched);
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
    void add(const KeptRecord& record, std::string_view address, std::optional<Time> time) {
        std::string site = site_of(address);
        if (!site.contains('.') || hosts_.safari_visited(site).value_or(true) ||
            sites_.size() >= kSitesAtMost)
            return;
        touched_ = touched_ || time;
        if (!finding_) {
            finding_ = finding_of(rule_, record);
            finding_->field = record.artifact().name == "webkit_storage" ? "url" : "domain";
            finding_->time = time;
        }
        sites_.insert(std::move(site));
    }

    const Rule& rule_;
    VisitedHosts hosts_;
    std::set<std::string> sites_;
    std::optional<Finding> finding_;
    bool touched_ = false;
};

extern constinit const Rule rule = {
    .name = "storage_outlives_history",
    .severity = Severity::low,
    .confidence = Confidence::weak,
    .listens = {"containers", "safari_bookmarks", "safari_browser_state", "safari_history",
                "safari_tabs", "webkit_resource_load_statistics", "webkit_storage"},
    .picks = picks,
    .start = start<StorageOutlivesHistory>,
    .references = {"https://www.amnesty.org/en/latest/research/2021/07/"
                   "forensic-methodology-report-how-to-catch-nso-groups-pegasus/"},
    .notes = VisitedHosts::notes,
};

}  // namespace bridle::ios::storage_outlives_history
