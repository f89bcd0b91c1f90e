// Sites that Safari dealt with, and of which its history knows nothing. Spyware has removed its
// page from the history and forgotten the data that the page stored. People clear histories,
// too, and frames of other sites store data, so all such sites together are one remark.

#include <algorithm>
#include <set>
#include <unordered_set>

#include "indicator/host.h"
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
    if (record.artifact.name == "safari_history" || record.artifact.name == "webkit_storage")
        return !address_of(record).empty();
    const Field* touched = find_field(record, "user_interaction");
    const bool* yes = touched ? std::get_if<bool>(&touched->value) : nullptr;
    return yes && *yes;
}

static std::string site_of(std::string_view address) {
    auto url = parse_url(address);
    if (!url) return {};
    std::string scratch;
    const std::string_view host = canonical_host(url->host, scratch);
    const std::string_view domain = registrable_domain(host);
    return std::string(domain.empty() ? host : domain);
}

static constexpr std::size_t kVisitedAtMost = 1'000'000;
static constexpr std::size_t kSitesAtMost = 1'000;
static constexpr std::size_t kSitesNamed = 20;

class StorageOutlivesHistory : public RuleRun {
public:
    explicit StorageOutlivesHistory(const Rule& rule) : rule_(rule) {}

    // The history comes first: artifacts are heard in the order of their names.
    void see(const KeptRecord& record, const FindingSink&) override {
        if (record.artifact().name == "safari_history") return add_visit(record);
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
    void add_visit(const KeptRecord& record) {
        for (std::string_view field : {"url", "redirected_to"}) {
            const std::string site = site_of(record.text(field));
            if (!site.empty() && visited_.size() < kVisitedAtMost) visited_.insert(hash(site));
        }
        if (auto time = record.time("visit"); time && (!first_visit_ || *time < *first_visit_))
            first_visit_ = time;
        const std::size_t end = record.path().find("/Library/Safari/");
        const std::string container = record.path().substr(0, end) + "/";
        if (end != std::string::npos && container.contains("/Containers/") &&
            containers_.size() < kSitesAtMost)
            containers_.insert(container);
    }

    // In a backup its folder bears its name; in a dump it is where its history is.
    bool is_of_safari(std::string_view path) const {
        if (path.contains("/com.apple.SafariViewService/")) return false;  // of other apps
        if (path.contains("/com.apple.mobilesafari/")) return true;
        return std::ranges::any_of(
            containers_, [&](const std::string& container) { return path.starts_with(container); });
    }

    void add(const KeptRecord& record, std::string_view address, std::optional<Time> time) {
        std::string site = site_of(address);
        if (!site.contains('.') || visited_.contains(hash(site)) || sites_.size() >= kSitesAtMost)
            return;
        if (!finding_) {
            finding_ = finding_of(rule_, record);
            finding_->field = record.artifact().name == "webkit_storage" ? "url" : "domain";
            finding_->time = time;
        }
        sites_.insert(std::move(site));
    }

    static std::size_t hash(const std::string& site) { return std::hash<std::string>()(site); }

    const Rule& rule_;
    std::unordered_set<std::size_t> visited_;  // hashes of sites in the history
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
};

}  // namespace bridle::ios
