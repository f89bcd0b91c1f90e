// Reading a whole log and believing nothing: every bundle is hashed, every tile
// compared with what the bundles give, and the root with the checkpoint. What is
// wrong is named by its file and by the place in it, and the reading goes on.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "register/log/checkpoint.h"
#include "register/log/tile.h"

namespace bridle::registry {

// The files of a log, by paths such as "tile/0/000": a folder, a site, a test.
// It is asked by one thread at a time, for files up to kMaxBundle bytes.
class Resources {
public:
    virtual ~Resources() = default;
    virtual Result<std::string> get(const std::string& path) = 0;
};

// The tiles among the files. For a partial tile that is gone the full one will do,
// which a log may have kept in its place.
class ResourceTiles : public TileSource {
public:
    explicit ResourceTiles(Resources& resources) : resources_(resources) {}
    Result<std::string> hash_tile(TileId tile) const override;

private:
    Resources& resources_;
};

struct Defect {
    std::string path;  // of the file, "checkpoint" when the root is wrong
    std::optional<std::uint64_t>
        index;  // in a tile: of the hash; in a bundle: of the entry in the log
    std::string what;

    std::string text() const;  // "tile/0/000, hash 7: …"
    bool operator==(const Defect&) const = default;
};

struct AuditReport {
    std::uint64_t entries = 0;  // that were read and hashed
    std::uint64_t tiles = 0;
    std::uint64_t bundles = 0;
    std::vector<Defect> defects;
    bool given_up = false;  // after the most defects to be named
    // As the entries give it, and the tiles in place of those that are lost. Nothing
    // when those are lost too.
    std::optional<Hash> root;

    bool sound() const { return defects.empty(); }
};

struct AuditOptions {
    std::size_t most_defects = 1000;
    bool two_threads = true;
};

// Gets each entry in the order of the log, authentic or not. What it fails with is a
// defect of that entry; the audit goes on.
using EntryCheck = std::function<Result<void>(std::uint64_t index, std::string_view entry)>;

// Of a checkpoint whose signatures were verified before. Memory does not grow with the log.
AuditReport audit(const Checkpoint& checkpoint, Resources& resources, const EntryCheck& check = {},
                  const AuditOptions& options = {});

// That of two checkpoints of one log the larger continues the smaller, by the
// tiles of the larger. Both signed and not consistent is what a log must never be.
Result<void> check_consistent(const Checkpoint& a, const Checkpoint& b, Resources& resources);

}  // namespace bridle::registry
