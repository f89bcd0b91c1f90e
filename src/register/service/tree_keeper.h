// The tree over the leaves that are stored, and its signature. In this order, so that whatever is
// interrupted can be finished: the leaves are stored; the tiles over them; the signed checkpoint in
// the file `signed`, and only then in the store, where readers see it.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "register/log/checkpoint.h"
#include "register/log/policy.h"
#include "register/store/store.h"

namespace bridle::registry {

class TreeKeeper {
public:
    // `policy` is the register's own: its quorum decides what is published.
    TreeKeeper(Store& store, std::string folder, const Signer& signer, Policy policy)
        : store_(store), folder_(std::move(folder)), signer_(signer), policy_(std::move(policy)) {}

    // The tree of no leaves, for a new register.
    Result<void> begin();

    // On opening, before anything is signed: the store must not be older than what was signed, nor
    // of another history.
    Result<void> check_past();

    // Tiles, signs and publishes what is stored. The size of what was published, if anything was.
    Result<std::optional<std::uint64_t>> catch_up();

    // Into the checkpoint of that size. What they made public, as above.
    Result<std::optional<std::uint64_t>> add_cosignatures(
        std::uint64_t size, std::span<const NoteSignature> signatures);

    Result<StoredCheckpoint> latest();
    Result<std::vector<Hash>> proof(std::uint64_t old_size, std::uint64_t size);

private:
    Result<Hash> root_at(std::uint64_t size);
    Result<Hash> grow_tiles(std::uint64_t from, std::uint64_t to, Hash root);
    Result<std::string> sign(std::uint64_t size, const Hash& root);
    Result<void> check_signed(const SignedCheckpoint& before, std::uint64_t size);
    Result<SignedCheckpoint> last_signed();
    bool is_public(std::string_view note) const;

    Store& store_;
    std::string folder_;
    const Signer& signer_;
    Policy policy_;
};

}  // namespace bridle::registry
