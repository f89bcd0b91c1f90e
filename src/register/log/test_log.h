// A whole log in memory, for tests: grown as the store grows one, and open to damage.

#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "register/log/audit.h"

namespace bridle::registry::test {

class TestLog : public Resources, public TileSource {
public:
    explicit TestLog(std::size_t size = 0, std::string_view kind = "entry") { grow_to(size, kind); }

    // By entries such as "entry 17", and by any number of them at a time.
    void grow_to(std::size_t size, std::string_view kind = "entry") {
        std::vector<std::string> more;
        for (std::size_t i = checkpoint.size; i < size; i++)
            more.push_back(fmt::format("{} {}", kind, i));
        append(more);
    }

    void append(const std::vector<std::string>& more) {
        std::vector<Hash> leaves;
        for (const std::string& entry : more) leaves.push_back(leaf_hash(as_bytes(entry)));
        Grown grown = *grow(checkpoint.size, leaves, *this);
        for (auto& [tile, bytes] : grown.tiles) files[tile_path(tile)] = std::move(bytes);
        entries.insert(entries.end(), more.begin(), more.end());
        for (const TileId& tile : tiles_changed(checkpoint.size, entries.size())) {
            if (tile.level > 0) continue;
            std::vector<std::string_view> bundle(
                entries.begin() + tile.index * kTileWidth,
                entries.begin() + tile.index * kTileWidth + tile.width);
            files[bundle_path(tile.index, tile.width)] = *encode_bundle(bundle);
        }
        checkpoint.size = entries.size();
        checkpoint.root = grown.root;
    }

    // Forgets the partial files of earlier sizes, as a log may that keeps full ones.
    void prune() {
        std::erase_if(files, [&](const auto& file) {
            auto tile = parse_tile_path(file.first);
            auto bundle = parse_bundle_path(file.first);
            return tile ? tile->width != tile_width(tile->level, tile->index, checkpoint.size)
                        : bundle->width != tile_width(0, bundle->index, checkpoint.size);
        });
    }

    Result<std::string> get(const std::string& path) override {
        auto found = files.find(path);
        if (found == files.end()) return fail(Errc::io, "there is no such file");
        return found->second;
    }
    Result<std::string> hash_tile(TileId tile) const override {
        auto found = files.find(tile_path(tile));
        if (found == files.end()) return fail(Errc::io, "there is no such tile");
        return found->second;
    }

    std::map<std::string, std::string> files;
    std::vector<std::string> entries;
    Checkpoint checkpoint{"example.com/log", 0, empty_root(), {}};
};

// The tree as section 2.1 of RFC 6962 defines it and no cleverer, for comparison.
// Ranges once hashed are remembered: all of those within the first `kept` entries, of
// others the large ones.
class Reference : public HashReader {
public:
    explicit Reference(std::vector<Hash> leaves, std::size_t kept = 0)
        : leaves_(std::move(leaves)), kept_(kept), known_((kept + 1) * (kept + 1)) {}

    Hash root(std::size_t begin, std::size_t end) const {
        if (begin == end) return sha256({});
        if (end - begin == 1) return leaves_[begin];
        if (end > kept_) {
            if (end - begin < 256) return hash(begin, end);
            auto [found, added] = large_.try_emplace({begin, end});
            if (added) found->second = hash(begin, end);
            return found->second;
        }
        auto& known = known_[begin * (kept_ + 1) + end];
        if (!known) known = hash(begin, end);
        return *known;
    }

    std::vector<Hash> path(std::size_t index, std::size_t begin, std::size_t end) const {
        if (end - begin == 1) return room();
        std::size_t middle = begin + split(end - begin);
        auto proof = index < middle ? path(index, begin, middle) : path(index, middle, end);
        proof.push_back(index < middle ? root(middle, end) : root(begin, middle));
        return proof;
    }

    std::vector<Hash> subproof(std::size_t old_size, std::size_t begin, std::size_t end,
                               bool whole) const {
        if (old_size == end) {
            auto proof = room();
            if (!whole) proof.push_back(root(begin, end));
            return proof;
        }
        std::size_t middle = begin + split(end - begin);
        bool left = old_size <= middle;
        auto proof = left ? subproof(old_size, begin, middle, whole)
                          : subproof(old_size, middle, end, false);
        proof.push_back(left ? root(middle, end) : root(begin, middle));
        return proof;
    }

    Result<Hash> subtree(unsigned level, std::uint64_t index) const override {
        std::size_t size = std::size_t{1} << level;
        if ((index + 1) * size > leaves_.size()) return fail(Errc::internal, "no such subtree");
        return root(index * size, (index + 1) * size);
    }

private:
    static std::vector<Hash> room() {
        std::vector<Hash> proof;
        proof.reserve(kLongestProof);
        return proof;
    }
    static std::size_t split(std::size_t size) {
        std::size_t left = 1;
        while (left * 2 < size) left *= 2;
        return left;
    }
    Hash hash(std::size_t begin, std::size_t end) const {
        std::size_t middle = begin + split(end - begin);
        Hash left = root(begin, middle), right = root(middle, end);
        Sha256 sha256;
        sha256.update(as_bytes("\x01"));
        sha256.update(left);
        sha256.update(right);
        return sha256.finish();
    }

    std::vector<Hash> leaves_;
    std::size_t kept_;
    mutable std::vector<std::optional<Hash>> known_;
    mutable std::map<std::pair<std::size_t, std::size_t>, Hash> large_;
};

inline std::vector<Hash> leaves_of(std::size_t size) {
    std::vector<Hash> leaves;
    for (std::size_t i = 0; i < size; i++)
        leaves.push_back(sha256(as_bytes(std::string(1, '\0') + fmt::format("entry {}", i))));
    return leaves;
}

}  // namespace bridle::registry::test
