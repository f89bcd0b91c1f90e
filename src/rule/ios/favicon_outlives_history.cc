// The picture of a site, or an open tab, where the history of the same browser
// knows nothing of the site although it reaches back farther and was in use on that very
// day. Somebody deleted single visits, which is what an attacker does to hide a link that
// was opened; much oftener it is private browsing, or something else without meaning.
//
// One finding for each file, however many sites it has.

#include <map>

#include "base/text.h"
#include "rule/ios/visited_hosts.h"

namespace bridle::ios::favicon_outlives_history {

static constexpr std::size_t kSitesAtMost = 20'000, kFilesAtMost = 100, kSitesNamed = 10;

static bool is_web_page(std::string_view address) {
    return address.starts_with("http://") || address.starts_with("https://");
}

// An icon that was refused, or the tab of a private window, is expected to leave nothing.
static bool is_trace(const Record& record) {
    if (!is_web_page(text_of(record, "url"))) return false;
    const std::string_view type = text_of(record, "record_type");
    if (type == "rejected") return false;
    if (find_field(record, "favicon")) return true;
    return (type.empty() || type == "tab") && !flag_of(record, "private") &&
           text_of(record, "other_device").empty() && find_field(record, "tab_viewed");
}

static bool picks(const Record& record) {
    return VisitedHosts::picks(record) ||
           (!record.artifact.name.ends_with("_history") &&
            record.artifact.name != "safari_bookmarks" && is_trace(record));
}

static std::optional<Time> time_of(const KeptRecord& record) {
    for (std::string_view field : {"favicon", "tab_visited", "tab_viewed"})
        if (auto time = record.time(field)) return time;
    return std::nullopt;
}

class TracesWithoutHistory : public RuleRun {
public:
    explicit TracesWithoutHistory(const Rule& rule) : rule_(rule) {}

    void note(const Note& note, const Artifact& artifact, std::string_view path) override {
        hosts_.note(note, artifact, path);
    }

    void see(const KeptRecord& record, const FindingSink&) override {
        if (hosts_.see(record)) return;
        auto time = time_of(record);
        std::string site = site_of(record.text("url"));
        if (!time || site.empty()) return;
        if (files_.size() >= kFilesAtMost && !files_.contains(record.path())) return;
        auto& sites = files_[record.path()];
        auto known = sites.find(site);
        if (known == sites.end()) {
            if (sites_ >= kSitesAtMost) return;
            sites_++;
            known = sites.emplace(std::move(site), finding_of(rule_, record)).first;
        } else if (known->second.time && *time <= *known->second.time) {
            return;
        }
        // The newest time: the history has had the least occasion to forget it.
        known->second.time = time;
        known->second.part = record.part();
        known->second.at = record.at();
        known->second.observed = record.text("url");
    }

    void end(const FindingSink& found) override {
        for (auto& [path, sites] : files_) {
            std::string named;
            std::size_t count = 0;
            Finding* first = nullptr;
            for (auto& [site, finding] : sites) {
                const auto answer = hosts_.ask(finding.artifact, path, site, *finding.time);
                if (answer != VisitedHosts::Answer::absent) continue;
                if (count++ < kSitesNamed) named += (named.empty() ? "" : ", ") + site;
                if (!first || finding.time < first->time) first = &finding;
            }
            if (!first) continue;
            if (count > kSitesNamed) named += " and " + grouped(count - kSitesNamed) + " more";
            first->field = "url";
            first->facts = {{"sites", named},
                            {"count", grouped(count)},
                            {"since", iso(*hosts_.since(first->artifact, path)).substr(0, 10)}};
            found(std::move(*first));
        }
    }

private:
    const Rule& rule_;
    VisitedHosts hosts_;
    std::map<std::string, std::map<std::string, Finding>> files_;  // by path, then site
    std::size_t sites_ = 0;
};

extern constinit const Rule rule = {
    .name = "favicon_outlives_history",
    .severity = Severity::low,
    .confidence = Confidence::weak,
    .listens = {"chrome_favicons", "chrome_history", "containers", "firefox_favicons",
                "firefox_history", "safari_bookmarks", "safari_browser_state", "safari_favicons",
                "safari_history", "safari_tabs"},
    .picks = picks,
    .start = start<TracesWithoutHistory>,
    .references = {"https://www.amnesty.org/en/latest/research/2021/07/"
                   "forensic-methodology-report-how-to-catch-nso-groups-pegasus/"},
    .notes = VisitedHosts::notes,
};

}  // namespace bridle::ios::favicon_outlives_history
