// Somebody told this phone to trust a certificate that does not come with iOS. Whoever owns it
// can read traffic that is meant to be secret. When a profile brought it, that profile is spoken
// of by a rule of its own.

#include <algorithm>
#include <set>
#include <vector>

#include "base/text.h"
#include "rule/ios/profile_payloads.h"

namespace bridle::ios::trust_store_changed {

static bool picks(const Record& record) {
    if (record.artifact.name == "trust_store")  // it may be trusted for one purpose only
        return std::ranges::any_of(record.fields, [](const Field& field) {
            return field.name == "trust" && field.string() != "denied";
        });
    return Supervision::concerns(record) || find_field(record, "certificate");
}

// A hundred certificates; a phone has one or none.
class TrustedByHand : public RuleRun {
public:
    explicit TrustedByHand(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink&) override {
        if (supervision_.see(record)) return;
        if (record.artifact().name != "trust_store") {
            for (std::string_view field : {"certificate", "certificate_sha1"})
                if (of_profiles_.size() < kAtMost * 20)
                    of_profiles_.insert(std::string(record.text(field)));
            return;
        }
        std::string sha256(record.text("sha256")), sha1(record.text("sha1"));
        const std::string& digest = sha256.empty() ? sha1 : sha256;
        if (trusted_.size() >= kAtMost || !seen_.insert(digest).second) return;
        Trusted trusted{finding_of(rule_, record), sha1, sha256};
        trusted.finding.field = "subject";
        trusted.finding.observed = record.text("subject");
        if (trusted.finding.observed.empty()) {  // it names nobody
            trusted.finding.field = sha256.empty() ? "sha1" : "sha256";
            trusted.finding.observed = digest;
        }
        trusted.finding.facts = {{"digest", digest}};
        if (!says_that_it_trusts(record)) {
            trusted.finding.severity = Severity::low;
            trusted.finding.facts.emplace_back("state", "not_known");
        }
        trusted_.push_back(std::move(trusted));
    }

    void end(const FindingSink& found) override {
        for (Trusted& each : trusted_) {
            auto known = [&](const std::string& digest) {
                return !digest.empty() && of_profiles_.contains(digest);
            };
            const bool by_profile = known(each.sha1) || known(each.sha256);
            if (by_profile || supervision_.on()) each.finding.severity = Severity::low;
            each.finding.facts.emplace_back("by", by_profile ? "a profile" : "not known");
            found(std::move(each.finding));
        }
    }

private:
    struct Trusted {
        Finding finding;
        std::string sha1, sha256;
    };
    static constexpr std::size_t kAtMost = 100;

    // Not when its settings are missing or damaged.
    static bool says_that_it_trusts(const KeptRecord& record) {
        return std::ranges::any_of(record.texts("trust"), [](std::string_view trust) {
            return trust != "denied" && trust != "not_said" && trust != "not_readable";
        });
    }

    const Rule& rule_;
    Supervision supervision_;
    std::set<std::string> of_profiles_, seen_;
    std::vector<Trusted> trusted_;
};

extern constinit const Rule rule = {
    .name = "trust_store_changed",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"configuration_profiles", "device_management", "trust_store"},
    .picks = picks,
    .start = start<TrustedByHand>,
    .references = {"https://support.apple.com/en-us/102390"},
};

}  // namespace bridle::ios::trust_store_changed
