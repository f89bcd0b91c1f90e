#include "register/log/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "base/text.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kCheckpoint = "checkpoint";

// Bundles are in memory so many at a time, or as many as make so many bytes.
constexpr std::size_t kBatch = 16;
constexpr std::size_t kBatchBytes = 16 * 1024 * 1024;

// A tile as it was found.
struct Tile {
    TileId id;
    std::vector<Hash> hashes;      // none: it could not be had
    std::optional<Hash> expected;  // its root, by a tile above that is authentic
    bool authentic = false;        // the checkpoint vouches for it, through the tiles above

    std::string path() const { return tile_path(id); }
};

// The bundle of a tile of level 0, and what comes of hashing it.
struct Bundle {
    const Tile* tile = nullptr;
    std::string bytes;
    unsigned stored = 0;  // how many entries they are; none: it could not be had
    std::vector<std::string_view> entries;
    std::vector<Hash> hashes;
    std::vector<Defect> defects;

    std::string path() const { return bundle_path(tile->id.index, tile->id.width); }
};

// The file of a tile or bundle, and its width. When the partial one is gone the full
// one will do, which begins with the same.
struct Found {
    std::string bytes;
    unsigned width;
};
template <class Path>
Result<Found> find(Resources& resources, unsigned width, Path path) {
    auto bytes = resources.get(path(width));
    if (bytes) return Found{*std::move(bytes), width};
    if (width < kTileWidth)
        if (auto full = resources.get(path(kTileWidth))) return Found{*std::move(full), kTileWidth};
    return std::unexpected(std::move(bytes).error());
}

struct Difference {
    std::size_t first, count;

    std::string others() const {
        return count == 1 ? "" : fmt::format(", and so with {} more", count - 1);
    }
};
std::optional<Difference> difference(std::span<const Hash> a, std::span<const Hash> b) {
    std::optional<Difference> found;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); i++) {
        if (a[i] == b[i]) continue;
        if (!found) found = {i, 0};
        found->count++;
    }
    return found;
}

// What has the hash of this number in the tile.
std::string path_below(const TileId& tile, std::size_t hash) {
    if (tile.level == 0) return bundle_path(tile.index, tile.width);
    return tile_path({tile.level - 1, tile.index * kTileWidth + hash, kTileWidth});
}

// What is wrong with a tile that nothing vouches for, or with what is below it, of which
// the hashes were computed. An authentic tile is right, and what differs from it wrong.
std::vector<Defect> judge(const Tile& tile, std::span<const Hash> computed, TreeHasher& hasher) {
    std::vector<Defect> defects;
    if (tile.authentic) return defects;
    if (auto differs = difference(tile.hashes, computed))
        defects.push_back({tile.path(), differs->first,
                           fmt::format("not the hash of what is in {}{}",
                                       path_below(tile.id, differs->first), differs->others())});
    if (tile.expected && hasher.root(computed) != *tile.expected)
        defects.push_back({tile.id.level == 0 ? path_below(tile.id, 0) : tile.path(), std::nullopt,
                           "what is in it has another hash than the tile above says"});
    return defects;
}

// Decodes and hashes. Runs beside others and changes nothing but the bundle.
void judge(Bundle& bundle, TreeHasher& hasher) {
    if (bundle.stored == 0) return;
    auto entries = decode_bundle(as_bytes(bundle.bytes), bundle.stored);
    if (!entries) {
        bundle.defects.push_back({bundle.path(), std::nullopt, entries.error().what});
        return;
    }
    const Tile& tile = *bundle.tile;
    entries->resize(tile.id.width);
    bundle.entries = *std::move(entries);
    for (std::string_view entry : bundle.entries)
        bundle.hashes.push_back(hasher.leaf(as_bytes(entry)));
    bundle.defects = judge(tile, bundle.hashes, hasher);
    if (!tile.authentic) return;
    if (auto differs = difference(tile.hashes, bundle.hashes))
        bundle.defects.push_back(
            {bundle.path(), tile.id.index * kTileWidth + differs->first,
             fmt::format("not the entry whose hash is in {}{}", tile.path(), differs->others())});
}

void judge(std::span<Bundle> bundles, bool two_threads) {
    auto every_second = [bundles](std::size_t first) {
        TreeHasher hasher;
        for (std::size_t i = first; i < bundles.size(); i += 2) judge(bundles[i], hasher);
    };
    // Without a second thread, of which there may be none to have, get() does the rest.
    auto policy = two_threads && bundles.size() > 1 ? std::launch::async | std::launch::deferred
                                                    : std::launch::deferred;
    auto rest = std::async(policy, every_second, 1);
    every_second(0);
    rest.get();
}

class Auditor {
public:
    Auditor(const Checkpoint& checkpoint, Resources& resources, const EntryCheck& check,
            const AuditOptions& options)
        : checkpoint_(checkpoint), resources_(resources), check_(check), options_(options) {}

    // What a level has at the right edge stands right of all that the levels above
    // have, so the entries come in their order.
    AuditReport run() {
        std::array<Tile, kTileLevels> edge;
        std::array<std::vector<Hash>, kTileLevels> computed;
        bool authentic = load(edge), complete = true;
        for (unsigned level = kTileLevels; level-- > 0;) {
            if (edge[level].id.width == 0) continue;
            computed[level] = visit(edge[level]);
            if (computed[level].empty()) computed[level] = edge[level].hashes;
            complete = complete && !computed[level].empty();
        }
        if (complete && !report_.given_up) report_.root = root_of_edge(computed, hasher_);
        if (!authentic && report_.root && *report_.root != checkpoint_.root)
            add({std::string(kCheckpoint), std::nullopt,
                 fmt::format("its root is {}, and that of the log's {} entries is {}",
                             base64(checkpoint_.root), checkpoint_.size, base64(*report_.root))});
        return std::move(report_);
    }

private:
    // The tiles for which no tile above vouches. The checkpoint does so for all of them together.
    bool load(std::array<Tile, kTileLevels>& edge) {
        std::array<std::vector<Hash>, kTileLevels> hashes;
        bool complete = true;
        for (unsigned level = 0; level < kTileLevels; level++) {
            std::uint64_t width = level_width(level, checkpoint_.size);
            edge[level].id = {level, width / kTileWidth, static_cast<unsigned>(width % kTileWidth)};
            if (edge[level].id.width == 0) continue;
            edge[level] = fetch(edge[level].id, std::nullopt);
            hashes[level] = edge[level].hashes;
            complete = complete && !hashes[level].empty();
        }
        bool authentic = complete && root_of_edge(hashes, hasher_) == checkpoint_.root;
        for (Tile& tile : edge) tile.authentic = authentic;
        return authentic;
    }

    // The hashes of a tile as what is below gives them; none when that is lost.
    std::vector<Hash> visit(const Tile& tile) {
        if (report_.given_up) return {};
        if (tile.id.level == 0) return visit_bundles({&tile, 1}).front();
        std::vector<Tile> tiles = fetch_below(tile);
        std::vector<std::vector<Hash>> below;
        if (tile.id.level == 1)
            below = visit_bundles(tiles);
        else
            for (const Tile& each : tiles) below.push_back(visit(each));

        std::vector<Hash> computed;
        for (std::size_t i = 0; i < below.size(); i++) {
            // In place of what is lost the tile is believed, so that the rest is looked at.
            if (!below[i].empty())
                computed.push_back(hasher_.root(below[i]));
            else if (!tile.hashes.empty())
                computed.push_back(tile.hashes[i]);
        }
        if (computed.size() < tile.id.width) return {};
        add(judge(tile, computed, hasher_));
        return computed;
    }

    std::vector<Tile> fetch_below(const Tile& tile) {
        std::vector<Tile> tiles;
        for (std::size_t i = 0; i < tile.id.width && !report_.given_up; i++) {
            TileId id{tile.id.level - 1, tile.id.index * kTileWidth + i, kTileWidth};
            tiles.push_back(
                fetch(id, tile.authentic ? std::optional(tile.hashes[i]) : std::nullopt));
        }
        return tiles;
    }

    Tile fetch(TileId id, std::optional<Hash> expected) {
        Tile tile{id, {}, expected, false};
        auto bytes = ResourceTiles(resources_).hash_tile(id);
        if (!bytes) {
            add({tile.path(), std::nullopt, bytes.error().what});
            return tile;
        }
        auto hashes = decode_tile(as_bytes(*bytes), id.width);
        if (!hashes) {
            add({tile.path(), std::nullopt, hashes.error().what});
            return tile;
        }
        report_.tiles++;
        tile.hashes = *std::move(hashes);
        tile.authentic = expected && hasher_.root(tile.hashes) == *expected;
        return tile;
    }

    // The hashes of the entries in the bundles of these tiles; none for those that are lost.
    std::vector<std::vector<Hash>> visit_bundles(std::span<const Tile> tiles) {
        std::vector<std::vector<Hash>> hashes;
        while (hashes.size() < tiles.size()) {
            std::vector<Bundle> batch;
            std::size_t bytes = 0;
            for (const Tile& tile : tiles.subspan(hashes.size())) {
                batch.push_back(fetch_bundle(tile));
                bytes += batch.back().bytes.size();
                if (batch.size() == kBatch || bytes >= kBatchBytes) break;
            }
            judge(batch, options_.two_threads);
            for (Bundle& bundle : batch) {
                finish(bundle);
                hashes.push_back(std::move(bundle.hashes));
            }
            if (report_.given_up) hashes.resize(tiles.size());
        }
        return hashes;
    }

    Bundle fetch_bundle(const Tile& tile) {
        Bundle bundle;
        bundle.tile = &tile;
        auto found = find(resources_, tile.id.width,
                          [&](unsigned width) { return bundle_path(tile.id.index, width); });
        if (!found) {
            bundle.defects.push_back({bundle.path(), std::nullopt, found.error().what});
            return bundle;
        }
        bundle.bytes = std::move(found->bytes);
        bundle.stored = found->width;
        return bundle;
    }

    void finish(Bundle& bundle) {
        add(std::move(bundle.defects));
        if (bundle.entries.empty()) return;
        report_.bundles++;
        report_.entries += bundle.entries.size();
        if (!check_) return;
        std::uint64_t index = bundle.tile->id.index * kTileWidth;
        for (std::string_view entry : bundle.entries) {
            if (auto checked = check_(index, entry); !checked)
                add({bundle.path(), index, checked.error().what});
            index++;
        }
    }

    void add(std::vector<Defect> defects) {
        for (Defect& defect : defects) add(std::move(defect));
    }
    void add(Defect defect) {
        if (!report_.given_up) report_.defects.push_back(std::move(defect));
        report_.given_up = report_.defects.size() >= options_.most_defects;
    }

    const Checkpoint& checkpoint_;
    Resources& resources_;
    const EntryCheck& check_;
    const AuditOptions& options_;
    AuditReport report_;
    TreeHasher hasher_;
};

}  // namespace

Result<std::string> ResourceTiles::hash_tile(TileId tile) const {
    Found found = TRY(find(resources_, tile.width, [&](unsigned width) {
        return tile_path({tile.level, tile.index, width});
    }));
    if (found.width != tile.width && found.bytes.size() == kMaxTile)
        found.bytes.resize(tile.width * sizeof(Hash));
    return std::move(found.bytes);
}

std::string Defect::text() const {
    std::string_view counted = path.starts_with("tile/entries/") ? "entry" : "hash";
    return index ? fmt::format("{}, {} {}: {}", path, counted, *index, what)
                 : fmt::format("{}: {}", path, what);
}

AuditReport audit(const Checkpoint& checkpoint, Resources& resources, const EntryCheck& check,
                  const AuditOptions& options) {
    return Auditor(checkpoint, resources, check, options).run();
}

Result<void> check_consistent(const Checkpoint& a, const Checkpoint& b, Resources& resources) {
    const Checkpoint& older = a.size <= b.size ? a : b;
    const Checkpoint& newer = a.size <= b.size ? b : a;
    if (older.origin != newer.origin)
        return fail(Errc::corrupt, fmt::format("one checkpoint is of {}, the other of {}",
                                               older.origin, newer.origin));
    auto two_histories = [&] {
        return fail(Errc::corrupt,
                    fmt::format("two histories: the first {} entries of the log of {} have another "
                                "root than the checkpoint of {}; keep both checkpoints as proof",
                                older.size, newer.size, older.size));
    };
    if (older.size == newer.size && older.root != newer.root) return two_histories();
    if (older.size == newer.size) return {};
    if (older.size == 0 && older.root != empty_root()) return two_histories();
    if (older.size == 0) return {};

    // First that the tiles are those of the newer one. After that they bear witness
    // against the older one; before, they would be what is to blame.
    ResourceTiles tiles(resources);
    TileHashReader hashes(newer.size, tiles);
    Hash root = TRY(tree_root(older.size, hashes));
    std::vector<Hash> proof = TRY(consistency_proof(older.size, newer.size, hashes));
    if (!verify_consistency(older.size, newer.size, root, newer.root, proof))
        return fail(Errc::corrupt, fmt::format("the tiles are not those of the checkpoint of {} "
                                               "entries; audit the log",
                                               newer.size));
    if (root != older.root) return two_histories();
    return {};
}

}  // namespace bridle::registry
