// A page asked for without encryption that led to another site within a
// second: how an attacker in the network sends a phone to an exploit. Sites that
// have moved do the same, and are graded lower; links that exist only to
// forward do nothing else, so those are remarks. Every browser whose history names what a
// visit led to is heard.

#include <cmath>

#include "base/text.h"
#include "rule/ios/site.h"
#include "rule/rule.h"

namespace bridle::ios::redirect {

static constexpr double kSecondsAtMost = 1.0;

static bool picks(const Record& record) {
    const Field* url = find_field(record, "url");
    const Field* target = find_field(record, "redirected_to");
    return url && target && !target->string().empty() && url->string().size() > 7 &&
           equals_ignoring_case(url->string().substr(0, 7), "http://");
}

// google.com sends its visitors to the front page of google.fr. What has no name to begin with,
// such as 192.0.2.1, has none in another country.
static bool is_front_page_of_its_country(std::string_view from, std::string_view to,
                                         std::string_view target) {
    if (registrable_domain(from).empty() || registrable_domain(to).empty()) return false;
    auto url = parse_url(target);
    return url && url->path.size() <= 1 &&
           from.substr(0, from.find('.')) == to.substr(0, to.find('.'));
}

// The same page on another site is what a site leaves behind that has moved,
// and not what an attacker sends.
static bool is_same_page(std::string_view from, std::string_view to) {
    auto first = parse_url(from), second = parse_url(to);
    return first && second && first->path.size() > 1 && first->path == second->path;
}

static bool only_forwards(std::string_view address) {
    auto url = parse_url(address);
    std::string scratch;
    return url && is_short_link(*url, canonical_host(url->host, scratch));
}

static double seconds(const KeptRecord& record, std::string_view field) {
    const Value* value = record.find(field);
    const double* found = value ? std::get_if<double>(value) : nullptr;
    return found && *found != 0 ? *found : NAN;  // none was ever set to the year 2001
}

class RedirectRun : public RuleRun {
public:
    explicit RedirectRun(const Rule& rule) : rule_(rule) {}

    void see(const KeptRecord& record, const FindingSink& found) override {
        double elapsed = seconds(record, "redirected_at") - seconds(record, "visited_at");
        if (!(elapsed >= 0 && elapsed < kSecondsAtMost)) return;  // also when a time is unknown
        std::string from = site_of(record.text("url")), to = site_of(record.text("redirected_to"));
        if (from.empty() || to.empty() || from == to) return;
        Finding finding = finding_of(rule_, record);
        if (only_forwards(record.text("url"))) {
            finding.severity = Severity::info;
            finding.confidence = Confidence::weak;
        } else if (is_same_page(record.text("url"), record.text("redirected_to")) ||
                   is_front_page_of_its_country(from, to, record.text("redirected_to"))) {
            finding.severity = Severity::low;
            finding.confidence = Confidence::weak;
        }
        finding.time = record.time("visit");
        finding.field = "url";
        finding.observed = record.text("url");
        finding.facts = {{"from", from},
                         {"to", to},
                         {"target", std::string(record.text("redirected_to"))},
                         {"milliseconds", std::to_string(std::llround(elapsed * 1000))}};
        found(std::move(finding));
    }

private:
    const Rule& rule_;
};

extern constinit const Rule rule = {
    .name = "redirect",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"chrome_history", "firefox_history", "safari_history"},
    .picks = picks,
    .start = start<RedirectRun>,
    .references = {"https://www.amnesty.org/en/latest/research/2021/07/"
                   "forensic-methodology-report-how-to-catch-nso-groups-pegasus/",
                   "https://citizenlab.ca/2023/09/"
                   "predator-in-the-wires-ahmed-eltantawy-targeted-with-predator-spyware-after-"
                   "announcing-presidential-ambitions/"},
};

}  // namespace bridle::ios::redirect
