#include "register/store/log_tables.h"

#include "register/store/head_row.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kEntriesAtOnce = 1024, kEntryBytesAtOnce = 4 << 20;

std::int64_t number(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

constexpr std::string_view kCheckpoint = "SELECT size, note, time, published FROM checkpoints ";

StoredCheckpoint checkpoint_of(const Row& row) {
    return {static_cast<std::uint64_t>(row.integer(0)), row.string(1), time_of(row.integer(2)),
            row.integer(3) != 0};
}

}  // namespace

Result<std::uint64_t> LogTables::size() {
    auto size = TRY(db_.first("SELECT COALESCE(MAX(leaf) + 1, 0) FROM leaves", {},
                              [](const Row& row) { return row.integer(0); }));
    return static_cast<std::uint64_t>(size.value_or(0));
}

Result<std::uint64_t> LogTables::append(std::span<const std::string> leaves) {
    for (const std::string& leaf : leaves)
        if (leaf.size() > kMaxEntry)
            return fail(Errc::limit, "an entry of the log is longer than 65,535 bytes");
    std::uint64_t first = TRY(size());
    std::size_t at = 0;
    TRY(db_.run_many("INSERT INTO leaves (leaf, entry) VALUES ($1, $2)",
                     [&](std::vector<Param>& params) -> Result<bool> {
                         if (at == leaves.size()) return false;
                         params = {number(first + at), Blob{leaves[at]}};
                         at++;
                         return true;
                     }));
    return first;
}

Result<std::string> LogTables::leaf(std::uint64_t index) {
    auto entry = TRY(db_.first("SELECT entry FROM leaves WHERE leaf = $1", {number(index)},
                               [](const Row& row) { return row.bytes(0); }));
    if (!entry) return fail(Errc::io, "the log has no entry " + std::to_string(index));
    return std::move(*entry);
}

Result<void> LogTables::each_leaf(std::uint64_t from, std::uint64_t to,
                                  const std::function<Result<bool>(std::string_view)>& visit) {
    while (from < to) {
        std::vector<std::string> page;
        std::size_t bytes = 0;
        std::uint64_t expected = from;
        TRY(
            db_.each("SELECT leaf, entry FROM leaves WHERE leaf >= $1 AND leaf < $2 ORDER BY leaf "
                     "LIMIT $3",
                     {number(from), number(to), number(kEntriesAtOnce)},
                     [&](const Row& row) -> Result<bool> {
                         if (row.integer(0) != number(expected++))
                             return fail(Errc::corrupt, "an entry of the log is missing before " +
                                                            std::to_string(row.integer(0)));
                         page.push_back(row.bytes(1));
                         bytes += page.back().size();
                         return bytes < kEntryBytesAtOnce;
                     }));
        if (page.empty()) return fail(Errc::io, "the log has no entry " + std::to_string(from));
        for (const std::string& entry : page) {
            bool more = TRY(visit(entry));
            if (!more) return {};
        }
        from += page.size();
    }
    return {};
}

Result<std::string> LogTables::bundle(std::uint64_t index, unsigned width) {
    if (width == 0 || width > kTileWidth || index > INT64_MAX / kTileWidth - 1)
        return fail(Errc::io, "there is no such bundle");
    std::vector<std::string> entries;
    std::uint64_t from = index * kTileWidth;
    TRY(each_leaf(from, from + width, [&](std::string_view entry) -> Result<bool> {
        entries.emplace_back(entry);
        return true;
    }));
    std::vector<std::string_view> views(entries.begin(), entries.end());
    return encode_bundle(views);
}

Result<void> LogTables::put_tiles(std::span<const std::pair<TileId, std::string>> tiles) {
    std::size_t at = 0;
    return db_.run_many(
        "INSERT INTO tiles (level, tile, hashes) VALUES ($1, $2, $3) ON CONFLICT (level, tile) DO "
        "UPDATE SET hashes = excluded.hashes WHERE length(excluded.hashes) > length(tiles.hashes)",
        [&](std::vector<Param>& params) -> Result<bool> {
            if (at == tiles.size()) return false;
            const auto& [id, hashes] = tiles[at++];
            if (hashes.size() != id.width * sizeof(Hash))
                return fail(Errc::internal, "a tile that is not as wide as it says");
            params = {number(id.level), number(id.index), Blob{hashes}};
            return true;
        });
}

Result<std::string> LogTables::hash_tile(TileId tile) const {
    auto hashes = TRY(db_.first("SELECT hashes FROM tiles WHERE level = $1 AND tile = $2",
                                {number(tile.level), number(tile.index)},
                                [](const Row& row) { return row.bytes(0); }));
    std::size_t size = tile.width * sizeof(Hash);
    if (!hashes || hashes->size() < size)
        return fail(Errc::io, "the log has no tile " + tile_path(tile));
    hashes->resize(size);
    return std::move(*hashes);
}

Result<void> LogTables::put_checkpoint(const StoredCheckpoint& checkpoint) {
    return db_.run(
        "INSERT INTO checkpoints (size, note, time, published) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (size) DO UPDATE SET note = excluded.note, time = excluded.time, "
        "published = CASE WHEN checkpoints.published > excluded.published "
        "THEN checkpoints.published ELSE excluded.published END",
        {number(checkpoint.size), checkpoint.note, micros(checkpoint.time),
         static_cast<std::int64_t>(checkpoint.published)});
}

Result<std::optional<StoredCheckpoint>> LogTables::latest() {
    return db_.first(std::string(kCheckpoint) + "ORDER BY size DESC LIMIT 1", {}, checkpoint_of);
}

Result<std::optional<StoredCheckpoint>> LogTables::latest_published() {
    return db_.first(std::string(kCheckpoint) + "WHERE published = 1 ORDER BY size DESC LIMIT 1",
                     {}, checkpoint_of);
}

Result<std::vector<StoredCheckpoint>> LogTables::checkpoints(std::uint64_t from_size,
                                                             std::size_t limit) {
    return db_.all(std::string(kCheckpoint) + "WHERE size >= $1 ORDER BY size LIMIT $2",
                   {number(from_size), number(limit)}, checkpoint_of);
}

}  // namespace bridle::registry
