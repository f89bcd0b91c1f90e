#include "casefile/timeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "base/hash.h"
#include "base/text.h"
#include "support/harness.h"

namespace bridle::timeline_test {

namespace {

const Artifact& sms() {
    return *find_artifact("sms");
}

Time seconds(std::int64_t count) {
    return Time(std::chrono::seconds(count));
}

void add(Batch& batch, std::int64_t row, Time time, std::string_view headline_text,
         std::string_view part = "message") {
    const Field fields[] = {when("sent", time), headline(text("text", headline_text))};
    batch.add(Record{sms(), "", {part, row}, fields}, true);
}

class TimelineTest : public testing::Test {
protected:
    // The file that comes of the batch, handed over in pieces of so many bytes of memory.
    std::string written(const Batch& batch, std::size_t memory = 16 << 20) {
        auto timeline = Timeline::create(folder_.path(), memory);
        if (!timeline) return timeline.error().what;
        if (auto added = timeline->add(1, 0, batch); !added) return added.error().what;
        const std::string path = folder_.path() + "/" + std::to_string(++files_);
        auto done = timeline->write(path, {{"sms"}, {"sms.db"}});
        if (!done) return done.error().what;
        std::string file = read_text_file(path, 1 << 30).value();
        EXPECT_EQ(done->size, file.size());
        EXPECT_EQ(done->sha256, sha256(as_bytes(file)));
        return file;
    }

    test::TemporaryFolder folder_;
    int files_ = 0;
};

}  // namespace

TEST_F(TimelineTest, HasAHeaderEvenWithoutEvents) {
    EXPECT_EQ(written(Batch()), "time,event,artifact,description,file,part,at\r\n");
}

TEST_F(TimelineTest, SortsByTimeAndKeepsTheOrderOfTheCaseBetweenEqualTimes) {
    Batch batch;
    add(batch, 1, seconds(30), "c");
    add(batch, 2, seconds(10), "a");
    add(batch, 3, seconds(-10), "before 1970");
    add(batch, 4, seconds(10), "b");
    EXPECT_EQ(written(batch),
              "time,event,artifact,description,file,part,at\r\n"
              "1969-12-31T23:59:50Z,sent,sms,before 1970,sms.db,message,3\r\n"
              "1970-01-01T00:00:10Z,sent,sms,a,sms.db,message,2\r\n"
              "1970-01-01T00:00:10Z,sent,sms,b,sms.db,message,4\r\n"
              "1970-01-01T00:00:30Z,sent,sms,c,sms.db,message,1\r\n");
}

TEST_F(TimelineTest, QuotesWhatNeedsItAndDefusesFormulas) {
    Batch batch;
    add(batch, 1, seconds(1), "a, \"b\"");
    add(batch, 2, seconds(2), "=1+1");
    add(batch, 3, seconds(3), "+49 151");
    add(batch, 4, seconds(4), "@x");
    add(batch, 5, seconds(5), "-x", "-part");
    add(batch, 6, seconds(6), "two\r\nlines\x1b[0m");
    EXPECT_EQ(written(batch),
              "time,event,artifact,description,file,part,at\r\n"
              "1970-01-01T00:00:01Z,sent,sms,\"a, \"\"b\"\"\",sms.db,message,1\r\n"
              "1970-01-01T00:00:02Z,sent,sms,\"'=1+1\",sms.db,message,2\r\n"
              "1970-01-01T00:00:03Z,sent,sms,\"'+49 151\",sms.db,message,3\r\n"
              "1970-01-01T00:00:04Z,sent,sms,\"'@x\",sms.db,message,4\r\n"
              "1970-01-01T00:00:05Z,sent,sms,\"'-x\",sms.db,\"'-part\",5\r\n"
              "1970-01-01T00:00:06Z,sent,sms,\"two  lines [0m\",sms.db,message,6\r\n");
}

TEST_F(TimelineTest, DefusesFormulasThatHideBehindABlank) {
    Batch batch;
    add(batch, 1, seconds(1), "\t=1+1");
    EXPECT_EQ(written(batch),
              "time,event,artifact,description,file,part,at\r\n"
              "1970-01-01T00:00:01Z,sent,sms,\"' =1+1\",sms.db,message,1\r\n");
}

TEST_F(TimelineTest, ShowsFractionsOfSeconds) {
    Batch batch;
    add(batch, 1, seconds(1) + std::chrono::microseconds(40), "x");
    EXPECT_TRUE(written(batch).contains("\n1970-01-01T00:00:01.000040Z,"));
}

TEST_F(TimelineTest, ReachesFromTheFirstYearToTheLast) {
    Batch batch;
    add(batch, 1, from_iso("9999-12-31T23:59:59.999999Z").value(), "last");
    add(batch, 2, from_iso("0001-01-01T00:00:00Z").value(), "first");
    EXPECT_EQ(written(batch),
              "time,event,artifact,description,file,part,at\r\n"
              "0001-01-01T00:00:00Z,sent,sms,first,sms.db,message,2\r\n"
              "9999-12-31T23:59:59.999999Z,sent,sms,last,sms.db,message,1\r\n");
}

// However small the memory, the file is the same as if all of it had fit.
TEST_F(TimelineTest, IsTheSameWhenItDoesNotFitIntoMemory) {
    Batch batch;
    std::mt19937 random(7);
    for (std::int64_t row = 0; row < 5000; row++)
        add(batch, row, seconds(random() % 500), std::string(random() % 200, 'x'));
    const std::string whole = written(batch);
    EXPECT_EQ(std::ranges::count(whole, '\n'), 5001);
    EXPECT_EQ(written(batch, 100'000), whole);
    EXPECT_EQ(written(batch, 4'000), whole);
    EXPECT_EQ(written(batch, 1), whole);  // every event a run of its own
}

TEST_F(TimelineTest, LeavesNoTemporaryFileBehind) {
    Batch batch;
    for (std::int64_t row = 0; row < 100; row++) add(batch, row, seconds(row), "x");
    written(batch, 1000);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_.path()))
        files++;
    EXPECT_EQ(files, 1u);
}

}  // namespace bridle::timeline_test
