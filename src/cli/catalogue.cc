// bridle artifacts, bridle rules: what this program reads and judges, out of the same tables by
// which it works. docs/coverage.md is made of them.

#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "report/words.h"
#include "rule/rule.h"

// A row for each artifact; CMake takes the names of the fields from its source.
#define FIELDS(name, fields) {#name, fields},
static constexpr std::pair<std::string_view, std::string_view> kFields[] = {
#include "artifact_fields.def"
};
#undef FIELDS

namespace bridle {

namespace {

std::string_view fields_of(std::string_view artifact) {
    auto found = std::ranges::find(kFields, artifact, [](const auto& each) { return each.first; });
    return found == std::end(kFields) ? std::string_view() : found->second;
}

std::string_view sources_of(const Artifact& artifact) {
    switch (artifact.form) {
        case Form::backup:
            return "backup";
        case Form::dump:
            return "dump";
        default:
            return artifact.absence == Absence::only_encrypted ? "encrypted backup, dump"
                                                               : "backup, dump";
    }
}

template <std::size_t N>
std::string joined(const std::array<std::string_view, N>& texts, std::string_view between,
                   std::string_view quote) {
    std::string all;
    for (std::string_view text : texts) {
        if (text.empty()) continue;
        if (!all.empty()) all += between;
        all.append(quote).append(text).append(quote);
    }
    return all;
}

std::string rules_about(const Artifact& artifact, std::string_view quote) {
    std::string all;
    for (const Rule* rule : all_rules()) {
        if (std::ranges::find(rule->listens, artifact.name) == rule->listens.end()) continue;
        if (!all.empty()) all += ", ";
        all.append(quote).append(rule->name).append(quote);
    }
    return all;
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
                       sources_of(*each), joined(each->paths, "<br>", "`"), fields_of(each->name),
                       rules_about(*each, "`"));
            continue;
        }
        fmt::print("{}: {}\n", each->name, each->title);
        print_lines("sources", sources_of(*each));
        print_lines("files", joined(each->paths, " ", ""));
        print_lines("fields", fields_of(each->name));
        print_lines("rules", rules_about(*each, ""));
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
                       joined(each->listens, ", ", "`"), joined(each->references, "<br>", ""));
            continue;
        }
        fmt::print("{}: {}\n", each->name, title);
        print_lines("severity", std::string(name_of(each->severity)) + ", " +
                                    std::string(name_of(each->confidence)));
        print_lines("looks at", joined(each->listens, ", ", ""));
        print_lines("see", joined(each->references, " ", ""));
    }
    return kDone;
}

}  // namespace bridle
