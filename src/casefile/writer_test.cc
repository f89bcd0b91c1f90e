#include "casefile/writer.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/hash.h"
#include "base/host_file.h"
#include "base/text.h"
#include "casefile/case.h"
#include "support/disk_full.h"
#include "support/harness.h"
#include "support/sample_case.h"

namespace bridle::writer_test {

namespace fs = std::filesystem;

namespace {

class CaseWriterTest : public testing::Test {
protected:
    std::string refusal(const std::string& folder) {
        auto writer = CaseWriter::create(folder);
        return writer ? "accepted" : writer.error().what;
    }
    std::vector<std::string> files(const std::string& folder) {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder))
            names.push_back(entry.path().filename().string());
        std::ranges::sort(names);
        return names;
    }

    test::TemporaryFolder folder_;
    std::string case_ = folder_ / "case";
};

}  // namespace

TEST_F(CaseWriterTest, MakesAFolderOnlyWhenItIsPublished) {
    CaseWriter writer = test::sample_writer(folder_.path());
    EXPECT_EQ(files(folder_.path()), std::vector<std::string>{"case.incomplete"});
    ASSERT_TRUE(writer.seal());
    EXPECT_EQ(files(folder_.path()), std::vector<std::string>{"case.incomplete"});
    ASSERT_TRUE(writer.publish());
    EXPECT_EQ(files(folder_.path()), std::vector<std::string>{"case"});
    EXPECT_EQ(files(case_), (std::vector<std::string>{"case.db", "timeline.csv"}));
}

TEST_F(CaseWriterTest, LeavesNothingWhenItIsAbandoned) {
    {
        CaseWriter writer = test::sample_writer(folder_.path());
        ASSERT_TRUE(writer.seal());
    }
    EXPECT_EQ(files(folder_.path()), std::vector<std::string>{});
}

TEST_F(CaseWriterTest, LetsNobodyElseReadTheCase) {
    CaseWriter writer = test::sample_writer(folder_.path());
    ASSERT_TRUE(writer.seal());
    ASSERT_TRUE(writer.publish());
    struct stat status;
    ASSERT_EQ(stat(case_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
    for (std::string_view name : {"/case.db", "/timeline.csv"}) {
        ASSERT_EQ(stat((case_ + std::string(name)).c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0600u);
    }
}

TEST_F(CaseWriterTest, TakesAnEmptyFolder) {
    fs::create_directory(case_);
    CaseWriter writer = test::sample_writer(folder_.path());
    ASSERT_TRUE(writer.seal());
    ASSERT_TRUE(writer.publish());
    EXPECT_EQ(files(case_), (std::vector<std::string>{"case.db", "timeline.csv"}));
}

TEST_F(CaseWriterTest, RefusesAFolderThatHoldsAnything) {
    fs::create_directory(case_);
    ASSERT_TRUE(write_file(case_ + "/notes", "mine"));
    EXPECT_EQ(refusal(case_), case_ + ": not empty; a case needs a folder of its own");
    EXPECT_EQ(refusal(case_ + "//"), case_ + ": not empty; a case needs a folder of its own");
}

TEST_F(CaseWriterTest, RefusesAFile) {
    ASSERT_TRUE(write_file(case_, "mine"));
    EXPECT_EQ(refusal(case_), case_ + ": a file, where a folder should be");
}

TEST_F(CaseWriterTest, RefusesAFolderWithoutParent) {
    EXPECT_EQ(refusal(case_ + "/deeper"), case_ + ": no such folder");
}

TEST_F(CaseWriterTest, RefusesTheRemainsOfAnInterruptedExamination) {
    fs::create_directory(case_ + ".incomplete");
    EXPECT_EQ(refusal(case_), case_ +
                                  ".incomplete: left by an examination that was interrupted, or is "
                                  "still running; remove it to begin anew");
}

TEST_F(CaseWriterTest, RefusesNoNameAtAll) {
    EXPECT_EQ(refusal(""), "no folder given for the case");
    EXPECT_EQ(refusal("/"), "no folder given for the case");
}

TEST_F(CaseWriterTest, DoesNotPublishOverAFolderThatWasFilledInTheMeantime) {
    CaseWriter writer = test::sample_writer(folder_.path());
    ASSERT_TRUE(writer.seal());
    fs::create_directory(case_);
    ASSERT_TRUE(write_file(case_ + "/notes", "mine"));
    auto published = writer.publish();
    ASSERT_FALSE(published);
    EXPECT_EQ(published.error().what, case_ + ": Directory not empty");
    EXPECT_EQ(files(case_), std::vector<std::string>{"notes"});
}

TEST_F(CaseWriterTest, TellsTheDigestsOfWhatItWrote) {
    CaseWriter writer = test::sample_writer(folder_.path());
    ASSERT_TRUE(writer.seal());
    auto outputs = writer.outputs();
    ASSERT_TRUE(outputs);
    ASSERT_EQ(outputs->size(), 2u);
    for (const WrittenFile& output : *outputs) {
        const std::string bytes = test::contents(writer.workspace() + "/" + output.name);
        EXPECT_EQ(output.size, bytes.size());
        EXPECT_EQ(output.sha256, hex(sha256(as_bytes(bytes))));
    }
}

TEST_F(CaseWriterTest, WritesTheSameBytesAgain) {
    CaseWriter writer = test::sample_writer(folder_.path());
    ASSERT_TRUE(writer.seal());
    test::TemporaryFolder other;
    CaseWriter again = test::sample_writer(other.path());
    ASSERT_TRUE(again.seal());
    for (std::size_t i = 0; i < 2; i++)
        EXPECT_EQ(writer.outputs()->at(i).sha256, again.outputs()->at(i).sha256);
}

// Several folders of a backup lie in one of the phone.
TEST_F(CaseWriterTest, TellsTwoFilesOfOnePathApart) {
    CaseWriter writer = test::sample_writer(folder_.path());
    const FileId first = writer.add_file({"/same/History.db", "1a/1", 1, "aa"}),
                 second = writer.add_file({"/same/History.db", "2b/2", 1, "bb"});
    const Artifact& safari = *find_artifact("safari_history");
    Batch batch;
    const Field fields[] = {text("url", "http://evil.example/")};
    batch.add(Record{safari, "/same/History.db", at_row("history_visits", 1), fields}, true);
    batch.mark();
    for (FileId file : {first, second}) ASSERT_TRUE(writer.append(file, safari, batch));
    Finding finding;
    finding.rule = "indicator_domain";
    finding.severity = Severity::critical;
    finding.artifact = "safari_history";
    finding.path = "/same/History.db";
    finding.part = "history_visits";
    finding.at = 1;
    finding.observed = "the second";
    finding.file = second;
    writer.add(finding);
    Case from = test::sample_case(writer);
    auto found = std::ranges::find_if(from.findings(), [](const CaseFinding& each) {
        return each.finding.observed == "the second";
    });
    ASSERT_NE(found, from.findings().end());
    EXPECT_EQ(found->file, second);
    EXPECT_EQ(from.file(found->file)->location, "2b/2");
    EXPECT_GT(found->record, 0);
}

TEST_F(CaseWriterTest, KeepsWhatIsMetOnceBesideWhatIsMetEverywhere) {
    CaseWriter writer = test::sample_writer(folder_.path());
    Finding finding;
    finding.rule = "indicator_domain";
    finding.severity = Severity::critical;
    finding.confidence = Confidence::confirmed;
    finding.artifact = "safari_history";
    finding.indicator = MatchedIndicator{"domain", "everywhere.example", "exact", {}};
    for (int i = 0; i < 50'000; i++) {
        finding.at = i;
        writer.add(finding);
    }
    finding.indicator->value = "once.example";
    writer.add(finding);
    Case from = test::sample_case(writer);
    auto of = [&](std::string_view value) {
        return std::ranges::count_if(from.findings(), [&](const CaseFinding& each) {
            return each.finding.indicator && each.finding.indicator->value == value;
        });
    };
    EXPECT_EQ(of("everywhere.example"), 2000);
    EXPECT_EQ(of("once.example"), 1);
    EXPECT_EQ(from.findings_left_out(), 48'000u);
}

TEST_F(CaseWriterTest, KeepsTheGravestFindingsWhenThereAreTooMany) {
    CaseWriter writer = test::sample_writer(folder_.path());
    Finding finding;
    finding.rule = "redirect";
    finding.severity = Severity::low;
    finding.indicator = MatchedIndicator{"domain", "", "exact", {}};
    for (int i = 0; i < 50'000; i++) {
        finding.at = i;
        finding.indicator->value = std::to_string(i);
        writer.add(finding);
    }
    finding.severity = Severity::critical;
    finding.confidence = Confidence::confirmed;
    writer.add(finding);
    Case from = test::sample_case(writer);
    EXPECT_EQ(from.findings().size(), 20'000u);
    EXPECT_EQ(from.findings_left_out(), 50'007u - 20'000);
    EXPECT_EQ(from.findings().front().finding.severity, Severity::critical);
    EXPECT_EQ(from.findings().back().finding.at, 20'000 - 6 - 1);  // six of the sample are graver
}

TEST_F(CaseWriterTest, DoesNotPublishWhenTheTimelineCouldNotBeWritten) {
    CaseWriter writer = test::sample_writer(folder_.path());
    ASSERT_TRUE(write_file(writer.workspace() + "/timeline.csv", "in the way"));
    ASSERT_TRUE(writer.seal());
    const std::string reason = case_ + ".incomplete/timeline.csv: File exists";
    auto outputs = writer.outputs();
    ASSERT_FALSE(outputs);
    EXPECT_EQ(outputs.error().what, reason);
    auto published = writer.publish();
    ASSERT_FALSE(published);
    EXPECT_EQ(published.error().what, reason);
    EXPECT_FALSE(fs::exists(case_));
}

// The disk is full after so many bytes, wherever that is.
TEST_F(CaseWriterTest, SaysThatTheDiskIsFull) {
    const std::string database = case_ + ".incomplete/case.db: File too large";
    {
        test::DiskFull full(100'000);
        CaseWriter writer = test::sample_writer(folder_.path());
        auto sealed = writer.seal();
        ASSERT_FALSE(sealed);
        EXPECT_EQ(sealed.error().what, database);
    }
    EXPECT_EQ(files(folder_.path()), std::vector<std::string>{});
}

TEST_F(CaseWriterTest, SaysThatTheDiskIsFullWhileRecordsCome) {
    test::DiskFull full(3'000'000);
    auto writer = CaseWriter::create(case_);
    ASSERT_TRUE(writer);
    FileId file = writer->add_file({"/sms.db", "x", 1, ""});
    const std::string text(1000, 'x');
    const Field fields[] = {when("sent", Time()), headline(bridle::text("text", text))};
    const Artifact& sms = *find_artifact("sms");
    Batch batch;
    for (int i = 0; i < 1000; i++) batch.add(Record{sms, "", at_row("message", i), fields}, true);
    Result<void> done;
    for (int i = 0; i < 100 && done; i++) done = writer->append(file, sms, batch);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().what, case_ + ".incomplete/case.db: File too large");
}

}  // namespace bridle::writer_test
