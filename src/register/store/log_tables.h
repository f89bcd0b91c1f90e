// The log in the database: leaves, tiles, checkpoints. A leaf is there once it is stored; the
// tree grows over it afterwards.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "register/log/tile.h"
#include "register/store/database.h"

namespace bridle::registry {

struct StoredCheckpoint {
    std::uint64_t size = 0;
    std::string note;        // signed, with the cosignatures that came until now
    Time time;               // when it was signed
    bool published = false;  // what readers get is the largest of these
};

class LogTables : public TileSource {
public:
    explicit LogTables(Database& database) : db_(database) {}

    Result<std::uint64_t> size();  // leaves stored, integrated or not
    // Behind the last one; the index of the first of them. The transaction is the caller's.
    Result<std::uint64_t> append(std::span<const std::string> leaves);
    Result<std::string> leaf(std::uint64_t index);
    Result<void> each_leaf(std::uint64_t from, std::uint64_t to,
                           const std::function<Result<bool>(std::string_view)>& visit);
    // As c2sp.org/tlog-tiles has it; Errc::io where the leaves are not all there.
    Result<std::string> bundle(std::uint64_t index, unsigned width);

    // The widest tile of that place is kept; a narrower one is its front.
    Result<void> put_tiles(std::span<const std::pair<TileId, std::string>> tiles);
    Result<std::string> hash_tile(TileId tile) const override;

    Result<void> put_checkpoint(const StoredCheckpoint& checkpoint);  // or its newer note
    Result<std::optional<StoredCheckpoint>> latest();                 // signed
    Result<std::optional<StoredCheckpoint>> latest_published();
    Result<std::vector<StoredCheckpoint>> checkpoints(std::uint64_t from_size, std::size_t limit);

private:
    Database& db_;
};

}  // namespace bridle::registry
