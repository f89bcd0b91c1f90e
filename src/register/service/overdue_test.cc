#include "register/service/overdue.h"

#include "support/register_parts.h"

namespace bridle::registry::overdue_test {

namespace {

using namespace bridle::registry::test;

class Overdue : public testing::Test {
protected:
    Overdue() : store_(must(Store::open(folder_ / "register.db", Access::create))) {
        settings_.obligations = {{"dueDiligence", 12, 30}, {"company", 24, 0}};
    }

    // A record as it was published on that day, or a correction of it.
    void add(std::string type, std::string id, std::string day, std::string kind = "",
             std::string company = "", std::string ended = "") {
        Version version;
        version.record_id = id;
        version.type = type;
        version.seq = ++seq_[id];
        version.index = next_++;
        version.action = kind.empty() ? "publish" : kind == "gone" ? "tombstone" : "correct";
        version.kind = kind == "gone" ? "" : kind;
        version.time = from_iso(day + "T12:00:00Z").value();
        Json body = Json::object();
        if (!ended.empty()) body.set("ended", ended);
        version.body = body.canonical();
        Summary summary;
        summary.title = id;
        if (!company.empty()) summary.links = {{"company", company}};
        must(store_->records.add(version, kind == "gone" ? std::nullopt : std::optional(summary)));
    }
    std::string show(std::string_view today, std::string_view company = {}) {
        std::string out;
        for (const Owed& owed : must(overdue(*store_, settings_, today, company)))
            out += fmt::format("{}: {} since {}\n", owed.company.id, owed.obligation.type,
                               owed.obligation.overdue_since);
        return out;
    }

    TemporaryFolder folder_;
    std::unique_ptr<Store> store_;
    Settings settings_ = register_settings();
    std::map<std::string, std::int64_t> seq_;
    std::uint64_t next_ = 0;
};

}  // namespace

TEST_F(Overdue, IsWhoHasNeverFiledAndTheLongestFirst) {
    add("company", "company-b", "2024-03-01");
    add("company", "company-a", "2024-01-10");
    EXPECT_EQ(show("2025-02-09"), "");
    EXPECT_EQ(show("2025-02-10"), "company-a: dueDiligence since 2025-02-10\n");
    EXPECT_EQ(show("2025-05-01"),
              "company-a: dueDiligence since 2025-02-10\ncompany-b: dueDiligence since "
              "2025-04-01\n");
    EXPECT_EQ(show("2025-05-01", "company-b"), "company-b: dueDiligence since 2025-04-01\n");
}

TEST_F(Overdue, IsNobodyWhoFiledInTime) {
    add("company", "company-a", "2024-01-10");
    add("dueDiligence", "due-diligence-1", "2025-01-05", "", "company-a");
    EXPECT_EQ(show("2025-12-31"), "");
    EXPECT_EQ(show("2026-02-05"),
              "company-a: company since 2026-01-11\ncompany-a: dueDiligence since 2026-02-05\n");
}

TEST_F(Overdue, CountsACorrectionOfFactsAndNotOneOfSpelling) {
    add("company", "company-a", "2024-01-10");
    add("dueDiligence", "due-diligence-1", "2024-06-01", "", "company-a");
    add("dueDiligence", "due-diligence-1", "2025-05-01", "clericalError", "company-a");
    EXPECT_EQ(show("2025-07-02"), "company-a: dueDiligence since 2025-07-02\n");
    add("dueDiligence", "due-diligence-1", "2025-07-02", "factChanged", "company-a");
    EXPECT_EQ(show("2025-07-02"), "");
}

TEST_F(Overdue, IsNobodyForWhatFellDueAfterTheEnd) {
    add("company", "company-a", "2024-01-10", "", "", "2024-12");
    EXPECT_EQ(show("2027-01-01"), "");
    add("company", "company-b", "2024-01-10", "", "", "2025-06-30");
    EXPECT_EQ(show("2027-01-01"), "company-b: dueDiligence since 2025-02-10\n");
}

TEST_F(Overdue, IsNobodyWithoutARuleAndNoRecordOfAnotherType) {
    add("company", "company-a", "2024-01-10");
    add("sale", "sale-a", "2024-01-10");
    EXPECT_EQ(show("2027-01-01", "sale-a"), "");
    EXPECT_EQ(show("2027-01-01", "company-z"), "");
    settings_.obligations.clear();
    EXPECT_EQ(show("2027-01-01"), "");
}

TEST_F(Overdue, ShowsAllThatACompanyOwes) {
    add("company", "company-a", "2024-01-10");
    std::string out;
    for (const Obligation& each :
         must(obligations_of(*store_, settings_, "company-a", "2025-03-01")))
        out += fmt::format("{} {} [{}]\n", each.type, each.due, each.overdue_since);
    EXPECT_EQ(out, "dueDiligence 2025-01-10 [2025-02-10]\ncompany 2026-01-10 []\n");
}

TEST_F(Overdue, IsARegistrarWhoDidNotDecide) {
    auto submit = [&](std::string id, std::string due) {
        Filing filing;
        filing.id = id;
        filing.account_id = "account-a";
        filing.type = "sale";
        filing.state = FilingState::submitted;
        filing.submitted = from_iso("2025-01-01T00:00:00Z");
        filing.due = from_iso(due);
        auto revision = must(store_->filings.put(filing));
        static_cast<void>(revision);
    };
    submit("filing-b", "2025-02-02T00:00:00Z");
    submit("filing-a", "2025-02-01T00:00:00Z");
    submit("filing-c", "2025-03-01T00:00:00Z");
    std::string out;
    for (const LateDecision& late :
         must(late_decisions(*store_, from_iso("2025-02-15T00:00:00Z").value())))
        out += late.filing_id + " " + iso(late.due) + "\n";
    EXPECT_EQ(out, "filing-a 2025-02-01T00:00:00Z\nfiling-b 2025-02-02T00:00:00Z\n");
}

TEST_F(Overdue, AsksTheMoratoriaOnRecordAboutALicence) {
    Moratoria moratoria = must(Moratoria::load(*store_));
    Json licence =
        must(Json::parse(R"({"statusHistory":[{"status":"granted","date":"2024-01-01"}]})"));
    EXPECT_TRUE(moratoria.status_of(licence, "2025-01-01").moratoria.empty());
}

}  // namespace bridle::registry::overdue_test
