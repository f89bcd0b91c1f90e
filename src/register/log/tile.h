// The log as files that never change (c2sp.org/tlog-tiles): the hashes of the
// tree in tiles of 256, the entries in bundles of 256. A tile of level L holds
// the hashes of complete subtrees of 256^L entries; the last one of a level may
// be narrower, and is then a file of its own, named after its width.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "register/log/merkle.h"

namespace bridle::registry {

inline constexpr unsigned kTileWidth = 256;
inline constexpr unsigned kTileHeight = 8;  // levels of the tree in a tile: 2^8 hashes
inline constexpr unsigned kTileLevels = 8;  // of tiles, in the largest tree of all
inline constexpr std::size_t kMaxEntry = 65535;
inline constexpr std::size_t kMaxTile = kTileWidth * sizeof(Hash);
inline constexpr std::size_t kMaxBundle = kTileWidth * (2 + kMaxEntry);

struct TileId {
    unsigned level = 0;
    std::uint64_t index = 0;
    unsigned width = kTileWidth;  // 1 to 256

    auto operator<=>(const TileId&) const = default;
};

struct BundleId {
    std::uint64_t index = 0;
    unsigned width = kTileWidth;

    auto operator<=>(const BundleId&) const = default;
};

// "tile/0/x001/x234/067.p/5", "tile/entries/067". The way back takes only what
// the way there gives.
std::string tile_path(TileId tile);
std::string bundle_path(std::uint64_t index, unsigned width);
Result<TileId> parse_tile_path(std::string_view path);
Result<BundleId> parse_bundle_path(std::string_view path);

// How many hashes the tiles of a level have together, and how many this one has:
// 0 when a tree of that size has no such tile.
std::uint64_t level_width(unsigned level, std::uint64_t size);
unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size);

// All tiles of a tree, level by level, and those that a tree grown from the old
// size has to write. There is one for every 256 entries, so ask for trees that exist.
std::vector<TileId> tiles_of(std::uint64_t size);
std::vector<TileId> tiles_changed(std::uint64_t old_size, std::uint64_t new_size);

std::string encode_tile(std::span<const Hash> hashes);
Result<std::vector<Hash>> decode_tile(Bytes tile, unsigned width);

// Fails for an entry that is too long and for a number of entries that is no width.
Result<std::string> encode_bundle(std::span<const std::string_view> entries);
// Views into the bundle.
Result<std::vector<std::string_view>> decode_bundle(Bytes bundle, unsigned width);

class TileSource {
public:
    virtual ~TileSource() = default;
    virtual Result<std::string> hash_tile(TileId tile) const = 0;
};

// The hashes of a tree of a known size, out of its tiles. The last tile read of
// each level is kept, so a reader belongs to one thread; the source must outlive it.
class TileHashReader : public HashReader {
public:
    TileHashReader(std::uint64_t size, const TileSource& tiles) : size_(size), tiles_(tiles) {}

    Result<Hash> subtree(unsigned level, std::uint64_t index) const override;

private:
    Result<std::span<const Hash>> tile(unsigned level, std::uint64_t index) const;

    struct Kept {
        std::uint64_t index = 0;
        std::vector<Hash> hashes;  // none: nothing is kept
    };
    std::uint64_t size_;
    const TileSource& tiles_;
    mutable std::array<Kept, kTileLevels> kept_;
    mutable TreeHasher hasher_;
};

// Of the tree whose incomplete tiles at the right edge are these, those of level 0
// first: everything else of it is in their hashes.
Hash root_of_edge(std::span<const std::vector<Hash>> levels, TreeHasher& hasher);

// What growing a tree makes: the tiles to write, none before those it is made of,
// and the root. The root of the old tree, as the tiles given make it, is for the
// caller to compare with the last checkpoint before anything is written or signed.
struct Grown {
    std::vector<std::pair<TileId, std::string>> tiles;
    Hash root;
    Hash old_root;
};

// Reads the at most eight incomplete tiles at the right edge of the old tree.
Result<Grown> grow(std::uint64_t old_size, std::span<const Hash> new_leaves, const TileSource& old);

}  // namespace bridle::registry
