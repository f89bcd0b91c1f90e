#include "report/html_findings.h"

#include <functional>

#include "base/text.h"
#include "report/html_register.h"

namespace bridle {

namespace {

constexpr std::size_t kFoundAtMost = 12;
constexpr std::size_t kCardsAtMost = 1000, kOthersAtMost = 100;

std::string anchor(const CaseFinding& found) {
    return "finding-" + std::to_string(found.number);
}

void put_pill(Html& html, const std::string& css_class, std::string_view text) {
    html.element("span", {{"class", "pill " + css_class}}, text);
}

void put_points(Html& html, const std::vector<std::string>& points) {
    if (points.empty()) return;
    if (points.size() == 1) {
        html.element("p", points.front());
        return;
    }
    html.element("ul", [&] {
        for (const std::string& point : points) html.element("li", point);
    });
}

// Rows of a table of two columns: what it is, and what it says.
class Facts {
public:
    Facts(Html& html, const Words& words) : html_(html), words_(words) {}

    void row(std::string_view label, const std::function<void()>& contents) {
        html_.element("tr", [&] {
            html_.element("th", {{"scope", "row"}}, words_.text(label));
            html_.element("td", contents);
        });
    }
    void evidence(std::string_view label, std::string_view value, Literal css_class = "evidence") {
        if (!value.empty()) row(label, [&] { html_.evidence(value, css_class); });
    }

private:
    Html& html_;
    const Words& words_;
};

void put_indicator_rows(Html& html, Facts& facts, const Finding& finding, const Case& from,
                        const OnRecord& on_record, const Words& words) {
    const MatchedIndicator& indicator = *finding.indicator;
    facts.row("label.indicator", [&] {
        html.evidence(shown(finding, indicator.value));
        html.element("small", visible(indicator.type + ", " + indicator.how));
    });
    facts.row("label.source", [&] {
        html.element("ul", [&] {
            for (const IndicatorSource& source : indicator.sources)
                html.element("li", [&] {
                    html.text(visible(source.name)).text(source.name.empty() ? "" : ", ");
                    html.evidence(source.set).text(" ");
                    html.evidence(source.id, "evidence digest");
                });
        });
    });
    if (from.from_register())
        facts.row("label.on_record",
                  [&] { put_products(html, on_record.of(finding), on_record, words); });
}

void put_fact_row(Html& html, Facts& facts, const Finding& finding) {
    if (finding.facts.empty()) return;
    facts.row("label.facts", [&] {
        html.element("ul", [&] {
            for (const auto& [name, value] : finding.facts)
                html.element("li", [&] {
                    html.text(visible(name)).text(": ").evidence(shown(finding, value));
                });
        });
    });
}

void put_evidence_table(Html& html, const CaseFinding& found, const Case& from, const View& view,
                        const OnRecord& on_record) {
    const Finding& finding = found.finding;
    const Words& words = view.words;
    html.element("div", {{"class", "scroll"}}, [&] {
        html.element("table", {{"class", "facts"}}, [&] {
            html.element("caption", words.text("label.evidence"));
            html.open("tbody");
            Facts facts(html, words);
            if (finding.time)
                facts.row("label.time", [&] { put_time(html, *finding.time, view.zone); });
            facts.row("label.artifact",
                      [&] { html.text(artifact_title(finding.artifact, words)); });
            facts.evidence("label.file", finding.path);
            if (const EvidenceFile* file = from.file(found.file)) {
                facts.evidence("label.location", file->location);
                facts.evidence("label.sha256", file->sha256, "evidence digest");
            }
            facts.evidence("label.row", place_of(finding.part, finding.at, words));
            facts.evidence("label.field", finding.field);
            facts.evidence("label.observed", shown(finding, finding.observed));
            if (found.record)
                facts.row("label.record", [&] { html.text(std::to_string(found.record)); });
            if (finding.indicator) put_indicator_rows(html, facts, finding, from, on_record, words);
            put_fact_row(html, facts, finding);
            html.close("tbody");
        });
    });
}

void put_file(Html& html, const CaseFinding& found, const Case& from) {
    const EvidenceFile* file = from.file(found.file);
    html.element("small", [&] { html.evidence(found.finding.path); });
    if (file && file->location != found.finding.path)
        html.element("small", [&] { html.evidence(file->location); });
}

// The other findings that say the same: where each stands.
void put_others(Html& html, const FindingGroup& group, const Case& from, const View& view) {
    const Words& words = view.words;
    std::span<const CaseFinding* const> others = std::span(group.members).subspan(1);
    if (others.size() > kOthersAtMost) others = others.first(kOthersAtMost);
    const bool elsewhere = std::ranges::any_of(others, [&](const CaseFinding* found) {
        return found->file != group.first().file ||
               found->finding.path != group.first().finding.path;
    });
    html.element("div", {{"class", "scroll"}}, [&] {
        html.element("table", [&] {
            html.element("caption", words.text("label.other_records"));
            html.element("thead", [&] {
                html.element("tr", [&] {
                    for (std::string_view label :
                         {"label.time", "label.row", "label.observed", "label.confidence"})
                        html.element("th", {{"scope", "col"}}, words.text(label));
                });
            });
            html.element("tbody", [&] {
                for (const CaseFinding* found : others) {
                    const Finding& finding = found->finding;
                    html.element("tr", [&] {
                        html.element("td", {{"class", "times"}}, [&] {
                            if (finding.time) put_time(html, *finding.time, view.zone);
                        });
                        html.element("td", {{"class", "times"}}, [&] {
                            html.evidence(place_of(finding.part, finding.at, words));
                            if (elsewhere) put_file(html, *found, from);
                        });
                        html.element("td",
                                     [&] { html.evidence(shown(finding, finding.observed)); });
                        html.element(
                            "td", {{"class", "times"}},
                            words.text("confidence." + std::string(name_of(finding.confidence))));
                    });
                }
            });
        });
    });
}

void put_header(Html& html, const Finding& finding, std::int64_t number, const FindingWords& said,
                const Words& words) {
    const std::string severity(name_of(finding.severity)), sure(name_of(finding.confidence));
    auto labelled = [&](std::string_view label, const std::string& key) {
        return std::string(words.text(label)) + ": " + std::string(words.text(key));
    };
    html.element("header", [&] {
        if (finding.severity == Severity::info) {
            put_pill(html, severity, words.text("severity.info"));
        } else {
            put_pill(html, severity, labelled("label.severity", "severity." + severity));
            put_pill(html, "plain", labelled("label.confidence", "confidence." + sure));
        }
        html.element("span", {{"class", "number"}},
                     words.text("label.number", {{"number", std::to_string(number)}}));
        html.element("h3", said.title);
    });
}

// What that confidence means, how the indicator matches, and what the rule says of it.
std::string sure_of(const Finding& finding, const FindingWords& said, const Words& words) {
    std::string text(
        words.text("confidence." + std::string(name_of(finding.confidence)) + ".meaning"));
    for (const std::string& more : {said.how, said.sure})
        if (!more.empty()) text += " " + more;
    return text;
}

void put_explanation(Html& html, const Finding& finding, const FindingWords& said,
                     const Words& words) {
    auto part = [&](std::string_view label, const std::string& text) {
        if (text.empty()) return;
        html.element("h4", words.text(label)).element("p", text);
    };
    auto points = [&](std::string_view label, const std::vector<std::string>& all) {
        if (all.empty()) return;
        html.element("h4", words.text(label));
        put_points(html, all);
    };
    html.element("p", said.meaning);
    part("label.here", said.here);
    if (finding.severity == Severity::info) {
        part("label.note", said.sure);
        put_points(html, said.innocent);
    } else {
        part("label.sure", sure_of(finding, said, words));
        points("label.innocent", said.innocent);
    }
    points("label.todo", said.todo);
}

void put_card(Html& html, const FindingGroup& group, const Case& from, const View& view,
              const OnRecord& on_record) {
    const Words& words = view.words;
    const CaseFinding& found = group.first();
    const Finding& finding = found.finding;
    const FindingWords said = words_of(finding, words);
    html.element(
        "article", {{"class", "card " + severity_class(finding.severity)}, {"id", anchor(found)}},
        [&] {
            put_header(html, finding, found.number, said, words);
            if (finding.indicator && !finding.observed.empty())
                html.element("p", {{"class", "observed"}},
                             [&] { html.evidence(shown(finding, finding.observed)); });
            put_explanation(html, finding, said, words);
            put_evidence_table(html, found, from, view, on_record);
            if (group.members.size() > 1) put_others(html, group, from, view);
            if (said.references.empty()) return;
            html.element("h4", words.text("label.references"));
            html.element("ul", {{"class", "refs"}}, [&] {
                for (const std::string& reference : said.references)
                    html.element("li", [&] {
                        html.element("a", {{"href", reference}, {"rel", "noreferrer"}}, reference);
                    });
            });
        });
}

void put_short(Html& html, const FindingGroup& group, const View& view) {
    const Words& words = view.words;
    const Finding& finding = group.first().finding;
    const std::string severity(name_of(finding.severity));
    html.element("li", [&] {
        put_pill(html, severity, words.text("severity." + severity));
        html.element("div", [&] {
            html.element("a", {{"href", "#" + anchor(group.first())}}, title_of(finding, words));
            html.element("small", [&] {
                if (!finding.observed.empty()) {
                    html.evidence(observed_in_short(finding));
                    html.text(", ");
                }
                html.text(artifact_title(finding.artifact, words));
                if (finding.time) html.text(", ").text(view.zone.text(*finding.time));
                if (group.members.size() > 1) html.text(", ").text(times_of(group, words));
                html.text(". ").text(words.text("label.confidence")).text(": ");
                html.text(
                    lower(words.text("confidence." + std::string(name_of(finding.confidence)))));
            });
        });
    });
}

}  // namespace

std::string severity_class(Severity severity) {
    return std::string(name_of(severity));
}

void put_time(Html& html, Time time, const TimeZone& zone) {
    const std::string utc = TimeZone().text(time);
    html.element("time", {{"datetime", iso(time)}, {"class", "times"}}, utc);
    if (!zone.is_utc()) html.element("small", zone.text(time));
}

void put_paragraphs(Html& html, std::string_view text) {
    for (std::string_view paragraph : paragraphs(text)) html.element("p", paragraph);
}

void put_found(Html& html, const Case& from, const View& view) {
    const Words& words = view.words;
    std::vector<FindingGroup> groups = groups_of(from.findings());
    std::erase_if(groups, [](const FindingGroup& group) {
        return group.first().finding.severity == Severity::info;
    });
    if (groups.empty()) {
        html.element("p", words.text("none.found"));
        return;
    }
    html.element("ul", {{"class", "found"}}, [&] {
        for (std::size_t i = 0; i < std::min(groups.size(), kFoundAtMost); i++)
            put_short(html, groups[i], view);
        if (groups.size() > kFoundAtMost)
            html.element(
                "li", {{"class", "more"}},
                words.text("summary.more", {{"count", grouped(groups.size() - kFoundAtMost)}}));
    });
}

void put_cards(Html& html, const Case& from, const View& view, const OnRecord& on_record) {
    const Words& words = view.words;
    std::size_t left_out = from.findings().size();
    std::vector<FindingGroup> groups = groups_of(from.findings());
    if (groups.size() > kCardsAtMost) groups.resize(kCardsAtMost);
    for (const FindingGroup& group : groups) {
        put_card(html, group, from, view, on_record);
        left_out -= std::min(group.members.size(), 1 + kOthersAtMost);
    }
    if (groups.empty()) html.element("p", words.text("none.findings"));
    if (left_out) html.element("p", words.text("more.findings", {{"count", grouped(left_out)}}));
}

}  // namespace bridle
