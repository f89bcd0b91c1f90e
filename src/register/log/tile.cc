#include "register/log/tile.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "register/log/wire.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kTiles = "tile/";
constexpr std::string_view kEntries = "entries";
constexpr std::string_view kPartial = ".p/";
constexpr std::uint64_t kHighestLevel = 63;  // that a path may have

// 1234067 in groups of three digits, all but the last marked: "x001/x234/067".
std::string grouped_index(std::uint64_t index) {
    std::string path = fmt::format("{:03}", index % 1000);
    while (index /= 1000) path = fmt::format("x{:03}/{}", index % 1000, path);
    return path;
}

std::string path_of(std::string_view folder, std::uint64_t index, unsigned width) {
    std::string path = fmt::format("{}{}/{}", kTiles, folder, grouped_index(index));
    if (width != kTileWidth) path += fmt::format("{}{}", kPartial, width);
    return path;
}

struct PathParts {
    std::string_view folder;
    std::uint64_t index = 0;
    unsigned width = kTileWidth;
};

// Reads generously; the caller compares with the only spelling there is.
std::optional<PathParts> split_path(std::string_view path) {
    PathParts parts;
    if (!path.starts_with(kTiles)) return std::nullopt;
    path.remove_prefix(kTiles.size());
    parts.folder = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), parts.folder.size() + 1));
    if (std::size_t partial = path.find(kPartial); partial != std::string_view::npos) {
        auto width = from_decimal(path.substr(partial + kPartial.size()));
        if (!width || *width == 0 || *width >= kTileWidth) return std::nullopt;
        parts.width = static_cast<unsigned>(*width);
        path = path.substr(0, partial);
    }
    for (char c : path) {
        if (!is_digit(c)) continue;
        if (parts.index > kLargestTree / 10 - 1) return std::nullopt;
        parts.index = parts.index * 10 + static_cast<unsigned>(c - '0');
    }
    return parts;
}

std::unexpected<Error> bad_path(std::string_view what, std::string_view path) {
    return fail(Errc::corrupt,
                fmt::format("\"{}\" is not the path of {}", printable(front(path, 100)), what));
}

void append(std::string& out, const Hash& hash) {
    out += as_text(hash);
}

// Grows at its right edge, where the incomplete tile of each level is: all complete
// ones have a hash in the level above and are not needed any more.
class Growth {
public:
    Result<void> load(std::uint64_t size, const TileSource& tiles) {
        for (unsigned level = 0; level < kTileLevels; level++) {
            std::uint64_t width = level_width(level, size);
            next_[level] = {level, width / kTileWidth, static_cast<unsigned>(width % kTileWidth)};
            if (next_[level].width == 0) continue;
            std::string bytes = TRY(tiles.hash_tile(next_[level]));
            edge_[level] = TRY(decode_tile(as_bytes(bytes), next_[level].width));
        }
        return {};
    }

    // Complete tiles go out as they become so.
    void add(Hash hash, Grown& grown) {
        for (unsigned level = 0; level < kTileLevels; level++) {
            edge_[level].push_back(hash);
            if (edge_[level].size() < kTileWidth) return;
            emit(level, grown);
            hash = hasher_.root(edge_[level]);
            edge_[level].clear();
            next_[level] = {level, next_[level].index + 1, 0};
        }
    }

    void finish(Grown& grown) const {
        for (unsigned level = 0; level < kTileLevels; level++)
            if (edge_[level].size() > next_[level].width) emit(level, grown);
    }

    Hash root() { return root_of_edge(edge_, hasher_); }

private:
    void emit(unsigned level, Grown& grown) const {
        TileId tile{level, next_[level].index, static_cast<unsigned>(edge_[level].size())};
        grown.tiles.emplace_back(tile, encode_tile(edge_[level]));
    }

    std::array<TileId, kTileLevels> next_;  // with the width that was written last
    std::array<std::vector<Hash>, kTileLevels> edge_;
    TreeHasher hasher_;
};

}  // namespace

std::string tile_path(TileId tile) {
    return path_of(fmt::format("{}", tile.level), tile.index, tile.width);
}

std::string bundle_path(std::uint64_t index, unsigned width) {
    return path_of(kEntries, index, width);
}

Result<TileId> parse_tile_path(std::string_view path) {
    auto parts = split_path(path);
    if (!parts) return bad_path("a hash tile", path);
    auto level = from_decimal(parts->folder);
    if (!level || *level > kHighestLevel) return bad_path("a hash tile", path);
    TileId tile{static_cast<unsigned>(*level), parts->index, parts->width};
    if (tile_path(tile) != path) return bad_path("a hash tile", path);
    return tile;
}

Result<BundleId> parse_bundle_path(std::string_view path) {
    auto parts = split_path(path);
    if (!parts || bundle_path(parts->index, parts->width) != path)
        return bad_path("a bundle of entries", path);
    return BundleId{parts->index, parts->width};
}

std::uint64_t level_width(unsigned level, std::uint64_t size) {
    return level < kTileLevels ? size >> (level * kTileHeight) : 0;
}

unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size) {
    std::uint64_t width = level_width(level, size);
    if (index > width / kTileWidth) return 0;
    return static_cast<unsigned>(std::min<std::uint64_t>(width - index * kTileWidth, kTileWidth));
}

std::vector<TileId> tiles_of(std::uint64_t size) {
    return tiles_changed(0, size);
}

std::vector<TileId> tiles_changed(std::uint64_t old_size, std::uint64_t new_size) {
    std::vector<TileId> tiles;
    for (unsigned level = 0; level < kTileLevels; level++) {
        if (level_width(level, old_size) >= level_width(level, new_size)) continue;
        std::uint64_t index = level_width(level, old_size) / kTileWidth;
        while (unsigned width = tile_width(level, index, new_size))
            tiles.push_back({level, index++, width});
    }
    return tiles;
}

std::string encode_tile(std::span<const Hash> hashes) {
    std::string tile;
    tile.reserve(hashes.size() * sizeof(Hash));
    for (const Hash& hash : hashes) append(tile, hash);
    return tile;
}

Result<std::vector<Hash>> decode_tile(Bytes tile, unsigned width) {
    if (width == 0 || width > kTileWidth)
        return fail(Errc::internal, fmt::format("no tile has {} hashes", width));
    if (tile.size() != width * sizeof(Hash))
        return fail(tile.size() < width * sizeof(Hash) ? Errc::truncated : Errc::corrupt,
                    fmt::format("a tile of {} hashes has {} bytes in place of {}", width,
                                tile.size(), width * sizeof(Hash)));
    std::vector<Hash> hashes(width);
    for (std::size_t i = 0; i < width; i++)
        std::ranges::copy(tile.subspan(i * sizeof(Hash), sizeof(Hash)), hashes[i].begin());
    return hashes;
}

Result<std::string> encode_bundle(std::span<const std::string_view> entries) {
    if (entries.empty() || entries.size() > kTileWidth)
        return fail(Errc::limit, fmt::format("a bundle cannot have {} entries", entries.size()));
    std::string bundle;
    for (std::string_view entry : entries) {
        if (entry.size() > kMaxEntry)
            return fail(Errc::limit, fmt::format("an entry of {} bytes is longer than {}",
                                                 entry.size(), kMaxEntry));
        bundle += static_cast<char>(entry.size() >> 8);
        bundle += static_cast<char>(entry.size() & 0xff);
        bundle += entry;
    }
    return bundle;
}

Result<std::vector<std::string_view>> decode_bundle(Bytes bundle, unsigned width) {
    if (width == 0 || width > kTileWidth)
        return fail(Errc::internal, fmt::format("no bundle has {} entries", width));
    std::vector<std::string_view> entries;
    entries.reserve(width);
    Cursor cursor(bundle);
    while (entries.size() < width) {
        Result<std::uint16_t> size = cursor.be<std::uint16_t>();
        if (!size || *size > cursor.left())
            return fail(
                Errc::truncated,
                fmt::format("the bundle ends in its entry {} of {}", entries.size() + 1, width),
                cursor.offset());
        Bytes entry = TRY(cursor.take(*size));
        entries.push_back(as_text(entry));
    }
    if (cursor.left() > 0)
        return fail(Errc::corrupt,
                    fmt::format("{} bytes follow the last entry of the bundle", cursor.left()),
                    cursor.offset());
    return entries;
}

Result<Hash> TileHashReader::subtree(unsigned level, std::uint64_t index) const {
    unsigned tile_level = level / kTileHeight, height = level % kTileHeight;
    std::uint64_t per_tile = kTileWidth >> height;
    std::span<const Hash> hashes = TRY(tile(tile_level, index / per_tile));
    std::size_t from = (index % per_tile) << height, size = std::size_t{1} << height;
    if (from + size > hashes.size())
        return fail(Errc::internal, "a subtree is not complete in a tree of this size");
    return hasher_.root(hashes.subspan(from, size));
}

Result<std::span<const Hash>> TileHashReader::tile(unsigned level, std::uint64_t index) const {
    TileId id{level, index, tile_width(level, index, size_)};
    if (id.width == 0)
        return fail(Errc::internal, fmt::format("a tree of {} entries has no tile {} of level {}",
                                                size_, index, level));
    Kept& kept = kept_[level];
    if (kept.index != index || kept.hashes.empty()) {
        kept.hashes.clear();
        std::string bytes = TRY(tiles_.hash_tile(id));
        kept.hashes = TRY(decode_tile(as_bytes(bytes), id.width));
        kept.index = index;
    }
    return kept.hashes;
}

Hash root_of_edge(std::span<const std::vector<Hash>> levels, TreeHasher& hasher) {
    // From the right: what a level has stands left of all that the levels below it
    // have, and its complete subtrees get larger to the left.
    std::optional<Hash> root;
    for (std::span<const Hash> hashes : levels) {
        while (!hashes.empty()) {
            std::size_t size = hashes.size() & -hashes.size();
            Hash subtree = hasher.root(hashes.last(size));
            root = root ? hasher.node(subtree, *root) : subtree;
            hashes = hashes.first(hashes.size() - size);
        }
    }
    return root ? *root : empty_root();
}

Result<Grown> grow(std::uint64_t old_size, std::span<const Hash> new_leaves,
                   const TileSource& old) {
    if (old_size > kLargestTree - new_leaves.size())
        return fail(Errc::limit, "the tree would become larger than any can be");
    Growth growth;
    TRY(growth.load(old_size, old));
    Grown grown;
    grown.old_root = growth.root();
    for (const Hash& leaf : new_leaves) growth.add(leaf, grown);
    growth.finish(grown);
    grown.root = growth.root();
    return grown;
}

}  // namespace bridle::registry
