// The Merkle tree of RFC 6962, section 2.1: the hash of an entry, of two
// subtrees and of a whole tree, and the two proofs that let somebody who has
// only the root believe in one entry or in one earlier tree. The proofs are
// checked as RFC 9162, sections 2.1.3.2 and 2.1.4.2, says.

#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/hash.h"

namespace bridle::registry {

using Hash = Sha256Digest;

// Sizes and indices are signed numbers in databases and in other programs.
inline constexpr std::uint64_t kLargestTree = std::numeric_limits<std::int64_t>::max();

// A proof has a hash for each level of the tree, and for a consistency proof one more.
inline constexpr std::size_t kLongestProof = 64;

Hash leaf_hash(Bytes entry);
Hash node_hash(const Hash& left, const Hash& right);
Hash empty_root();

// For many hashes in a row: one context of OpenSSL for all of them.
class TreeHasher {
public:
    Hash leaf(Bytes entry);
    Hash node(const Hash& left, const Hash& right);

    // Of the tree over these hashes, of which there is at least one.
    Hash root(std::span<const Hash> hashes);

private:
    Sha256 sha256_;
};

// Knows the hash of every complete subtree of a tree.
class HashReader {
public:
    virtual ~HashReader() = default;

    // Of the entries from index * 2^level on, which are 2^level.
    virtual Result<Hash> subtree(unsigned level, std::uint64_t index) const = 0;
};

Result<Hash> tree_root(std::uint64_t size, const HashReader& hashes);

// The sibling of the entry first, the child of the root last.
Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const HashReader& hashes);

// There is none from the empty tree, with which every tree is consistent: whoever
// allows a tree of size 0 has to say so before asking.
Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                            const HashReader& hashes);

Result<void> verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                              std::span<const Hash> proof, const Hash& root);
Result<void> verify_consistency(std::uint64_t old_size, std::uint64_t size, const Hash& old_root,
                                const Hash& root, std::span<const Hash> proof);

}  // namespace bridle::registry
