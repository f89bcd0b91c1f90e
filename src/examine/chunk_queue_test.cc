#include "examine/chunk_queue.h"

#include <gtest/gtest.h>

#include <thread>

#include "support/disk_full.h"
#include "support/harness.h"

namespace bridle::chunk_queue_test {

namespace {

Chunk chunk_of(std::int64_t first, std::size_t records) {
    const Artifact& artifact = *find_artifact("sms");
    Chunk chunk;
    for (std::size_t i = 0; i < records; i++) {
        const Field fields[] = {when("sent", Time(std::chrono::seconds(first))),
                                headline(text("text", "a text of some length"))};
        chunk.batch.add(
            {artifact, "", at_row("message", first + static_cast<std::int64_t>(i)), fields}, true);
    }
    chunk.batch.count_short_links(static_cast<std::size_t>(first));
    chunk.problems.push_back(Problem{Error{Errc::corrupt, std::to_string(first)}, "row"});
    return chunk;
}

class ChunkQueueTest : public testing::Test {
protected:
    ScratchFile scratch() { return ScratchFile::create(folder_.path()).value(); }

    // What comes out of a job, one line for each chunk, and what went wrong.
    std::string drain(ChunkQueue& queue, std::size_t job) {
        std::string out;
        for (;;) {
            auto chunk = queue.pop(job);
            if (!chunk) return out + chunk.error().what;
            if (!*chunk) return out;
            const Batch& batch = (*chunk)->batch;
            out += (*chunk)->problems.front().error.what + ": " + std::to_string(batch.records()) +
                   " records, " + std::to_string(batch.short_links()) + " short links, " +
                   std::string(batch.view(batch.rows().back().fields)) + ", " +
                   std::string(batch.view(batch.events().back().name)) + "\n";
            queue.give_back(*std::move(*chunk));
        }
    }

    test::TemporaryFolder folder_;
    Halt halt_;
};

constexpr char kTwoChunks[] =
    "1: 2 records, 1 short links, {\"sent\":\"1970-01-01T00:00:01Z\",\"text\":\"a text of some "
    "length\"}, sent\n"
    "7: 1 records, 7 short links, {\"sent\":\"1970-01-01T00:00:07Z\",\"text\":\"a text of some "
    "length\"}, sent\n";

}  // namespace

TEST_F(ChunkQueueTest, GivesTheChunksOfAJobInTheOrderInWhichTheyCame) {
    ChunkQueue queue(2, scratch(), halt_, {});
    for (auto [first, records] : {std::pair(1, 2), std::pair(7, 1)}) {
        Chunk chunk = chunk_of(first, records);
        queue.push(1, chunk);
        EXPECT_TRUE(chunk.empty());
    }
    queue.finish(0, Error{Errc::io, "gone"});
    queue.finish(1, std::nullopt);
    EXPECT_EQ(drain(queue, 0), "");
    EXPECT_EQ(queue.unreadable(0)->what, "gone");
    EXPECT_EQ(drain(queue, 1), kTwoChunks);
    EXPECT_FALSE(queue.unreadable(1));
}

TEST_F(ChunkQueueTest, KeepsInAFileWhatDoesNotFitIntoMemory) {
    ScratchFile file = scratch();
    ChunkQueue queue(2, std::move(file), halt_, {.batches = 1});
    for (auto [first, records] : {std::pair(1, 2), std::pair(7, 1)}) {
        Chunk chunk = chunk_of(first, records);
        queue.push(1, chunk);
        EXPECT_TRUE(chunk.empty());
    }
    queue.finish(0, std::nullopt);
    queue.finish(1, std::nullopt);
    EXPECT_EQ(drain(queue, 0) + drain(queue, 1), kTwoChunks);
}

TEST_F(ChunkQueueTest, HoldsUpAJobThatFindsMoreThanFitsIntoMemory) {
    ChunkQueue queue(2, scratch(), halt_, {.others = 3000});
    std::atomic<int> pushed = 0;
    std::jthread worker([&] {
        for (int i = 1; i <= 20; i++) {
            Chunk chunk = chunk_of(i, 1);
            chunk.findings.resize(2);
            queue.push(1, chunk);
            pushed++;
        }
        queue.finish(1, std::nullopt);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_LE(pushed, 3);
    queue.finish(0, std::nullopt);
    EXPECT_EQ(drain(queue, 0), "");
    const std::string all = drain(queue, 1);
    EXPECT_EQ(std::ranges::count(all, '\n'), 20);
    EXPECT_TRUE(all.contains("\n20: ")) << all;
}

TEST_F(ChunkQueueTest, HoldsUpTheJobWhoseTurnItIsUntilTheWriterFollows) {
    ChunkQueue queue(1, scratch(), halt_, {.batches = 1});
    std::atomic<int> pushed = 0;
    std::jthread worker([&] {
        for (int i = 1; i <= 50; i++) {
            Chunk chunk = chunk_of(i, 1);
            queue.push(0, chunk);
            pushed++;
        }
        queue.finish(0, std::nullopt);
    });
    int taken = 0;
    for (auto chunk = queue.pop(0); chunk && *chunk; chunk = queue.pop(0)) {
        EXPECT_EQ((*chunk)->problems.front().error.what, std::to_string(++taken));
        EXPECT_LE(pushed, taken + 5);  // four wait, and one is on its way
    }
    EXPECT_EQ(taken, 50);
}

TEST_F(ChunkQueueTest, SaysThatTheDiskIsFull) {
    ScratchFile file = scratch();
    test::DiskFull full(100);
    ChunkQueue queue(2, std::move(file), halt_, {.batches = 1});
    Chunk chunk = chunk_of(1, 100);
    queue.push(1, chunk);
    EXPECT_EQ(drain(queue, 0), folder_.path() + ": no temporary file: File too large");
}

TEST_F(ChunkQueueTest, EndsWhenEverythingHalts) {
    ChunkQueue queue(1, scratch(), halt_, {});
    Chunk chunk = chunk_of(1, 1);
    queue.push(0, chunk);
    halt_.set();
    EXPECT_EQ(drain(queue, 0), "");
}

}  // namespace bridle::chunk_queue_test
