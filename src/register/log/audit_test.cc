#include "register/log/audit.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "register/log/test_log.h"

namespace bridle::registry::audit_test {
namespace {

using test::TestLog;

AuditOptions one_thread() {
    AuditOptions options;
    options.two_threads = false;
    return options;
}

// A line for each defect.
std::string defects(TestLog& log, const AuditOptions& options = one_thread()) {
    AuditReport report = audit(log.checkpoint, log, {}, options);
    std::string all;
    for (const Defect& defect : report.defects) all += defect.text() + "\n";
    return all;
}

void flip(std::string& bytes, std::size_t at, unsigned bit = 0) {
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
}

TEST(Audit, FindsNothingInASoundLogOfAnySize) {
    for (std::size_t size : {0, 1, 2, 255, 256, 257, 511, 512, 600, 5000}) {
        TestLog log(size);
        AuditReport report = audit(log.checkpoint, log);
        EXPECT_TRUE(report.sound()) << size << " " << defects(log);
        EXPECT_EQ(report.entries, size);
        EXPECT_EQ(report.bundles, (size + 255) / 256);
        EXPECT_EQ(report.tiles, tiles_of(size).size());
        EXPECT_EQ(report.root, log.checkpoint.root);
    }
}

TEST(Audit, FindsNothingInASoundLogOfThreeLevels) {
    TestLog log(70000);
    for (bool two_threads : {false, true}) {
        AuditOptions options;
        options.two_threads = two_threads;
        std::uint64_t next = 0;
        AuditReport report = audit(
            log.checkpoint, log,
            [&](std::uint64_t index, std::string_view entry) -> Result<void> {
                if (index == next && entry == log.entries[index]) next++;
                return {};
            },
            options);
        EXPECT_TRUE(report.sound());
        EXPECT_EQ(next, 70000);
        EXPECT_EQ(report.tiles, 277);
    }
}

TEST(Audit, NamesDefectsOfTheUpperLevels) {
    TestLog log(70000);
    flip(log.files["tile/1/000"], 32 * 200);
    flip(log.files["tile/0/007"], 0);
    flip(log.files["tile/entries/260"], 500);
    flip(log.files["tile/entries/273.p/112"], 2);
    EXPECT_EQ(defects(log),
              "tile/0/007, hash 0: not the hash of what is in tile/entries/007\n"
              "tile/1/000, hash 200: not the hash of what is in tile/0/200\n"
              "tile/entries/260, entry 66598: not the entry whose hash is in tile/0/260\n"
              "tile/entries/273.p/112, entry 69888: not the entry whose hash is in "
              "tile/0/273.p/112\n");
    flip(log.files["tile/2/000.p/1"], 31, 7);
    EXPECT_TRUE(
        defects(log).contains("tile/2/000.p/1, hash 0: not the hash of what is in tile/1/000\n"));
}

// And of nothing else: what vouches for a file says which of two that differ is wrong.
TEST(Audit, NamesTheFileOfEveryBitThatFlips) {
    TestLog log(513, "e");
    log.prune();
    ASSERT_EQ(log.files.size(), 3 + 1 + 3);
    for (auto& [path, bytes] : log.files)
        for (std::size_t i = 0; i < bytes.size(); i += bytes.size() > 1000 ? 61 : 1) {
            flip(bytes, i, i % 8);
            AuditReport report = audit(log.checkpoint, log, {}, one_thread());
            ASSERT_EQ(report.defects.size(), 1) << path << " " << i << "\n" << defects(log);
            ASSERT_EQ(report.defects[0].path, path) << i;
            flip(bytes, i, i % 8);
        }
    EXPECT_EQ(defects(log), "");
}

TEST(Audit, NamesTheHashOrEntryOfEveryBitOfASmallLog) {
    TestLog log(5);
    std::string& tile = log.files["tile/0/000.p/5"];
    for (std::size_t bit = 0; bit < tile.size() * 8; bit++) {
        flip(tile, bit / 8, bit % 8);
        AuditReport report = audit(log.checkpoint, log, {}, one_thread());
        ASSERT_EQ(report.defects.size(), 1);
        ASSERT_EQ(report.defects[0], (Defect{"tile/0/000.p/5", bit / 256,
                                             "not the hash of what is in tile/entries/000.p/5"}));
        flip(tile, bit / 8, bit % 8);
    }
    std::string& bundle = log.files["tile/entries/000.p/5"];
    for (std::size_t bit = 0; bit < bundle.size() * 8; bit++) {
        flip(bundle, bit / 8, bit % 8);
        AuditReport report = audit(log.checkpoint, log, {}, one_thread());
        ASSERT_EQ(report.defects.size(), 1);
        ASSERT_EQ(report.defects[0].path, "tile/entries/000.p/5");
        if (bit / 8 % 9 >= 2) {  // a letter, and not the length
            ASSERT_EQ(report.defects[0].index, bit / 8 / 9);
        }
        flip(bundle, bit / 8, bit % 8);
    }
}

TEST(Audit, NamesFilesThatAreGoneOrMalformedAndGoesOn) {
    TestLog log(600);
    log.prune();
    log.files.erase("tile/0/000");
    log.files["tile/0/001"] += "x";
    log.files["tile/entries/001"].resize(100);
    log.files.erase("tile/entries/002.p/88");
    EXPECT_EQ(defects(log),
              "tile/0/000: there is no such file\n"
              "tile/0/001: a tile of 256 hashes has 8193 bytes in place of 8192\n"
              "tile/entries/001: the bundle ends in its entry 10 of 256\n"
              "tile/entries/002.p/88: there is no such file\n");
}

TEST(Audit, ChecksABundleWithoutItsTileByTheTileAbove) {
    TestLog log(600);
    log.files.erase("tile/0/000");
    flip(log.files["tile/entries/000"], 5);
    EXPECT_EQ(defects(log),
              "tile/0/000: there is no such file\n"
              "tile/entries/000: what is in it has another hash than the tile above says\n");
}

TEST(Audit, FindsATileAndItsBundleReplacedTogether) {
    TestLog log(600), other(600, "other");
    log.files["tile/0/001"] = other.files["tile/0/001"];
    log.files["tile/entries/001"] = other.files["tile/entries/001"];
    EXPECT_EQ(defects(log),
              "tile/entries/001: what is in it has another hash than the tile above says\n");
}

TEST(Audit, CountsWhatElseIsWrongInAFile) {
    TestLog log(600), other(600, "other");
    log.files["tile/0/001"] = other.files["tile/0/001"];
    EXPECT_EQ(defects(log),
              "tile/0/001, hash 0: not the hash of what is in tile/entries/001, and so with 255 "
              "more\n");
}

TEST(Audit, FindsACheckpointThatIsNotOfTheLog) {
    TestLog log(600);
    log.checkpoint.root = TestLog(600, "other").checkpoint.root;
    EXPECT_EQ(defects(log),
              fmt::format("checkpoint: its root is {}, and that of the log's 600 "
                          "entries is {}\n",
                          base64(log.checkpoint.root), base64(TestLog(600).checkpoint.root)));
    TestLog empty;
    empty.checkpoint.root = log.checkpoint.root;
    EXPECT_EQ(defects(empty).substr(0, 12), "checkpoint: ");
}

TEST(Audit, FindsALogRewrittenWithAllItsTiles) {
    TestLog log(600), rewritten(600, "other");
    rewritten.checkpoint = log.checkpoint;
    EXPECT_TRUE(defects(rewritten).starts_with("checkpoint: its root is "));
}

TEST(Audit, ReadsAFullFileWhereThePartialOneIsGone) {
    TestLog log(300);
    Checkpoint old = log.checkpoint;
    log.grow_to(600);
    log.prune();
    log.files["tile/1/000.p/1"] = log.files["tile/1/000.p/2"].substr(0, 32);
    log.checkpoint = old;
    EXPECT_EQ(defects(log), "");
    flip(log.files["tile/entries/001"], 5);
    EXPECT_EQ(defects(log),
              "tile/entries/001.p/44, entry 256: not the entry whose hash is in tile/0/001.p/44\n");
}

TEST(Audit, NamesTheEntriesThatTheCallerRefuses) {
    TestLog log(300);
    auto report =
        audit(log.checkpoint, log, [](std::uint64_t index, std::string_view) -> Result<void> {
            if (index == 7 || index == 299) return fail(Errc::corrupt, "no record");
            return {};
        });
    ASSERT_EQ(report.defects.size(), 2);
    EXPECT_EQ(report.defects[0].text(), "tile/entries/000, entry 7: no record");
    EXPECT_EQ(report.defects[1].text(), "tile/entries/001.p/44, entry 299: no record");
}

TEST(Audit, GivesUpAfterTheMostDefects) {
    TestLog log(5000);
    for (auto& [path, bytes] : log.files)
        if (path.starts_with("tile/entries/")) flip(bytes, 3);
    AuditOptions options;
    options.most_defects = 5;
    AuditReport report = audit(log.checkpoint, log, {}, options);
    EXPECT_EQ(report.defects.size(), 5);
    EXPECT_TRUE(report.given_up);
    options.most_defects = 100;
    report = audit(log.checkpoint, log, {}, options);
    EXPECT_EQ(report.defects.size(), 20);
    EXPECT_FALSE(report.given_up);
}

TEST(Audit, EndsAlsoForALogThatIsNotThere) {
    TestLog log;
    log.checkpoint.size = kLargestTree;
    AuditReport report = audit(log.checkpoint, log);
    EXPECT_TRUE(report.given_up);
    EXPECT_EQ(report.defects.size(), 1000);
    EXPECT_EQ(report.root, std::nullopt);
}

std::string consistent(const Checkpoint& a, const Checkpoint& b, TestLog& log) {
    auto result = check_consistent(a, b, log);
    return result ? "consistent" : result.error().what;
}

TEST(Consistency, IsFoundByTheTilesOfTheLargerTree) {
    TestLog log(5000);
    log.prune();
    for (std::size_t size : {0, 1, 255, 256, 257, 4096, 4999, 5000}) {
        EXPECT_EQ(consistent(TestLog(size).checkpoint, log.checkpoint, log), "consistent") << size;
        EXPECT_EQ(consistent(log.checkpoint, TestLog(size).checkpoint, log), "consistent") << size;
    }
}

TEST(Consistency, IsMissingBetweenTwoHistories) {
    TestLog log(5000);
    EXPECT_EQ(consistent(TestLog(300, "other").checkpoint, log.checkpoint, log),
              "two histories: the first 300 entries of the log of 5000 have another root than the "
              "checkpoint of 300; keep both checkpoints as proof");
    EXPECT_TRUE(consistent(TestLog(5000, "other").checkpoint, log.checkpoint, log)
                    .starts_with("two histories"));
    Checkpoint empty = log.checkpoint;
    empty.size = 0;
    EXPECT_TRUE(consistent(empty, log.checkpoint, log).starts_with("two histories"));
}

TEST(Consistency, IsNotDeniedForDamagedTiles) {
    TestLog log(5000);
    Checkpoint older = TestLog(300).checkpoint;
    flip(log.files["tile/0/001"], 32 * 50);
    EXPECT_EQ(consistent(older, log.checkpoint, log),
              "the tiles are not those of the checkpoint of 5000 entries; audit the log");
    log.files.erase("tile/0/001");
    EXPECT_EQ(consistent(older, log.checkpoint, log), "there is no such file");
}

TEST(Consistency, IsOfOneLog) {
    TestLog log(3);
    Checkpoint other = log.checkpoint;
    other.origin = "example.com/other";
    EXPECT_EQ(consistent(log.checkpoint, other, log),
              "one checkpoint is of example.com/log, the other of example.com/other");
}

}  // namespace
}  // namespace bridle::registry::audit_test
