// The checkpoints of a register in the course of time: the file bulk/checkpoints.jsonl, a line
// {"size":n,"note":"…"} for each that was published, and those that somebody kept. Every one must
// be signed, and be the front of the tree that there is now.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "register/log/audit.h"
#include "register/log/policy.h"

namespace bridle::registry {

inline constexpr std::string_view kCheckpointPath = "log/checkpoint";
inline constexpr std::string_view kHistoryPath = "bulk/checkpoints.jsonl";

// The line of one checkpoint, with its line end, as whoever publishes writes it.
std::string checkpoint_line(std::uint64_t size, std::string_view note);

// Verifies notes under several policies at once: the one that is trusted, and the register's own,
// which may know more witnesses.
class NoteCheck {
public:
    NoteCheck(const Policy& trusted, const Policy* own);

    // Also fails for a signature of somebody whom no policy names: no register adds such, and
    // a damaged name or key id looks like that.
    Result<Policy::Verdict> verify(std::string_view note) const;

private:
    const Policy& trusted_;
    const Policy* own_;
    std::vector<VerifierKey> known_;
};

// The root of a growing tree.
class GrowingRoot {
public:
    void add(const Hash& leaf);
    Hash root();
    std::uint64_t size() const { return size_; }

private:
    std::uint64_t size_ = 0;
    std::vector<Hash> complete_;  // subtrees, the largest first
    TreeHasher hasher_;
};

class History {
public:
    // Those of the file; what is wrong with a line is a defect of it.
    void read(std::string_view text, const NoteCheck& check);
    void add(std::string where, std::uint64_t line, const Checkpoint& checkpoint);
    bool has(const Checkpoint& checkpoint) const;

    // Call once, and then for each size in rising order.
    void sort();
    bool waits_for(std::uint64_t size) const {
        return next_ < all_.size() && all_[next_].size <= size;
    }
    void compare(std::uint64_t size, const Hash& root);
    // The rest, by the tiles of the newest: `sound` says that leaves and tiles are those of the
    // newest checkpoint, so that what differs is another history and no damage.
    void finish(const Checkpoint& newest, Resources& log, bool sound);

    std::uint64_t fitting() const { return fitting_; }
    std::uint64_t newer() const { return newer_; }  // than the newest checkpoint
    std::vector<Defect> take_defects() { return std::move(defects_); }

private:
    struct Expected {
        std::uint64_t size = 0;
        Hash root{};
        std::uint64_t line = 0;
        std::string where;  // empty: the file
        std::string origin;
    };
    static Defect defect(const Expected& expected, std::string what);

    std::vector<Expected> all_;
    std::size_t next_ = 0;
    std::vector<Expected> doubtful_;
    std::uint64_t fitting_ = 0, newer_ = 0;
    std::vector<Defect> defects_;
};

}  // namespace bridle::registry
