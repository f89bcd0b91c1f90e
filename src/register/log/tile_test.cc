#include "register/log/tile.h"

#include <gtest/gtest.h>

#include "register/log/test_log.h"

namespace bridle::registry::tile_test {
namespace {

using test::leaves_of;
using test::Reference;
using test::TestLog;

template <class T>
std::string what(const Result<T>& result) {
    return result ? "a value" : result.error().what;
}

std::string paths(const std::vector<TileId>& tiles) {
    std::string all;
    for (const TileId& tile : tiles) all += tile_path(tile) + "\n";
    return all;
}

// The hash tiles of a tree and nothing else.
class Tiles : public TileSource {
public:
    Result<std::string> hash_tile(TileId tile) const override {
        auto found = tiles.find(tile);
        if (found == tiles.end()) return fail(Errc::io, "no " + tile_path(tile));
        return found->second;
    }
    Hash grow_by(std::uint64_t old_size, std::span<const Hash> leaves) {
        Grown grown = *grow(old_size, leaves, *this);
        for (auto& [tile, bytes] : grown.tiles) tiles[tile] = std::move(bytes);
        return grown.root;
    }
    std::map<TileId, std::string> tiles;
};

TEST(Tile, SpellsPathsInGroupsOfThreeDigits) {
    EXPECT_EQ(tile_path({0, 0, 256}), "tile/0/000");
    EXPECT_EQ(tile_path({0, 1234067, 256}), "tile/0/x001/x234/067");
    EXPECT_EQ(tile_path({2, 999, 1}), "tile/2/999.p/1");
    EXPECT_EQ(tile_path({63, 1000, 255}), "tile/63/x001/000.p/255");
    EXPECT_EQ(bundle_path(1234067, 5), "tile/entries/x001/x234/067.p/5");
    EXPECT_EQ(bundle_path(7, 256), "tile/entries/007");
}

TEST(Tile, ReadsBackThePathsItSpells) {
    for (std::uint64_t index : {0ull, 1ull, 999ull, 1000ull, 1234067ull, 36028797018963967ull})
        for (unsigned width : {1u, 5u, 255u, 256u}) {
            EXPECT_EQ(*parse_tile_path(tile_path({3, index, width})), (TileId{3, index, width}));
            EXPECT_EQ(*parse_bundle_path(bundle_path(index, width)), (BundleId{index, width}));
        }
}

TEST(Tile, RefusesEveryOtherSpelling) {
    for (const char* bad : {"",
                            "tile",
                            "tile/",
                            "tile/0",
                            "tile/0/",
                            "tile/0/0",
                            "tile/0/00",
                            "tile/0/0000",
                            "tile/00/000",
                            "tile/64/000",
                            "tile/-1/000",
                            "tile/0/x000/000",
                            "tile/0/001/000",
                            "tile/0/x001",
                            "tile/0/x001/x000",
                            "tile/0/000.p/0",
                            "tile/0/000.p/256",
                            "tile/0/000.p/01",
                            "tile/0/000.p/",
                            "tile/0/000.p/1/",
                            "tile/0/000.p/1.p/1",
                            "tile/0/000/",
                            "/tile/0/000",
                            "tile/0/../000",
                            "tile/0/000\n",
                            "tile//000",
                            "tile/0/x99999999999999999999/000",
                            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
                            "tile/entries/000"})
        EXPECT_FALSE(parse_tile_path(bad)) << bad;
    for (const char* bad : {"tile/0/000", "tile/entries", "tile/entries/", "tile/entries/0",
                            "tile/entries/000.p/0", "tile/entries/000.p/256", "tile/data/000"})
        EXPECT_FALSE(parse_bundle_path(bad)) << bad;
    EXPECT_EQ(what(parse_tile_path("tile/0/0\x1b[m")),
              "\"tile/0/0 [m\" is not the path of a hash tile");
}

TEST(Tile, CoversATreeOfSeventyThousand) {
    auto tiles = tiles_of(70000);
    ASSERT_EQ(tiles.size(), 274 + 2 + 1);
    EXPECT_EQ(tiles[272], (TileId{0, 272, 256}));
    EXPECT_EQ(tiles[273], (TileId{0, 273, 112}));
    EXPECT_EQ(tiles[274], (TileId{1, 0, 256}));
    EXPECT_EQ(tiles[275], (TileId{1, 1, 17}));
    EXPECT_EQ(tiles[276], (TileId{2, 0, 1}));
}

TEST(Tile, HasNoEmptyTiles) {
    EXPECT_EQ(paths(tiles_of(0)), "");
    EXPECT_EQ(paths(tiles_of(1)), "tile/0/000.p/1\n");
    EXPECT_EQ(paths(tiles_of(256)), "tile/0/000\ntile/1/000.p/1\n");
    EXPECT_EQ(paths(tiles_of(257)), "tile/0/000\ntile/0/001.p/1\ntile/1/000.p/1\n");
    EXPECT_EQ(tiles_of(65536).size(), 256 + 1 + 1);
}

TEST(Tile, ChangesOnlyWhatGrew) {
    EXPECT_EQ(paths(tiles_changed(5, 5)), "");
    EXPECT_EQ(paths(tiles_changed(5, 7)), "tile/0/000.p/7\n");
    EXPECT_EQ(paths(tiles_changed(255, 256)), "tile/0/000\ntile/1/000.p/1\n");
    EXPECT_EQ(paths(tiles_changed(256, 257)), "tile/0/001.p/1\n");
    EXPECT_EQ(paths(tiles_changed(300, 520)), "tile/0/001\ntile/0/002.p/8\ntile/1/000.p/2\n");
}

TEST(Tile, KnowsTheWidthOfEachTile) {
    EXPECT_EQ(tile_width(0, 273, 70000), 112);
    EXPECT_EQ(tile_width(0, 274, 70000), 0);
    EXPECT_EQ(tile_width(0, 1, 256), 0);
    EXPECT_EQ(tile_width(2, 0, 70000), 1);
    EXPECT_EQ(tile_width(3, 0, 70000), 0);
    EXPECT_EQ(tile_width(7, 127, kLargestTree), 0);
    EXPECT_EQ(tile_width(7, 0, kLargestTree), 127);
    EXPECT_EQ(tile_width(8, 0, kLargestTree), 0);
}

TEST(Tile, RefusesATileOfAnotherLength) {
    std::string tile = encode_tile(leaves_of(3));
    EXPECT_EQ(*decode_tile(as_bytes(tile), 3), leaves_of(3));
    EXPECT_EQ(what(decode_tile(as_bytes(tile), 4)),
              "a tile of 4 hashes has 96 bytes in place of 128");
    EXPECT_EQ(what(decode_tile(as_bytes(tile), 2)),
              "a tile of 2 hashes has 96 bytes in place of 64");
    EXPECT_FALSE(decode_tile({}, 0));
    EXPECT_FALSE(decode_tile(as_bytes(std::string(257 * 32, 'x')), 257));
}

TEST(Bundle, WritesALengthBeforeEachEntry) {
    std::vector<std::string_view> entries{"one", "", "four"};
    std::string bundle = *encode_bundle(entries);
    EXPECT_EQ(bundle, std::string_view("\0\3one\0\0\0\4four", 13));
    EXPECT_EQ(*decode_bundle(as_bytes(bundle), 3), entries);
}

TEST(Bundle, TakesEntriesOfAllLengthsThatALengthCanSay) {
    std::string longest(kMaxEntry, 'x'), longer(kMaxEntry + 1, 'x');
    std::vector<std::string_view> entries(kTileWidth, longest);
    std::string bundle = *encode_bundle(entries);
    EXPECT_EQ(bundle.size(), kMaxBundle);
    EXPECT_EQ(*decode_bundle(as_bytes(bundle), kTileWidth), entries);
    entries[100] = longer;
    EXPECT_EQ(what(encode_bundle(entries)), "an entry of 65536 bytes is longer than 65535");
}

TEST(Bundle, RefusesANumberOfEntriesThatIsNoWidth) {
    std::vector<std::string_view> many(257);
    EXPECT_EQ(what(encode_bundle({})), "a bundle cannot have 0 entries");
    EXPECT_EQ(what(encode_bundle(many)), "a bundle cannot have 257 entries");
    EXPECT_FALSE(decode_bundle({}, 0));
    EXPECT_FALSE(decode_bundle({}, 257));
}

TEST(Bundle, SaysWhereItIsMalformed) {
    std::vector<std::string_view> entries{"one", "two"};
    std::string bundle = *encode_bundle(entries);
    EXPECT_EQ(what(decode_bundle(as_bytes(bundle), 1)),
              "5 bytes follow the last entry of the bundle");
    EXPECT_EQ(what(decode_bundle(as_bytes(bundle), 3)), "the bundle ends in its entry 3 of 3");
    for (std::size_t size = 0; size < bundle.size(); size++)
        EXPECT_EQ(what(decode_bundle(as_bytes(bundle.substr(0, size)), 2)),
                  size < 5 ? "the bundle ends in its entry 1 of 2"
                           : "the bundle ends in its entry 2 of 2");
}

TEST(Growth, GivesTheSameTilesInOneStepAsInMany) {
    auto leaves = leaves_of(600);
    Tiles one_by_one;
    Reference reference(leaves, 600);
    for (std::size_t size = 1; size <= 600; size++) {
        Hash root = one_by_one.grow_by(size - 1, std::span(leaves).subspan(size - 1, 1));
        ASSERT_EQ(root, reference.root(0, size)) << size;
        Tiles at_once;
        if (size % 37 != 0) continue;
        at_once.grow_by(0, std::span(leaves).first(size));
        ASSERT_EQ(at_once.tiles.size(), tiles_of(size).size());
        for (const TileId& tile : tiles_of(size))
            ASSERT_EQ(at_once.tiles.at(tile), one_by_one.tiles.at(tile)) << tile_path(tile);
    }
}

TEST(Growth, WritesTheTilesThatChangedAndNoneBeforeItsParts) {
    auto leaves = leaves_of(2000);
    Tiles tiles;
    tiles.grow_by(0, std::span(leaves).first(300));
    Grown grown = *grow(300, std::span(leaves).subspan(300), tiles);
    std::vector<TileId> written;
    for (const auto& [tile, bytes] : grown.tiles) written.push_back(tile);
    for (std::size_t i = 0; i < written.size(); i++)
        for (std::size_t j = i + 1; j < written.size(); j++)
            EXPECT_LE(written[i].level, written[j].level);
    std::ranges::sort(written);
    EXPECT_EQ(paths(written), paths(tiles_changed(300, 2000)));
}

TEST(Growth, GivesTheRootOfTheOldTreeAsItsTilesSay) {
    auto leaves = leaves_of(300);
    Tiles tiles;
    Hash root = tiles.grow_by(0, leaves);
    EXPECT_EQ((*grow(300, leaves, tiles)).old_root, root);
    EXPECT_EQ((*grow(0, leaves, tiles)).old_root, empty_root());
    tiles.tiles.at({0, 1, 44})[5] ^= 1;
    EXPECT_NE((*grow(300, leaves, tiles)).old_root, root);
}

TEST(Growth, OfNothingWritesNothing) {
    Tiles tiles;
    Hash root = tiles.grow_by(0, leaves_of(300));
    Grown grown = *grow(300, {}, tiles);
    EXPECT_TRUE(grown.tiles.empty());
    EXPECT_EQ(grown.root, root);
}

TEST(Growth, FailsWithoutTheRightEdgeOfTheOldTree) {
    Tiles tiles;
    tiles.grow_by(0, leaves_of(300));
    tiles.tiles.erase({1, 0, 1});
    EXPECT_EQ(what(grow(300, {}, tiles)), "no tile/1/000.p/1");
    tiles.tiles[{1, 0, 1}] = "short";
    EXPECT_EQ(what(grow(300, {}, tiles)), "a tile of 1 hashes has 5 bytes in place of 32");
    EXPECT_FALSE(grow(kLargestTree, leaves_of(1), tiles));
}

// Level 0 full at the first size; at the second all three levels have an incomplete tile.
TEST(TileHashReader, ProvesByTilesInTreesOfThreeLevels) {
    constexpr std::size_t kFull = 65536, kMore = 70000;
    auto leaves = leaves_of(kMore);
    Reference reference(leaves);
    Tiles tiles;
    Hash full = tiles.grow_by(0, std::span(leaves).first(kFull));
    EXPECT_EQ(full, reference.root(0, kFull));
    Hash more = tiles.grow_by(kFull, std::span(leaves).subspan(kFull));
    EXPECT_EQ(more, reference.root(0, kMore));

    TileHashReader at_full(kFull, tiles), at_more(kMore, tiles);
    EXPECT_EQ(*tree_root(kFull, at_full), full);
    EXPECT_EQ(*tree_root(kMore, at_more), more);
    for (std::size_t index : {0, 1, 255, 256, 257, 32767, 32768, 65279, 65280, 65535}) {
        auto proof = *inclusion_proof(index, kFull, at_full);
        EXPECT_EQ(proof.size(), 16);
        EXPECT_TRUE(verify_inclusion(index, kFull, leaves[index], proof, full)) << index;
    }
    for (std::size_t index : {0, 255, 65535, 65536, 69631, 69632, 69887, 69888, 69998, 69999}) {
        auto proof = *inclusion_proof(index, kMore, at_more);
        EXPECT_EQ(proof, reference.path(index, 0, kMore));
        EXPECT_TRUE(verify_inclusion(index, kMore, leaves[index], proof, more)) << index;
    }
    for (std::size_t old_size : {1, 2, 255, 256, 300, 65535, 65536, 65537, 69888, 69999, 70000}) {
        auto proof = *consistency_proof(old_size, kMore, at_more);
        EXPECT_EQ(proof, reference.subproof(old_size, 0, kMore, true));
        EXPECT_TRUE(verify_consistency(old_size, kMore, *tree_root(old_size, at_more), more, proof))
            << old_size;
    }
}

TEST(TileHashReader, KnowsTheTreeOfItsSizeOnly) {
    Tiles tiles;
    tiles.grow_by(0, leaves_of(300));
    TileHashReader reader(300, tiles);
    EXPECT_EQ(*reader.subtree(0, 299), leaves_of(300)[299]);
    EXPECT_FALSE(reader.subtree(0, 300));
    EXPECT_FALSE(reader.subtree(3, 37));  // 296 to 304
    EXPECT_FALSE(reader.subtree(8, 1));
    EXPECT_FALSE(reader.subtree(200, 0));
}

TEST(TileHashReader, ReadsATileOnceInARow) {
    class Counting : public Tiles {
    public:
        Result<std::string> hash_tile(TileId tile) const override {
            reads++;
            return Tiles::hash_tile(tile);
        }
        mutable int reads = 0;
    } tiles;
    tiles.grow_by(0, leaves_of(300));
    tiles.reads = 0;
    TileHashReader reader(300, tiles);
    for (std::size_t index = 256; index < 300; index++)
        EXPECT_TRUE(inclusion_proof(index, 300, reader));
    EXPECT_EQ(tiles.reads, 2);  // of level 0 and of level 1
}

}  // namespace
}  // namespace bridle::registry::tile_test
