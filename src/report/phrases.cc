#include "report/phrases.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "rule/rule.h"

namespace bridle {

namespace {

constexpr int kDaysUntilOld = 60;

std::vector<std::string> filled_all(std::string_view text, const Words::Facts& facts) {
    std::vector<std::string> all;
    for (std::string_view paragraph : paragraphs(text)) all.push_back(filled(paragraph, facts));
    return all;
}

std::string key_of(std::string_view name) {
    std::string key(name);
    std::ranges::replace(key, ' ', '_');
    return lower(key);
}

// Whether the observed value is an address of the internet, with or without a scheme.
bool is_address(const Finding& finding) {
    static constexpr std::string_view kRules[] = {"indicator_domain", "indicator_url",
                                                  "indicator_ip",     "indicator_email",
                                                  "redirect",         "favicon_outlives_history"};
    return std::ranges::find(kRules, finding.rule) != std::end(kRules);
}

// The facts of the rule, and those that every finding has.
Words::Facts facts_of(const Finding& finding, const Words& words) {
    Words::Facts facts;
    for (const auto& [name, value] : finding.facts) {
        bool address = value.contains("://") || name == "from" || name == "to" || name == "sites";
        facts.emplace_back(name, visible(address ? defanged(value) : value));
    }
    facts.emplace_back("observed", shown(finding, finding.observed));
    facts.emplace_back("artifact", artifact_title(finding.artifact, words));
    if (finding.indicator) {
        facts.emplace_back("indicator", shown(finding, finding.indicator->value));
        facts.emplace_back("families", visible(families_of(*finding.indicator)));
    }
    return facts;
}

// The words of a rule that has several states come by state, and those of what means something
// else in one artifact by artifact.
std::string_view rule_text(const Finding& finding, const Words& words, std::string_view part) {
    std::string rule = "rule." + finding.rule, suffix = part.empty() ? "" : "." + std::string(part);
    auto state = std::ranges::find(finding.facts, "state", &Words::Facts::value_type::first);
    std::string of_state = state == finding.facts.end() ? "" : rule + "." + state->second + suffix;
    return words.first_of({of_state, rule + "." + finding.artifact + suffix, rule + suffix});
}

// One that the catalogue does not know, such as one of a newer version, is still named.
std::string sentence(std::string_view key, std::string_view otherwise, const Words& words) {
    return std::string(words.has(key) ? words.text(key) : otherwise);
}

}  // namespace

// Of each address in it, one within another included, the scheme and the dots of its host.
std::string defanged(std::string_view text) {
    std::string out;
    for (bool first = true; !text.empty(); first = false) {
        std::size_t colon = text.find("://");
        const bool has_scheme = colon != std::string_view::npos;
        if (!first && !has_scheme) break;
        if (has_scheme) {
            std::size_t start = colon;
            while (start > 0 && lower(text[start - 1]) >= 'a' && lower(text[start - 1]) <= 'z')
                start--;
            std::string name = lower(text.substr(start, colon - start));
            out += text.substr(0, start);
            out += name == "http" ? "hxxp" : name == "https" ? "hxxps" : name;
            out += "://";
            text.remove_prefix(colon + 3);
        }
        std::size_t host = std::min(text.find_first_of("/?#"), text.size());
        for (char c : text.substr(0, host)) {
            if (c == '.')
                out += "[.]";
            else
                out += c;
        }
        text.remove_prefix(host);
    }
    out += text;
    return out;
}

// The whole of it is in the case.
static std::string_view in_short(std::string_view text) {
    static constexpr std::size_t kShown = 600;
    return front(text, kShown);
}

std::string shown(const Finding& finding, std::string_view value) {
    bool address = is_address(finding) || value.contains("://");
    std::string_view part = in_short(value);
    std::string text = visible(address ? defanged(part) : part);
    return part.size() < value.size() ? text + "…" : text;
}

std::string observed_in_short(const Finding& finding) {
    static constexpr std::size_t kShown = 100;
    std::string_view part = front(finding.observed, kShown);
    return shown(finding, part) + (part.size() < finding.observed.size() ? "…" : "");
}

std::string families_of(const MatchedIndicator& indicator) {
    std::vector<std::string_view> names;
    for (const IndicatorSource& source : indicator.sources) {
        std::string_view name = source.name.empty() ? source.set : source.name;
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    return joined(names);
}

std::string artifact_title(std::string_view artifact, const Words& words) {
    return sentence("artifact." + std::string(artifact), artifact, words);
}

std::string title_of(const Finding& finding, const Words& words) {
    std::string_view title = rule_text(finding, words, "");
    return title.empty() ? finding.rule : filled(title, facts_of(finding, words));
}

FindingWords words_of(const Finding& finding, const Words& words) {
    const Words::Facts facts = facts_of(finding, words);
    auto text = [&](std::string_view part) { return rule_text(finding, words, part); };
    FindingWords out;
    out.title = title_of(finding, words);
    out.meaning = filled(text("meaning"), facts);
    out.sure = filled(text("sure"), facts);
    out.innocent = filled_all(text("innocent"), facts);
    out.todo = filled_all(text("todo"), facts);
    if (finding.indicator) {
        out.here = sentence("place." + finding.artifact, "", words);
        out.how = sentence("how." + key_of(finding.indicator->how), finding.indicator->how, words);
    }
    if (const Rule* rule = find_rule(finding.rule))
        for (std::string_view reference : rule->references)
            if (!reference.empty()) out.references.emplace_back(reference);
    return out;
}

std::vector<FindingGroup> groups_of(std::span<const CaseFinding> findings) {
    std::vector<FindingGroup> groups;
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> places;
    for (const CaseFinding& found : findings) {
        const Finding& finding = found.finding;
        std::string what = finding.indicator ? finding.indicator->value : finding.observed;
        auto [place, fresh] =
            places.try_emplace({finding.rule, std::move(what), finding.artifact}, groups.size());
        if (fresh) groups.emplace_back();
        groups[place->second].members.push_back(&found);
    }
    return groups;
}

std::string times_of(const FindingGroup& group, const Words& words) {
    std::string times = words.counted("count.times", group.members.size());
    return group.members.size() < kFindingsOfAKind
               ? times
               : words.text("count.or_more", {{"times", times}});
}

std::vector<std::string_view> steps_of(const Case& from, const Words& words) {
    const Verdict verdict = from.verdict();
    const bool again = !verdict.complete && verdict.statement == Statement::nothing_known;
    std::vector<std::string_view> steps;
    if (again) steps = paragraphs(words.text("statement.incomplete.todo"));
    for (std::string_view step :
         paragraphs(words.text("statement." + std::string(name_of(verdict.statement)) + ".todo")))
        steps.push_back(step);
    return steps;
}

bool is_backup(const Case& from) {
    return from.acquisition_kind() == "iPhone backup";
}

std::size_t count(const Case& from, Reading reading) {
    return static_cast<std::size_t>(
        std::ranges::count(from.coverage(), reading, &Coverage::reading));
}

// When the newest set was fetched, in days before the examination began.
static std::optional<std::int64_t> age_of_indicators(const Case& from) {
    auto started = from_iso(from.meta("started"));
    std::optional<Time> newest;
    for (const CaseIndicatorSet& set : from.indicator_sets())
        if (set.date && (!newest || *set.date > *newest)) newest = set.date;
    if (!started || !newest) return std::nullopt;
    return std::chrono::floor<std::chrono::days>(*started - *newest).count();
}

std::vector<std::string> limits_of(const Case& from, const Words& words) {
    std::vector<std::string> limits;
    auto say = [&](std::string_view key, const Words::Facts& facts = {}) {
        limits.push_back(words.text(key, facts));
    };
    const Verdict verdict = from.verdict();
    if (!verdict.complete && verdict.statement != Statement::not_examined) say("limit.incomplete");
    std::uint64_t values = 0;
    for (const CaseIndicatorSet& set : from.indicator_sets())
        for (const auto& [kind, number] : set.values) values += number;
    if (values == 0) say("limit.no_indicators");
    std::size_t not_compared = 0;
    for (const CaseIndicatorSet& set : from.indicator_sets())
        not_compared += set.revoked + set.expired + set.unsupported.size();
    if (not_compared) limits.push_back(words.counted("limit.not_compared", not_compared));
    if (std::string_view kinds = from.meta("not_compared"); !kinds.empty())
        say("limit.kinds_not_compared", {{"kinds", std::string(kinds)}});
    auto age = age_of_indicators(from);
    if (age && *age > kDaysUntilOld)
        say("limit.old_indicators", {{"days", grouped(static_cast<std::uint64_t>(*age))}});
    if (count(from, Reading::skipped)) say("limit.skipped");
    if (is_backup(from) && !from.device().encrypted) say("limit.unencrypted");
    if (from.acquisition_kind() == "file-system dump") say("limit.dump");
    std::uint64_t short_links = 0;
    for (const Coverage& entry : from.coverage()) short_links += entry.short_links;
    if (short_links) limits.push_back(words.counted("limit.short_links", short_links));
    if (from.findings_left_out())
        say("limit.findings_left_out", {{"count", grouped(from.findings_left_out())}});
    return limits;
}

std::string reason_of(const Coverage& coverage, const Case& from, const Words& words) {
    if (coverage.reading != Reading::absent) return coverage.reason;
    std::string key = "absence." + std::string(name_of(coverage.absence));
    if (coverage.absence == Absence::only_encrypted)
        key += is_normal(coverage.absence, from.device().encrypted) ? ".normal" : ".odd";
    return std::string(words.text(key));
}

std::string place_of(std::string_view part, std::int64_t at, const Words& words) {
    std::string number = std::to_string(at);
    if (at == 0 && !part.empty()) return std::string(part);  // a key, not a row
    if (part == "byte") return words.text("label.byte.value", {{"at", number}});
    return words.text("label.row.value", {{"part", std::string(part)}, {"at", number}});
}

}  // namespace bridle
