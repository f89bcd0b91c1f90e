#include "casefile/verdict.h"

#include <gtest/gtest.h>

namespace bridle::verdict_test {

namespace {

struct Seen {
    std::vector<std::pair<Severity, Confidence>> findings = {};
    std::vector<Coverage> coverage = {};
    bool encrypted = false;
    bool problem = false;
};

Coverage covered(Reading reading, Absence absence = Absence::unusual) {
    Coverage entry;
    entry.artifact = "sms";
    entry.reading = reading;
    entry.absence = absence;
    return entry;
}

std::string said(const Seen& seen) {
    Tally tally;
    for (auto [severity, confidence] : seen.findings) {
        Finding finding;
        finding.severity = severity;
        finding.confidence = confidence;
        tally.count(finding);
    }
    for (const Coverage& entry : seen.coverage) tally.count(entry, seen.encrypted);
    if (seen.problem) tally.count(CaseProblem{"", 0, {{Errc::corrupt, "listing"}, ""}});
    Verdict all = verdict(tally);
    return std::string(name_of(all.statement)) + (all.complete ? " complete " : " incomplete ") +
           std::to_string(all.exit_code);
}

const Coverage kRead = covered(Reading::read);

}  // namespace

TEST(Verdict, IsCalmWhenAllWasReadAndNothingFound) {
    EXPECT_EQ(said({.coverage = {kRead}}), "nothing_known complete 0");
}

TEST(Verdict, DoesNotCountWhatIsOnlyInformation) {
    EXPECT_EQ(said({.findings = {{Severity::info, Confidence::confirmed}}, .coverage = {kRead}}),
              "nothing_known complete 0");
}

TEST(Verdict, NeedsGravityAndCertaintyForTraces) {
    for (Confidence sure : {Confidence::strong, Confidence::confirmed})
        for (Severity grave : {Severity::high, Severity::critical})
            EXPECT_EQ(said({.findings = {{grave, sure}}, .coverage = {kRead}}),
                      "traces_found complete 10");
    for (auto finding : {std::pair{Severity::critical, Confidence::moderate},
                         std::pair{Severity::high, Confidence::weak},
                         std::pair{Severity::medium, Confidence::confirmed},
                         std::pair{Severity::low, Confidence::weak}})
        EXPECT_EQ(said({.findings = {finding}, .coverage = {kRead}}), "signs complete 10");
}

TEST(Verdict, SaysThatSomethingCouldNotBeRead) {
    EXPECT_EQ(said({.coverage = {kRead, covered(Reading::partial)}}),
              "nothing_known incomplete 11");
    EXPECT_EQ(said({.coverage = {kRead, covered(Reading::unreadable)}}),
              "nothing_known incomplete 11");
    EXPECT_EQ(said({.coverage = {kRead}, .problem = true}), "nothing_known incomplete 11");
}

TEST(Verdict, PutsFindingsBeforeUnreadParts) {
    EXPECT_EQ(said({.findings = {{Severity::medium, Confidence::weak}},
                    .coverage = {covered(Reading::unreadable)}}),
              "signs incomplete 10");
}

TEST(Verdict, DoesNotMindWhatIsNormallyAbsent) {
    EXPECT_EQ(said({.coverage = {kRead, covered(Reading::absent, Absence::optional),
                                 covered(Reading::absent, Absence::older_versions),
                                 covered(Reading::absent, Absence::only_encrypted),
                                 covered(Reading::skipped)}}),
              "nothing_known complete 0");
}

TEST(Verdict, MindsWhatIsOddlyAbsent) {
    EXPECT_EQ(said({.coverage = {kRead, covered(Reading::absent)}}), "nothing_known incomplete 11");
    EXPECT_EQ(said({.coverage = {kRead, covered(Reading::absent, Absence::only_encrypted)},
                    .encrypted = true}),
              "nothing_known incomplete 11");
}

TEST(Verdict, DoesNotMindThatNothingElseWasLookedForThanWhatIsNormallyAbsent) {
    EXPECT_EQ(said({.coverage = {covered(Reading::absent, Absence::optional),
                                 covered(Reading::skipped)}}),
              "nothing_known complete 0");
}

TEST(Verdict, DescriptionOfTheBackupIsNoExaminationOfThePhone) {
    Coverage description = kRead;
    description.artifact = "backup_info";
    EXPECT_EQ(said({.coverage = {description, covered(Reading::unreadable)}}),
              "not_examined incomplete 12");
}

TEST(Verdict, DoesNotCallAPhoneExaminedOfWhichNothingWasRead) {
    EXPECT_EQ(said({}), "not_examined incomplete 12");
    EXPECT_EQ(said({.coverage = {covered(Reading::unreadable), covered(Reading::absent)}}),
              "not_examined incomplete 12");
}

}  // namespace bridle::verdict_test
