#include "register/store/log_tables.h"

#include "base/text.h"
#include "register/store/test_store.h"

namespace bridle::registry::log_tables_test {
namespace {

class LogTablesTest : public StoreTest {
protected:
    std::unique_ptr<Store> store_ = open();
    LogTables& log_ = store_->log;

    void append(std::size_t count) {
        std::vector<std::string> leaves;
        std::uint64_t first = good(log_.size());
        for (std::size_t i = 0; i < count; i++)
            leaves.push_back("leaf " + std::to_string(first + i));
        EXPECT_EQ(good(log_.append(leaves)), first);
    }
};
IN_BOTH_DIALECTS(LogTablesTest);

TEST_P(LogTablesTest, NumbersLeavesFromNull) {
    EXPECT_EQ(good(log_.size()), 0u);
    append(3);
    append(1200);
    EXPECT_EQ(good(log_.size()), 1203u);
    EXPECT_EQ(good(log_.leaf(0)), "leaf 0");
    EXPECT_EQ(good(log_.leaf(1202)), "leaf 1202");
    EXPECT_EQ(refusal(log_.leaf(1203)), "the log has no entry 1203");
}

TEST_P(LogTablesTest, KeepsTheBytesOfALeaf) {
    const std::string bytes("\0\xFF\n'", 4);
    good(log_.append(std::vector<std::string>{bytes, ""}));
    EXPECT_EQ(good(log_.leaf(0)), bytes);
    EXPECT_EQ(good(log_.leaf(1)), "");
}

TEST_P(LogTablesTest, RefusesALeafThatNoBundleHolds) {
    good(log_.append(std::vector<std::string>{std::string(65535, 'x')}));
    EXPECT_EQ(refusal(log_.append(std::vector<std::string>{std::string(65536, 'x')})),
              "an entry of the log is longer than 65,535 bytes");
    EXPECT_EQ(good(log_.size()), 1u);
}

TEST_P(LogTablesTest, VisitsLeavesInOrder) {
    append(2500);
    std::uint64_t next = 5;
    good(log_.each_leaf(5, 2400, [&](std::string_view leaf) -> Result<bool> {
        EXPECT_EQ(leaf, "leaf " + std::to_string(next++));
        return true;
    }));
    EXPECT_EQ(next, 2400u);
    int visits = 0;
    good(log_.each_leaf(0, 2500, [&](std::string_view) -> Result<bool> { return ++visits < 2; }));
    EXPECT_EQ(visits, 2);
}

TEST_P(LogTablesTest, SaysWhichLeafIsMissing) {
    append(10);
    auto keep = [](std::string_view) -> Result<bool> { return true; };
    EXPECT_EQ(refusal(log_.each_leaf(0, 11, keep)), "the log has no entry 10");
    good(store_->database().run("DELETE FROM leaves WHERE leaf = 4"));
    EXPECT_EQ(refusal(log_.each_leaf(0, 10, keep)), "an entry of the log is missing before 5");
}

TEST_P(LogTablesTest, MakesBundlesOfItsLeaves) {
    append(300);
    std::string bundle = good(log_.bundle(1, 44));
    auto entries = good(decode_bundle(as_bytes(bundle), 44));
    EXPECT_EQ(entries.front(), "leaf 256");
    EXPECT_EQ(entries.back(), "leaf 299");
    EXPECT_EQ(good(log_.bundle(0, 256)).size(), [] {
        std::size_t size = 0;
        for (int i = 0; i < 256; i++) size += 2 + ("leaf " + std::to_string(i)).size();
        return size;
    }());
    for (auto refused : {log_.bundle(1, 45), log_.bundle(0, 0), log_.bundle(0, 257),
                         log_.bundle(UINT64_MAX / 256, 1)}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::io);
    }
}

TEST_P(LogTablesTest, KeepsTheWidestTileOfAPlace) {
    auto tile = [](unsigned width, char fill) {
        return std::pair(TileId{.level = 1, .index = 3, .width = width},
                         std::string(width * 32, fill));
    };
    auto put = [&](std::pair<TileId, std::string> one) {
        return log_.put_tiles(std::span(&one, 1));
    };
    good(put(tile(2, 'a')));
    good(put(tile(5, 'b')));
    good(put(tile(3, 'c')));
    EXPECT_EQ(good(log_.hash_tile({.level = 1, .index = 3, .width = 5})), std::string(160, 'b'));
    EXPECT_EQ(good(log_.hash_tile({.level = 1, .index = 3, .width = 1})), std::string(32, 'b'));
    EXPECT_EQ(refusal(log_.hash_tile({.level = 1, .index = 3, .width = 6})),
              "the log has no tile tile/1/003.p/6");
    EXPECT_FALSE(log_.hash_tile({.level = 0, .index = 3, .width = 1}));
    EXPECT_FALSE(put({TileId{.level = 0, .index = 0, .width = 2}, std::string(32, 'x')}));
}

TEST_P(LogTablesTest, KnowsTheLatestCheckpointAndTheLatestPublished) {
    EXPECT_EQ(good(log_.latest()).has_value(), false);
    good(log_.put_checkpoint({.size = 5, .note = "five\n", .time = at(5), .published = true}));
    good(log_.put_checkpoint({.size = 9, .note = "nine\n", .time = at(9), .published = false}));
    EXPECT_EQ(good(log_.latest())->size, 9u);
    EXPECT_EQ(good(log_.latest())->time, at(9));
    EXPECT_EQ(good(log_.latest_published())->note, "five\n");
    EXPECT_EQ(good(log_.checkpoints(6, 10)).size(), 1u);
    EXPECT_EQ(good(log_.checkpoints(0, 1))[0].size, 5u);
}

TEST_P(LogTablesTest, TakesANewerNoteAndNeverUnpublishes) {
    good(log_.put_checkpoint({.size = 5, .note = "one", .time = at(1), .published = true}));
    good(log_.put_checkpoint({.size = 5, .note = "two", .time = at(2), .published = false}));
    auto latest = good(log_.latest());
    EXPECT_EQ(latest->note, "two");
    EXPECT_TRUE(latest->published);
}

}  // namespace
}  // namespace bridle::registry::log_tables_test
