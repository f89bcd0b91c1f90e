#include "report/html_report.h"

#include <algorithm>
#include <set>

#include "base/html.h"
#include "base/text.h"
#include "report/html_findings.h"
#include "report/html_register.h"
#include "report/html_style.h"
#include "report/phrases.h"

namespace bridle {

namespace {

constexpr std::size_t kProblemsAtMost = 500;
constexpr std::size_t kUnsupportedAtMost = 50;

// Nothing may be loaded, run or sent, whatever a reader's program thinks of the contents.
constexpr Literal kPolicy =
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n";

class Report {
public:
    Report(const Case& from, const View& view)
        : from_(from), view_(view), words_(view.words), on_record_(from) {}

    std::string write();

private:
    void put_head();
    void put_top();
    void put_statement();
    void put_advice();
    void put_contents();
    void put_section(std::string_view name, std::string_view lead, auto contents);
    void put_coverage();
    void put_coverage_row(const Coverage& entry);
    void put_problems(bool remarks);
    void put_acquisition();
    void put_indicators();
    void put_indicator_row(const CaseIndicatorSet& set);
    void put_unsupported();
    void put_custody();
    std::uint64_t files_read() const;
    void put_method();
    void put_glossary();

    // A table with a heading for each column.
    void put_table(std::string_view caption, std::initializer_list<std::string_view> columns,
                   auto rows);
    void put_facts(std::string_view caption, auto rows);
    void put_fact(std::string_view label, std::string_view value);
    void put_time_fact(std::string_view label, Time time);
    void cell(std::string_view text) { html_.element("td", text); }
    void number_cell(std::uint64_t number) {
        html_.element("td", {{"class", "number"}}, grouped(number));
    }
    std::string word(std::string_view key) const { return std::string(words_.text(key)); }

    const Case& from_;
    const View& view_;
    const Words& words_;
    OnRecord on_record_;
    Html html_;
};

void Report::put_table(std::string_view caption, std::initializer_list<std::string_view> columns,
                       auto rows) {
    html_.element("div", {{"class", "scroll"}}, [&] {
        html_.element("table", [&] {
            html_.element("caption", caption);
            html_.element("thead", [&] {
                html_.element("tr", [&] {
                    for (std::string_view column : columns)
                        html_.element("th", {{"scope", "col"}}, words_.text(column));
                });
            });
            html_.element("tbody", rows);
        });
    });
}

void Report::put_facts(std::string_view caption, auto rows) {
    html_.element("div", {{"class", "scroll"}}, [&] {
        html_.element("table", {{"class", "facts"}}, [&] {
            html_.element("caption", caption);
            html_.element("tbody", rows);
        });
    });
}

void Report::put_fact(std::string_view label, std::string_view value) {
    if (value.empty()) return;
    html_.element("tr", [&] {
        html_.element("th", {{"scope", "row"}}, words_.text(label));
        html_.element("td", [&] { html_.element("bdi", visible(value)); });
    });
}

void Report::put_time_fact(std::string_view label, Time time) {
    html_.element("tr", [&] {
        html_.element("th", {{"scope", "row"}}, words_.text(label));
        html_.element("td", [&] { put_time(html_, time, view_.zone); });
    });
}

void Report::put_head() {
    html_.raw("<!DOCTYPE html>\n");
    html_.open("html", {{"lang", word("language")}}).raw("\n");
    html_.element("head", [&] {
        html_.raw("<meta charset=\"utf-8\">\n").raw(kPolicy);
        html_.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html_.raw("<meta name=\"referrer\" content=\"no-referrer\">\n");
        html_.element("title", [&] {
            html_.text(word("title"));
            if (!from_.device().name.empty()) html_.text(": ").text(visible(from_.device().name));
        });
        html_.element("style", [&] { html_.raw(kStyle); });
    });
}

void Report::put_top() {
    const Device& device = from_.device();
    html_.element("header", {{"class", "top"}}, [&] {
        html_.element("h1", [&] {
            html_.element("span", {{"class", "brand"}}, "Bridle");
            html_.text(" · ").text(word("title"));
        });
        html_.element("p", [&] {
            html_.element("bdi", visible(device.name.empty() ? std::string(from_.acquisition_kind())
                                                             : device.name));
            if (!device.product.empty()) html_.text(" · ").text(visible(device.product));
            if (!device.version.empty()) html_.text(" · iOS ").text(visible(device.version));
            if (auto finished = from_iso(from_.meta("finished")))
                html_.text(" · ").text(view_.zone.text(*finished));
        });
    });
}

void Report::put_statement() {
    const std::string name(name_of(from_.verdict().statement)), key = "statement." + name;
    html_.element("section", {{"class", "verdict " + name}, {"aria-labelledby", "statement"}}, [&] {
        html_.element("h2", {{"id", "statement"}}, word(key));
        put_paragraphs(html_, words_.text(key + ".text"));
    });
    put_advice();
}

void Report::put_advice() {
    html_.element("div", {{"class", "advice"}}, [&] {
        html_.element("div", [&] {
            html_.element("h3", word("heading.found"));
            put_found(html_, from_, view_);
        });
        html_.element("div", [&] {
            html_.element("h3", word("heading.todo"));
            html_.element("ol", {{"class", "steps"}}, [&] {
                for (std::string_view step : steps_of(from_, words_)) html_.element("li", step);
            });
        });
        const std::vector<std::string> limits = limits_of(from_, words_);
        if (limits.empty()) return;
        html_.element("div", [&] {
            html_.element("h3", word("heading.limits"));
            html_.element("ul", [&] {
                for (const std::string& limit : limits) html_.element("li", limit);
            });
        });
    });
}

constexpr std::string_view kSections[] = {"findings",   "register", "coverage", "acquisition",
                                          "indicators", "custody",  "method",   "glossary"};

void Report::put_contents() {
    html_.element("nav", {{"aria-labelledby", "contents"}}, [&] {
        html_.element("h2", {{"id", "contents"}}, word("heading.contents"));
        html_.element("ul", [&] {
            for (std::string_view section : kSections) {
                if (section == "register" && !from_.from_register()) continue;
                html_.element("li", [&] {
                    html_.element("a", {{"href", "#" + std::string(section)}},
                                  word("heading." + std::string(section)));
                });
            }
        });
    });
}

void Report::put_section(std::string_view name, std::string_view lead, auto contents) {
    const std::string id(name), heading = id + "-heading";
    html_.element("section", {{"class", "part"}, {"id", id}, {"aria-labelledby", heading}}, [&] {
        html_.element("h2", {{"id", heading}}, word("heading." + id));
        if (!lead.empty()) html_.element("p", {{"class", "lead"}}, lead);
        contents();
    });
}

void Report::put_coverage() {
    put_section("coverage", word("lead.coverage"), [&] {
        std::set<std::string_view> kinds;
        for (const Coverage& entry : from_.coverage()) kinds.insert(entry.artifact);
        put_table(words_.counted("count.artifacts", kinds.size()),
                  {"label.artifact", "label.state", "label.records", "label.file"}, [&] {
                      for (const Coverage& entry : from_.coverage()) put_coverage_row(entry);
                  });
        put_problems(false);
        put_problems(true);
    });
}

std::string state_class(const Coverage& entry, bool encrypted) {
    switch (entry.reading) {
        case Reading::read:
            return "good";
        case Reading::partial:
            return "medium";
        case Reading::unreadable:
            return "high";
        case Reading::absent:
            return is_normal(entry.absence, encrypted) ? "info" : "medium";
        case Reading::skipped:
            break;
    }
    return "info";
}

void Report::put_coverage_row(const Coverage& entry) {
    html_.element("tr", [&] {
        html_.element("th", {{"scope", "row"}}, [&] {
            html_.text(artifact_title(entry.artifact, words_));
            if (words_.has("artifact." + entry.artifact + ".why"))
                html_.element("small", word("artifact." + entry.artifact + ".why"));
        });
        html_.element("td", [&] {
            html_.element("span",
                          {{"class", "pill " + state_class(entry, from_.device().encrypted)}},
                          word("reading." + std::string(name_of(entry.reading))));
        });
        if (entry.file)
            number_cell(entry.records);
        else
            cell("");
        html_.element("td", [&] {
            if (const EvidenceFile* file = from_.file(entry.file)) html_.evidence(file->path);
            std::string reason = visible(reason_of(entry, from_, words_));
            if (entry.withheld) {
                if (!reason.empty()) reason += ". ";
                reason += words_.counted("withheld", entry.withheld);
            }
            if (!reason.empty()) html_.element("small", reason);
        });
    });
}

void Report::put_problems(bool remarks) {
    std::vector<const CaseProblem*> problems;
    for (const CaseProblem& entry : from_.problems())
        if (entry.problem.remark == remarks) problems.push_back(&entry);
    if (problems.empty() && remarks) return;
    html_.element("h3", word(remarks ? "heading.remarks" : "heading.problems"));
    if (problems.empty()) {
        html_.element("p", word(from_.tally().unread ? "none.more_problems" : "none.problems"));
        return;
    }
    if (!remarks) html_.element("p", word("lead.problems"));
    put_table(
        words_.counted(remarks ? "count.remarks" : "count.problems", problems.size()),
        {"label.artifact", "label.problem", "label.file"}, [&] {
            for (const CaseProblem* entry :
                 std::span(problems).first(std::min(problems.size(), kProblemsAtMost))) {
                const Problem& problem = entry->problem;
                html_.element("tr", [&] {
                    cell(entry->artifact.empty() ? visible(problem.part)
                                                 : artifact_title(entry->artifact, words_));
                    html_.element("td", [&] {
                        html_.text(visible(problem.error.what));
                        std::string more = word("code." + std::string(name_of(problem.error.code)));
                        if (!problem.part.empty() && !entry->artifact.empty())
                            more += "; " + visible(problem.part);
                        if (problem.error.offset)
                            more += "; " + words_.text("label.byte.value",
                                                       {{"at", grouped(problem.error.offset)}});
                        if (!problem.remark) html_.element("small", more);
                    });
                    html_.element("td", [&] {
                        if (const EvidenceFile* file = from_.file(entry->file))
                            html_.evidence(file->path);
                    });
                });
            }
        });
    if (problems.size() > kProblemsAtMost)
        html_.element("p", words_.text("more.problems",
                                       {{"count", grouped(problems.size() - kProblemsAtMost)}}));
}

std::uint64_t Report::files_read() const {
    std::uint64_t count = 0;
    for (FileId id = 1; id <= from_.file_count(); id++) count += !from_.file(id)->sha256.empty();
    return count;
}

void Report::put_acquisition() {
    const Device& device = from_.device();
    put_section("acquisition", "", [&] {
        put_facts(word("label.device"), [&] {
            put_fact("label.name", device.name);
            put_fact("label.model", device.product);
            put_fact("label.version", device.build.empty()
                                          ? device.version
                                          : device.version + " (" + device.build + ")");
            put_fact("label.serial", device.serial);
            put_fact("label.unique_id", device.unique_id);
        });
        put_facts(word("label.kind"), [&] {
            put_fact("label.kind", from_.acquisition_kind());
            put_fact("label.root", from_.acquisition_root());
            if (device.taken) put_time_fact("label.taken", *device.taken);
            if (is_backup(from_))
                put_fact("label.encrypted", word(device.encrypted ? "yes" : "no"));
            put_fact("label.files", grouped(files_read()));
            put_fact("label.records_kept", grouped(from_.record_count()));
        });
    });
}

void Report::put_indicators() {
    put_section("indicators", word("lead.indicators"), [&] {
        const auto& sets = from_.indicator_sets();
        if (sets.empty()) {
            html_.element("p", word("none.indicators"));
            return;
        }
        put_table(words_.counted("count.sets", sets.size()),
                  {"label.set", "label.families", "label.date", "label.values", "label.left_out"},
                  [&] {
                      for (const CaseIndicatorSet& set : sets) put_indicator_row(set);
                  });
        put_unsupported();
    });
}

void Report::put_indicator_row(const CaseIndicatorSet& set) {
    std::uint64_t total = 0;
    std::vector<std::string> kinds, left_out;
    for (const auto& [kind, count] : set.values) {
        total += count;
        kinds.push_back(grouped(count) + " " + kind);
    }
    auto note = [&](std::string_view key, std::uint64_t count) {
        if (count) left_out.push_back(words_.text(key, {{"count", grouped(count)}}));
    };
    note("indicator.revoked", set.revoked);
    note("indicator.expired", set.expired);
    note("indicator.unsupported", set.unsupported.size());

    html_.element("tr", [&] {
        html_.element("th", {{"scope", "row"}}, [&] {
            html_.evidence(set.name);
            html_.element("small", visible(set.origin));
            html_.element("small", [&] { html_.evidence(set.sha256, "evidence digest"); });
        });
        cell(visible(joined(set.families)));
        html_.element("td", {{"class", "times"}}, [&] {
            if (set.date) html_.text(iso(*set.date).substr(0, 10));
        });
        html_.element("td", [&] {
            html_.text(words_.counted("count.values", total));
            html_.element("small", joined(kinds));
        });
        cell(joined(left_out));
    });
}

// Patterns of a form that this version does not know: nobody looked for them.
void Report::put_unsupported() {
    std::size_t total = 0;
    for (const CaseIndicatorSet& set : from_.indicator_sets()) total += set.unsupported.size();
    if (total == 0) return;
    put_table(words_.text("indicator.unsupported", {{"count", grouped(total)}}),
              {"label.set", "label.indicator", "label.reason"}, [&] {
                  std::size_t shown = 0;
                  for (const CaseIndicatorSet& set : from_.indicator_sets())
                      for (const CaseIndicatorSet::Unsupported& one : set.unsupported) {
                          if (shown++ >= kUnsupportedAtMost) return;
                          html_.element("tr", [&] {
                              html_.element("td", [&] { html_.evidence(set.name); });
                              html_.element("td", [&] { html_.evidence(one.pattern); });
                              cell(visible(one.reason));
                          });
                      }
              });
    if (total > kUnsupportedAtMost)
        html_.element(
            "p", words_.text("more.unsupported", {{"count", grouped(total - kUnsupportedAtMost)}}));
}

void Report::put_custody() {
    put_section("custody", word("lead.custody"), [&] {
        const std::string_view consent = from_.meta("consent");
        html_.element("h3", word("label.consent"));
        html_.element("p", consent.empty() ? word("none.consent") : visible(consent));
        if (from_.custody().empty()) return;
        put_table(word("caption.custody"), {"label.when", "label.step"}, [&] {
            for (const Custody& entry : from_.custody())
                html_.element("tr", [&] {
                    html_.element("td", {{"class", "times"}},
                                  [&] { put_time(html_, entry.time, view_.zone); });
                    const std::string key = "custody." + entry.what;
                    cell(words_.has(key) ? std::string(word(key)) : visible(entry.what));
                });
        });
    });
}

void Report::put_method() {
    const std::string program(from_.meta("program"));
    put_section("method", "", [&] {
        html_.element("p", words_.text("lead.method", {{"program", program}}));
        html_.element("p", word("lead.method.check"));
        put_facts(word("caption.method"), [&] {
            auto time = [&](std::string_view label, std::string_view key) {
                if (auto at = from_iso(from_.meta(key))) put_time_fact(label, *at);
            };
            put_fact("label.program", program);
            time("label.started", "started");
            time("label.finished", "finished");
            put_fact("label.only", from_.meta("only"));
            put_fact("label.exit_code", std::to_string(from_.verdict().exit_code));
        });
    });
}

void Report::put_glossary() {
    put_section("glossary", "", [&] {
        html_.element("dl", {{"class", "glossary"}}, [&] {
            bool term = true;
            for (std::string_view paragraph : paragraphs(words_.text("glossary"))) {
                if (term)
                    html_.element("dt", paragraph);
                else
                    html_.element("dd", paragraph);
                term = !term;
            }
        });
    });
}

std::string Report::write() {
    put_head();
    html_.open("body").raw("\n");
    html_.element("a", {{"class", "skip"}, {"href", "#statement"}}, word("heading.found"))
        .raw("\n");
    html_.element("div", {{"class", "sheet"}}, [&] {
        put_top();
        html_.element("main", [&] {
            put_statement();
            put_contents();
            put_section("findings", word("lead.findings"),
                        [&] { put_cards(html_, from_, view_, on_record_); });
            if (const CaseRegister* used = from_.from_register())
                put_section("register", word("lead.register"),
                            [&] { put_register(html_, *used, on_record_, words_); });
            put_coverage();
            put_acquisition();
            put_indicators();
            put_custody();
            put_method();
            put_glossary();
        });
        html_.element("footer", [&] { html_.text(from_.meta("program")); });
    });
    html_.close("body").close("html");
    return html_.page();
}

}  // namespace

std::string html_report(const Case& from, const View& view) {
    return Report(from, view).write();
}

}  // namespace bridle
