#include "casefile/verdict.h"

namespace bridle {

std::string_view name_of(Statement statement) {
    static constexpr std::array<std::string_view, 4> kNames = {"traces_found", "signs",
                                                               "nothing_known", "not_examined"};
    return kNames[static_cast<std::size_t>(statement)];
}

bool is_normal(Absence absence, bool encrypted) {
    return absence == Absence::optional || absence == Absence::older_versions ||
           absence == Absence::only_dumps || (absence == Absence::only_encrypted && !encrypted);
}

void Tally::count(const Finding& finding) {
    findings[static_cast<std::size_t>(finding.severity)]
            [static_cast<std::size_t>(finding.confidence)]++;
}

void Tally::count(const Coverage& coverage, bool encrypted) {
    const Artifact* artifact = find_artifact(coverage.artifact);
    const bool of_phone = !artifact || !artifact->describes_acquisition;
    switch (coverage.reading) {
        case Reading::read:
            read += of_phone;
            break;
        case Reading::partial:
            read += of_phone;
            unread++;
            break;
        case Reading::unreadable:
            unread++;
            break;
        case Reading::absent:
            (is_normal(coverage.absence, encrypted) ? normally_absent : unread)++;
            break;
        case Reading::skipped:
            break;
    }
}

void Tally::count(const CaseProblem& problem) {
    // Those of one file are in its coverage.
    if (!problem.problem.remark && problem.artifact.empty()) problems++;
}

std::size_t Tally::above_info() const {
    std::size_t sum = 0;
    for (std::size_t severity = 1; severity < findings.size(); severity++)
        for (std::size_t count : findings[severity]) sum += count;
    return sum;
}

static std::size_t traces(const Tally& tally) {
    auto of = [&](Severity severity, Confidence confidence) {
        return tally
            .findings[static_cast<std::size_t>(severity)][static_cast<std::size_t>(confidence)];
    };
    return of(Severity::high, Confidence::strong) + of(Severity::high, Confidence::confirmed) +
           of(Severity::critical, Confidence::strong) +
           of(Severity::critical, Confidence::confirmed);
}

Verdict verdict(const Tally& tally) {
    const std::size_t looked_for = tally.read + tally.normally_absent;
    const bool complete = looked_for > 0 && tally.unread == 0 && tally.problems == 0;
    if (traces(tally)) return {Statement::traces_found, complete, 10};
    if (tally.above_info()) return {Statement::signs, complete, 10};
    if (tally.read == 0 && !complete) return {Statement::not_examined, false, 12};
    return {Statement::nothing_known, complete, complete ? 0 : 11};
}

}  // namespace bridle
