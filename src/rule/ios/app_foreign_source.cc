// An app that something else than the App Store or a management of the phone has installed: its
// receipt names what did.

#include <set>

#include "rule/rule.h"

namespace bridle::ios::app_foreign_source {

static bool is_usual(std::string_view source) {
    return source.empty() || source == "com.apple.dmd" || source == "dmd" ||
           source == "com.apple.AppStore" || source.starts_with("com.apple.AppStore.");
}

static bool picks(const Record& record) {
    const Field* source = find_field(record, "source");
    return source && !is_usual(source->string());
}

class ForeignApps : public RuleRun {
public:
    explicit ForeignApps(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink& found) override {
        std::string_view bundle = record.text("bundle");
        if (bundle.empty()) bundle = record.text("name");
        std::string_view source = record.text("source");
        if (seen_.size() >= kAppsAtMost || !seen_.emplace(bundle).second) return;
        Finding finding = finding_of(rule_, record);
        // Another part of iOS, such as TestFlight: whoever uses it does so knowingly.
        const bool apples = source.starts_with("com.apple.");
        if (apples) finding.severity = Severity::low;
        finding.time = record.time("bought");
        finding.field = "source";
        finding.observed = source;
        finding.facts = {{"app", std::string(bundle)}};
        if (apples) finding.facts.emplace_back("state", "apples");
        found(std::move(finding));
    }

private:
    static constexpr std::size_t kAppsAtMost = 10'000;
    const Rule& rule_;
    std::set<std::string> seen_;
};

extern constinit const Rule rule = {
    .name = "app_foreign_source",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"applications", "backup_info"},
    .picks = picks,
    .start = start<ForeignApps>,
};

}  // namespace bridle::ios::app_foreign_source
