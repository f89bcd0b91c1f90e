#include "casefile/case.h"

#include <gtest/gtest.h>

#include "base/host_file.h"
#include "support/harness.h"
#include "support/sample_case.h"

namespace bridle::case_test {

namespace {

std::string transcript(const CaseFinding& found) {
    const Finding& f = found.finding;
    std::string out = std::to_string(found.number) + " " + f.rule + " " +
                      std::string(name_of(f.severity)) + " " + std::string(name_of(f.confidence)) +
                      " " + f.artifact + " file " + std::to_string(found.file) + " " + f.part +
                      " " + std::to_string(f.at) + " record " + std::to_string(found.record) + " " +
                      (f.time ? iso(*f.time) : "-") + " " + f.field;
    for (const auto& [name, value] : f.facts) out += " " + name + "=" + value;
    if (f.indicator) {
        out += " | " + f.indicator->type + " " + f.indicator->value + " " + f.indicator->how;
        for (const IndicatorSource& source : f.indicator->sources)
            out += " (" + source.name + ", " + source.set + ", " + source.id + ")";
    }
    return out + "\n";
}

std::string transcript(const Coverage& entry) {
    return entry.artifact + " file " + std::to_string(entry.file) + " " +
           std::string(name_of(entry.reading)) + " " + std::to_string(entry.records) + " records " +
           std::to_string(entry.withheld) + " withheld " + std::string(name_of(entry.absence)) +
           " " + entry.reason + "\n";
}

std::string transcript(const CaseProblem& entry) {
    const Problem& problem = entry.problem;
    return entry.artifact + " file " + std::to_string(entry.file) + " " + problem.part + " " +
           std::string(name_of(problem.error.code)) + " " + problem.error.what + " " +
           std::to_string(problem.error.offset) + (problem.remark ? " remark" : "") + "\n";
}

std::string all(const auto& entries) {
    std::string out = "\n";
    for (const auto& entry : entries) out += transcript(entry);
    return out;
}

class CaseTest : public testing::Test {
protected:
    std::string refusal(const std::string& path) {
        auto from = Case::open(path);
        return from ? "accepted" : from.error().what;
    }

    test::TemporaryFolder folder_;
    CaseWriter writer_ = test::sample_writer(folder_.path());
};

}  // namespace

TEST_F(CaseTest, HasTheGravestFindingFirst) {
    EXPECT_EQ(all(test::sample_case(writer_).findings()), R"(
1 indicator_domain critical confirmed sms file 4 message 3 record 3 2026-06-30T23:59:59Z links | domain urlpush.net exact (Pegasus, pegasus.stix2, indicator--1f2e) (NSO <script>Group, more.stix2, indicator--77aa)
2 indicator_domain critical confirmed sms file 4 message 2 record 2 2026-07-01T08:00:00.500000Z links | domain urlpush.net exact (Pegasus, pegasus.stix2, indicator--1f2e) (NSO <script>Group, more.stix2, indicator--77aa)
3 indicator_domain critical strong sms file 4 message 9 record 0 2026-07-02T08:00:00Z links | domain urlpush.net parent domain (Pegasus, pegasus.stix2, indicator--1f2e) (NSO <script>Group, more.stix2, indicator--77aa)
4 datausage_orphan high moderate datausage file 1 ZLIVEUSAGE 441 record 0 2026-05-04T02:11:40Z usage_of process_id=213 rows=4
5 redirect medium weak safari_history file 3 history_visits 8812 record 0 2026-04-11T17:20:03.250000Z url from=news.example to=cdn-load.example target=https://cdn-load.example/a milliseconds=140
6 lockdown_mode info strong global_preferences file 2 LDMGlobalEnabled 0 record 0 - entry state=off
)");
}

TEST_F(CaseTest, CountsRecordsAndTextsThatWereNotKept) {
    EXPECT_EQ(all(test::sample_case(writer_).coverage()), R"(
calls file 0 absent 0 records 0 withheld only_encrypted 
datausage file 1 read 0 records 0 withheld unusual 
global_preferences file 2 read 0 records 0 withheld unusual 
safari_history file 3 partial 0 records 0 withheld unusual the file ends 8,192 bytes too early
sms file 4 read 3 records 1 withheld unusual 
tcc file 0 absent 0 records 0 withheld unusual 
whatsapp file 0 absent 0 records 0 withheld optional 
)");
}

TEST_F(CaseTest, KeepsProblemsAndRemarks) {
    EXPECT_EQ(all(test::sample_case(writer_).problems()), R"(
safari_history file 3 history_visits truncated the file ends 8,192 bytes too early 65536
sms file 4  unsupported the write-ahead log holds 2 frames of no commit 0 remark
)");
}

TEST_F(CaseTest, KeepsWhatIsSaidOfThePhone) {
    Case from = test::sample_case(writer_);
    EXPECT_EQ(from.device().name, "Amina’s <b>iPhone</b>");
    EXPECT_EQ(from.device().version, "17.4.1");
    EXPECT_FALSE(from.device().encrypted);
    EXPECT_EQ(iso(from.device().taken.value()), "2026-08-01T10:00:00Z");
    EXPECT_EQ(from.acquisition_kind(), "iPhone backup");
    EXPECT_EQ(from.meta("consent"), "Amina agreed in writing on 1 August 2026");
    EXPECT_EQ(from.meta("no such key"), "");
}

TEST_F(CaseTest, KeepsFilesAndIndicatorSets) {
    Case from = test::sample_case(writer_);
    ASSERT_EQ(from.file_count(), 4);
    EXPECT_EQ(from.file(4)->path, "/private/var/mobile/Library/SMS/sms.db");
    EXPECT_EQ(from.file(4)->size, 4'194'304u);
    EXPECT_EQ(from.file(0), nullptr);
    EXPECT_EQ(from.file(5), nullptr);
    ASSERT_EQ(from.indicator_sets().size(), 1u);
    const CaseIndicatorSet& set = from.indicator_sets()[0];
    EXPECT_EQ(set.families, std::vector<std::string>{"Pegasus"});
    EXPECT_EQ(set.values.size(), 3u);
    EXPECT_EQ(set.values[1].first, "e-mail address");
    EXPECT_EQ(set.unsupported.at(0).pattern, "[windows-registry-key:key = 'x']");
}

TEST_F(CaseTest, FindsTheRecordOfAFinding) {
    Case from = test::sample_case(writer_);
    EXPECT_EQ(from.record_count(), 3u);
    auto record = from.record(from.findings()[0].record);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->artifact, "sms");
    EXPECT_EQ(record->part, "message");
    EXPECT_EQ(record->at, 3);
    EXPECT_EQ(iso(record->time.value()), "2026-06-30T23:59:59Z");
    EXPECT_EQ(
        record->fields,
        R"({"received":"2026-06-30T23:59:59Z","text":"Parcel \"late\", see https://urlpush.net/track\nsoon","peer":"+15550199"})");
    EXPECT_FALSE(from.record(99));
}

TEST_F(CaseTest, OpensWhereverItLies) {
    {
        Case from = test::sample_case(writer_);
    }
    ASSERT_TRUE(writer_.publish());
    EXPECT_EQ(refusal(folder_ / "case"), "accepted");
    EXPECT_EQ(refusal(folder_ / "case/case.db"), "accepted");
}

TEST_F(CaseTest, ComesToAVerdict) {
    Verdict verdict = test::sample_case(writer_).verdict();
    EXPECT_EQ(verdict.statement, Statement::traces_found);
    EXPECT_FALSE(verdict.complete);
    EXPECT_EQ(verdict.exit_code, 10);
}

TEST_F(CaseTest, RefusesWhatIsNoCase) {
    EXPECT_EQ(refusal(folder_ / "nowhere"), folder_ / "nowhere: No such file or directory");
    EXPECT_EQ(refusal(folder_.path()), folder_ / "case.db: No such file or directory");
    ASSERT_TRUE(write_file(folder_ / "text.db", "no database"));
    EXPECT_EQ(refusal(folder_ / "text.db"),
              folder_ / "text.db: not an SQLite database, or damaged in its first page");
    ASSERT_TRUE(write_file(folder_ / "other.db", test::database("CREATE TABLE meta(a)")));
    EXPECT_EQ(refusal(folder_ / "other.db"), folder_ / "other.db: without column meta.key");
    ASSERT_TRUE(write_file(
        folder_ / "future.db",
        test::database("CREATE TABLE meta(key, value); INSERT INTO meta VALUES ('format', '99')")));
    EXPECT_EQ(
        refusal(folder_ / "future.db"),
        folder_ / "future.db: a case of format 99, which this version of bridle does not know");
}

TEST_F(CaseTest, RefusesACaseThatWasCutOff) {
    {
        Case from = test::sample_case(writer_);
    }
    std::string bytes = test::contents(writer_.workspace() + "/case.db");
    for (std::size_t size = 0; size < bytes.size(); size += bytes.size() / 16) {
        const std::string path = folder_ / ("cut" + std::to_string(size));
        ASSERT_TRUE(write_file(path, bytes.substr(0, size)));
        EXPECT_NE(refusal(path), "accepted") << size;
    }
}

}  // namespace bridle::case_test
