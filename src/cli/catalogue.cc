// bridle artifacts, bridle rules: what this program reads and judges, out of the same tables by
// which it works. docs/coverage.md is made of them.

#include "cli/catalogue.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/commands.h"
#include "report/words.h"
#include "rule/rule.h"

// A row for each artifact; CMake takes the names of the fields from its source.
#define FIELDS(artifact, others, names) {#artifact, others, names},
static constexpr bridle::ArtifactFields kFields[] = {
#include "artifact_fields.def"
};
#undef FIELDS

namespace bridle {

bool ArtifactFields::has(std::string_view name) const {
    const std::vector<std::string_view> all = split(names, ' ');
    return std::ranges::find(all, name) != all.end();
}

const ArtifactFields& fields_of(std::string_view artifact) {
    static constexpr ArtifactFields kNone = {};
    auto found = std::ranges::find(kFields, artifact, &ArtifactFields::artifact);
    return found == std::end(kFields) ? kNone : *found;
}

namespace {

std::string_view sources_of(const Artifact& artifact) {
    if (artifact.form == Form::backup) return "backup";
    if (artifact.form == Form::dump || artifact.absence == Absence::only_dumps) return "dump";
    return artifact.absence == Absence::only_encrypted ? "encrypted backup, dump" : "backup, dump";
}

// Each of those that are not empty, between quotes.
std::string listed(std::span<const std::string_view> texts, std::string_view between,
                   std::string_view quote = "") {
    std::vector<std::string> all;
    for (std::string_view text : texts)
        if (!text.empty()) all.push_back(fmt::format("{}{}{}", quote, text, quote));
    return joined(all, between);
}

std::string rules_about(const Artifact& artifact, std::string_view quote = "") {
    std::vector<std::string_view> names;
    for (const Rule* rule : all_rules())
        if (listens_to(*rule, artifact.name)) names.push_back(rule->name);
    return listed(names, ", ", quote);
}

std::string fields_in_words(const Artifact& artifact) {
    const ArtifactFields& fields = fields_of(artifact.name);
    return std::string(fields.names) + (fields.others ? "; every other by its own name" : "");
}

// A line of a terminal, with what does not fit below it.
void print_lines(std::string_view label, std::string_view text) {
    static constexpr std::size_t kWidth = 84;
    bool first = true;
    while (!text.empty()) {
        std::size_t size = text.size();
        if (size > kWidth) {
            size = text.rfind(' ', kWidth);
            if (size == text.npos || size == 0) size = kWidth;
        }
        fmt::print("  {:<8}  {}\n", first ? label : "", text.substr(0, size));
        first = false;
        text.remove_prefix(size);
        while (text.starts_with(' ')) text.remove_prefix(1);
    }
}

}  // namespace

int list_artifacts(bool markdown) {
    if (markdown)
        fmt::print("| artifact | sources | files | fields | rules |\n|---|---|---|---|---|\n");
    for (const Artifact* each : all_artifacts()) {
        if (markdown) {
            fmt::print("| `{}`: {} | {} | {} | {} | {} |\n", each->name, each->title,
                       sources_of(*each), listed(each->paths, "<br>", "`"), fields_in_words(*each),
                       rules_about(*each, "`"));
            continue;
        }
        fmt::print("{}: {}\n", each->name, each->title);
        print_lines("sources", sources_of(*each));
        print_lines("files", listed(each->paths, " "));
        print_lines("fields", fields_in_words(*each));
        print_lines("rules", rules_about(*each));
    }
    return kDone;
}

int list_rules(bool markdown) {
    const Words& words = Words::english();
    if (markdown)
        fmt::print(
            "| rule | finds | severity | confidence | looks at | described in |\n"
            "|---|---|---|---|---|---|\n");
    for (const Rule* each : all_rules()) {
        const std::string_view title = words.text("rule." + std::string(each->name));
        if (markdown) {
            fmt::print("| `{}` | {} | {} | {} | {} | {} |\n", each->name, title,
                       name_of(each->severity), name_of(each->confidence),
                       listed(each->listens, ", ", "`"), listed(each->references, "<br>"));
            continue;
        }
        fmt::print("{}: {}\n", each->name, title);
        print_lines("severity", std::string(name_of(each->severity)) + ", " +
                                    std::string(name_of(each->confidence)));
        print_lines("looks at", listed(each->listens, ", "));
        print_lines("see", listed(each->references, " "));
    }
    return kDone;
}

}  // namespace bridle
