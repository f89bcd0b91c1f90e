// The report in short, for a terminal and for scripts.

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "report/findings_json.h"
#include "report/phrases.h"
#include "report/report.h"

namespace bridle {

namespace {

constexpr std::size_t kGroupsShown = 10;
constexpr std::size_t kReasonsShown = 10;
constexpr std::size_t kRecordsSaid = 5;

// Lines no longer than the terminal is wide, in a few colours.
class Page {
public:
    explicit Page(const SummaryOptions& options) : options_(options) {}

    void heading(std::string_view text) {
        out_ += '\n';
        out_ += in(kBold, text) + '\n';
    }
    // Wrapped between words; the first line begins with `mark`, the others below its text.
    void paragraph(std::string_view text, std::string_view mark = "  ") {
        std::string line(mark);
        std::size_t indent = columns(mark), used = indent;
        for (std::string_view word : split(text, ' ')) {
            if (word.empty()) continue;
            if (used > indent && used + 1 + columns(word) > options_.width) {
                out_ += line + '\n';
                line.assign(indent, ' ');
                used = indent;
            }
            if (used > indent) line += ' ', used++;
            line += word;
            used += columns(word);
        }
        out_ += line + '\n';
    }
    std::string in(std::string_view colour, std::string_view text) const {
        if (!options_.colour) return std::string(text);
        return std::string(colour) + std::string(text) + "\x1b[0m";
    }
    void raw(std::string_view line) { out_ += line; }
    std::string take() { return std::move(out_); }

    static constexpr std::string_view kBold = "\x1b[1m";
    static constexpr std::string_view kRed = "\x1b[1;31m";
    static constexpr std::string_view kYellow = "\x1b[1;33m";
    static constexpr std::string_view kGreen = "\x1b[1;32m";

private:
    static std::size_t columns(std::string_view text) {  // one for each character
        return static_cast<std::size_t>(std::ranges::count_if(
            text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    }

    SummaryOptions options_;
    std::string out_;
};

std::string_view colour_of(Statement statement) {
    switch (statement) {
        case Statement::traces_found:
            return Page::kRed;
        case Statement::signs:
        case Statement::not_examined:
            return Page::kYellow;
        case Statement::nothing_known:
            return Page::kGreen;
    }
    return Page::kBold;
}

void add_finding(Page& page, const FindingGroup& group, const OnRecord& on_record,
                 const View& view) {
    const Words& words = view.words;
    const Finding& finding = group.first().finding;
    auto word = [&](std::string_view kind, std::string_view name) {
        return lower(words.text(std::string(kind) + "." + std::string(name)));
    };
    std::string line = title_of(finding, words) + " (";
    if (finding.severity == Severity::info)
        line += word("severity", name_of(finding.severity));
    else
        line += word("label", "severity") + ": " + word("severity", name_of(finding.severity)) +
                ", " + word("label", "confidence") + ": " +
                word("confidence", name_of(finding.confidence));
    line += ")";
    page.paragraph(line, "  - ");
    std::string detail =
        observed_in_short(finding) + ", " + artifact_title(finding.artifact, words);
    if (finding.time) detail += ", " + view.zone.text(*finding.time);
    if (group.members.size() > 1) detail += ", " + times_of(group, words);
    page.paragraph(detail, "    ");
    if (const std::string said = products_in_short(on_record.of(finding), words); !said.empty())
        page.paragraph(std::string(words.text("label.on_record")) + ": " + said, "    ");
}

void add_findings(Page& page, const Case& from, const OnRecord& on_record, const View& view) {
    std::vector<FindingGroup> groups = groups_of(from.findings());
    std::size_t shown = 0, info = 0;
    for (const FindingGroup& group : groups) {
        if (group.first().finding.severity == Severity::info && shown >= kGroupsShown) {
            info++;
        } else if (shown++ < kGroupsShown) {
            add_finding(page, group, on_record, view);
        }
    }
    if (groups.empty()) page.paragraph(view.words.text("none.findings"));
    auto more = [&](std::string_view key, std::size_t count) {
        if (count) page.paragraph(view.words.text(key, {{"count", grouped(count)}}));
    };
    more("summary.more", shown > kGroupsShown ? shown - kGroupsShown : 0);
    more("more.info", info);
}

void add_records(Page& page, std::string_view label,
                 const std::vector<const RegisterRecord*>& records, const Words& words) {
    std::vector<std::string> said;
    for (const RegisterRecord* record : records) {
        if (said.size() == kRecordsSaid) {
            said.push_back(
                words.text("summary.more", {{"count", grouped(records.size() - kRecordsSaid)}}));
            break;
        }
        std::string one = register_text(record->title);
        std::vector<std::string> more;
        for (const RegisterAnswer& answer : record->answers)
            if (answer.name == "status" || answer.name == "statusSince" || answer.name == "date")
                more.push_back(answer_in_words(answer, words));
        if (!more.empty()) one += " (" + joined(more) + ")";
        if (!record->citations.empty())
            one += ". " + std::string(words.text("label.citations")) + ": " +
                   cited(record->citations.front());
        said.push_back(std::move(one));
    }
    if (said.empty()) said.emplace_back(words.text("none.records"));
    for (bool first = true; const std::string& one : said) {
        page.paragraph(first ? std::string(words.text(label)) + ": " + one : one,
                       first ? "    " : "      ");
        first = false;
    }
}

// What is on record about the products that the findings point at.
void add_register(Page& page, const CaseRegister& used, const OnRecord& on_record,
                  const Words& words) {
    page.heading(words.text("heading.register"));
    page.paragraph(words.text("register.source", {{"name", register_text(used.about.name)},
                                                  {"day", register_text(used.about.day)}}));
    page.paragraph(words.text("register.limit"));
    const std::vector<ProductOnRecord>& products = on_record.products();
    if (products.empty()) page.paragraph(words.text("none.on_record"));
    for (std::size_t i = 0; i < std::min(products.size(), kGroupsShown); i++) {
        const ProductOnRecord& each = products[i];
        page.paragraph(products_in_short(each.families, words), "  - ");
        const Attribution& attribution = *each.families.front().attribution;
        page.paragraph(std::string(words.text("answer.citation")) + ": " +
                           register_text(attribution.record.answer("citation")),
                       "    ");
        add_records(page, "label.licences", each.licences, words);
        add_records(page, "label.contracts", each.contracts, words);
        add_records(page, "label.measures", each.measures, words);
    }
    if (products.size() > kGroupsShown)
        page.paragraph(
            words.text("summary.more", {{"count", grouped(products.size() - kGroupsShown)}}));
}

// What was there and could not be read, and what should have been there.
void add_coverage(Page& page, const Case& from, const Words& words) {
    auto number = [&](Reading reading) { return grouped(count(from, reading)); };
    page.paragraph(words.text("summary.read", {{"read", number(Reading::read)},
                                               {"partial", number(Reading::partial)},
                                               {"unreadable", number(Reading::unreadable)},
                                               {"absent", number(Reading::absent)}}));
    if (count(from, Reading::skipped))
        page.paragraph(words.text("summary.skipped", {{"count", number(Reading::skipped)}}));
    std::size_t shown = 0;
    auto say = [&](const std::string& what, std::string_view state, const std::string& reason) {
        if (shown++ < kReasonsShown)
            page.paragraph(what + ": " + lower(words.text(state)) +
                               (reason.empty() ? "" : ". " + visible(reason)),
                           "  - ");
    };
    for (const Coverage& entry : from.coverage()) {
        bool normal =
            entry.reading == Reading::read || entry.reading == Reading::skipped ||
            (entry.reading == Reading::absent && is_normal(entry.absence, from.device().encrypted));
        if (!normal)
            say(artifact_title(entry.artifact, words),
                "reading." + std::string(name_of(entry.reading)), reason_of(entry, from, words));
    }
    for (const CaseProblem& entry : from.problems())
        if (entry.artifact.empty() && !entry.problem.remark)
            say(visible(entry.problem.part), "label.problem", entry.problem.error.what);
    if (shown > kReasonsShown)
        page.paragraph(words.text("summary.more", {{"count", grouped(shown - kReasonsShown)}}));
}

}  // namespace

std::string summary(const Case& from, const View& view, const SummaryOptions& options) {
    const Words& words = view.words;
    const Statement statement = from.verdict().statement;
    const std::string key = "statement." + std::string(name_of(statement));
    Page page(options);
    page.raw(page.in(colour_of(statement), words.text(key)) + "\n\n");
    for (std::string_view text : paragraphs(words.text(key + ".text"))) page.paragraph(text);

    page.heading(words.text("heading.found"));
    const OnRecord on_record(from);
    add_findings(page, from, on_record, view);
    if (const CaseRegister* used = from.from_register())
        add_register(page, *used, on_record, words);
    if (std::vector<std::string> limits = limits_of(from, words); !limits.empty()) {
        page.heading(words.text("heading.limits"));
        for (const std::string& limit : limits) page.paragraph(limit, "  - ");
    }
    page.heading(words.text("heading.coverage"));
    add_coverage(page, from, words);
    page.heading(words.text("heading.todo"));
    for (std::string_view step : steps_of(from, words)) page.paragraph(step, "  - ");
    return page.take();
}

std::string summary_json(const Case& from, const View& view) {
    std::string out;
    JsonWriter json(out, 2);
    json.begin_object();
    put_statement(json, from, view.words);
    put_counts(json, from);
    put_coverage(json, from, view.words);
    const OnRecord on_record(from);
    put_register(json, from, on_record, view.words);
    json.key("findings").begin_array();
    for (const CaseFinding& found : from.findings())
        put_finding(json, found, from, on_record, view.words);
    json.end_array().end_object();
    return out + "\n";
}

}  // namespace bridle
