#include "register/model/obligations.h"

#include <gtest/gtest.h>

namespace bridle::registry::obligations_test {
namespace {

const std::vector<ObligationRule> kYearly = {{"dueDiligence", 12, 30}};

std::string owed(const CompanyFilings& company, std::string_view today,
                 const std::vector<ObligationRule>& rules = kYearly) {
    std::string lines;
    for (const Obligation& each : obligations(rules, company, today))
        lines += each.type + " due " + each.due +
                 (each.overdue_since.empty() ? "" : ", overdue since " + each.overdue_since) + "\n";
    return lines;
}

CompanyFilings company() {
    return {.company = "company-a", .registered = "2025-03-01", .ended = "", .latest = {}};
}

TEST(Obligations, AreDueMonthsAfterTheRegistration) {
    EXPECT_EQ(owed(company(), "2025-03-01"), "dueDiligence due 2026-03-01\n");
}

TEST(Obligations, AreOverdueAfterTheDaysOfGrace) {
    EXPECT_EQ(owed(company(), "2026-03-31"), "dueDiligence due 2026-03-01\n");
    EXPECT_EQ(owed(company(), "2026-04-01"),
              "dueDiligence due 2026-03-01, overdue since 2026-04-01\n");
    EXPECT_EQ(owed(company(), "2030-01-01"),
              "dueDiligence due 2026-03-01, overdue since 2026-04-01\n");
}

TEST(Obligations, AreDueAgainAfterEachFiling) {
    CompanyFilings filed = company();
    filed.latest["dueDiligence"] = "2026-02-10";
    EXPECT_EQ(owed(filed, "2026-04-01"), "dueDiligence due 2027-02-10\n");
}

TEST(Obligations, AFilingBeforeTheRegistrationCountsForNothing) {
    CompanyFilings filed = company();
    filed.latest["dueDiligence"] = "2020-01-01";
    EXPECT_EQ(owed(filed, "2025-03-01"), "dueDiligence due 2026-03-01\n");
}

TEST(Obligations, AMonthThatIsTooShortGivesItsLastDay) {
    CompanyFilings late = company();
    late.registered = "2024-08-31";
    EXPECT_EQ(owed(late, "2024-09-01", {{"company", 6, 0}}), "company due 2025-02-28\n");
}

TEST(Obligations, ComeInTheOrderOfTheirDates) {
    EXPECT_EQ(owed(company(), "2025-10-02",
                   {{"dueDiligence", 12, 30}, {"sale", 6, 0}, {"company", 12, 0}}),
              "sale due 2025-09-01, overdue since 2025-09-02\n"
              "company due 2026-03-01\n"
              "dueDiligence due 2026-03-01\n");
}

TEST(Obligations, OfACompanyThatEndedAreThoseDueBefore) {
    CompanyFilings ended = company();
    ended.ended = "2026-03-01";
    EXPECT_EQ(owed(ended, "2027-01-01"), "dueDiligence due 2026-03-01, overdue since 2026-04-01\n");
    ended.ended = "2026-02-28";
    EXPECT_EQ(owed(ended, "2027-01-01"), "");
}

TEST(Obligations, ARuleOfNoMonthsAsksNothing) {
    EXPECT_EQ(owed(company(), "2027-01-01", {{"sale", 0, 0}}), "");
}

TEST(Obligations, ADateThatIsNoneMakesNone) {
    CompanyFilings odd = company();
    for (std::string bad : {"", "2025", "2025-02-30", "2025-13-01", "yesterday!", "2025-3-001"}) {
        odd.registered = bad;
        EXPECT_EQ(owed(odd, "2027-01-01"), "") << bad;
    }
    EXPECT_EQ(owed(company(), "today"), "");
}

}  // namespace
}  // namespace bridle::registry::obligations_test
