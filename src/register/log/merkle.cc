#include "register/log/merkle.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>

namespace bridle::registry {

namespace {

TreeHasher& hasher() {
    thread_local TreeHasher shared;
    return shared;
}

// How many entries are left of the root: the largest power of two below the size.
std::uint64_t split(std::uint64_t size) {
    return std::bit_floor(size - 1);
}

// The root over the entries from `begin` to `end`, where `begin` is a multiple of a
// power of two that is no smaller than their number, as in every part of a proof. They
// are complete subtrees, the larger ones left of the smaller, and hashed from the right.
Result<Hash> range_root(std::uint64_t begin, std::uint64_t end, const HashReader& hashes) {
    std::optional<Hash> root;
    while (begin < end) {
        auto level = static_cast<unsigned>(std::countr_zero(end - begin));
        end -= std::uint64_t{1} << level;
        Hash subtree = TRY(hashes.subtree(level, end >> level));
        root = root ? hasher().node(subtree, *root) : subtree;
    }
    return *root;
}

Result<void> check_size(std::uint64_t size) {
    if (size > kLargestTree)
        return fail(Errc::limit,
                    fmt::format("a tree of {} entries is larger than any can be", size));
    return {};
}

// Between 1 and the size: what a consistency proof can start from.
Result<void> check_old_size(std::uint64_t old_size, std::uint64_t size) {
    TRY(check_size(size));
    if (old_size == 0)
        return fail(Errc::unsupported, "the empty tree needs and has no consistency proof");
    if (old_size > size)
        return fail(Errc::corrupt,
                    fmt::format("a tree of {} entries cannot continue one of {}", size, old_size));
    return {};
}

Result<void> check_index(std::uint64_t index, std::uint64_t size) {
    TRY(check_size(size));
    if (index >= size)
        return fail(Errc::corrupt,
                    fmt::format("a tree of {} entries has no entry {}", size, index));
    return {};
}

}  // namespace

Hash TreeHasher::leaf(Bytes entry) {
    constexpr std::byte kLeaf{0};
    sha256_.update({&kLeaf, 1});
    sha256_.update(entry);
    return sha256_.finish();
}

Hash TreeHasher::node(const Hash& left, const Hash& right) {
    std::array<std::byte, 1 + 2 * sizeof(Hash)> both{std::byte{1}};
    std::ranges::copy(left, both.begin() + 1);
    std::ranges::copy(right, both.begin() + 1 + sizeof(Hash));
    sha256_.update(both);
    return sha256_.finish();
}

Hash TreeHasher::root(std::span<const Hash> hashes) {
    if (hashes.size() == 1) return hashes.front();
    std::size_t left = split(hashes.size());
    return node(root(hashes.first(left)), root(hashes.subspan(left)));
}

Hash leaf_hash(Bytes entry) {
    return hasher().leaf(entry);
}

Hash node_hash(const Hash& left, const Hash& right) {
    return hasher().node(left, right);
}

Hash empty_root() {
    return sha256({});
}

Result<Hash> tree_root(std::uint64_t size, const HashReader& hashes) {
    TRY(check_size(size));
    if (size == 0) return empty_root();
    return range_root(0, size, hashes);
}

Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                          const HashReader& hashes) {
    TRY(check_index(index, size));
    std::vector<Hash> proof;
    proof.reserve(static_cast<std::size_t>(std::bit_width(size)));
    for (std::uint64_t begin = 0, end = size; end - begin > 1;) {
        std::uint64_t middle = begin + split(end - begin);
        bool left = index < middle;
        Hash sibling =
            TRY(left ? range_root(middle, end, hashes) : range_root(begin, middle, hashes));
        proof.push_back(sibling);
        (left ? end : begin) = middle;
    }
    std::ranges::reverse(proof);
    return proof;
}

Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                            const HashReader& hashes) {
    TRY(check_old_size(old_size, size));
    std::vector<Hash> proof;
    proof.reserve(static_cast<std::size_t>(std::bit_width(size)));
    std::uint64_t begin = 0, end = size;
    while (end != old_size) {
        std::uint64_t middle = begin + split(end - begin);
        bool left = old_size <= middle;
        Hash sibling =
            TRY(left ? range_root(middle, end, hashes) : range_root(begin, middle, hashes));
        proof.push_back(sibling);
        (left ? end : begin) = middle;
    }
    // Down to a part of the old tree. Only when it is all of it does the verifier know its hash.
    if (begin != 0) {
        Hash last = TRY(range_root(begin, end, hashes));
        proof.push_back(last);
    }
    std::ranges::reverse(proof);
    return proof;
}

Result<void> verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                              std::span<const Hash> proof, const Hash& root) {
    TRY(check_index(index, size));
    // Where we and the last entry are on the level reached: a last one without a
    // sibling has nothing to be hashed with until it becomes a right child.
    std::uint64_t node = index, last = size - 1;
    Hash hash = leaf;
    for (const Hash& sibling : proof) {
        if (last == 0) return fail(Errc::corrupt, "the inclusion proof is too long");
        if (node % 2 == 1 || node == last) {
            hash = hasher().node(sibling, hash);
            auto alone = std::countr_zero(node);
            node >>= alone, last >>= alone;
        } else {
            hash = hasher().node(hash, sibling);
        }
        node >>= 1, last >>= 1;
    }
    if (last != 0) return fail(Errc::corrupt, "the inclusion proof is too short");
    if (hash != root)
        return fail(Errc::corrupt, "the inclusion proof leads from the entry to another root");
    return {};
}

Result<void> verify_consistency(std::uint64_t old_size, std::uint64_t size, const Hash& old_root,
                                const Hash& root, std::span<const Hash> proof) {
    TRY(check_old_size(old_size, size));
    if (old_size == size) {
        if (!proof.empty()) return fail(Errc::corrupt, "the consistency proof is too long");
        if (old_root != root) return fail(Errc::corrupt, "trees of one size have different roots");
        return {};
    }
    // The proof starts at the largest complete subtree that ends the old tree. That is
    // the whole old tree when its size is a power of two, and then it is not in the proof.
    std::uint64_t node = old_size - 1, last = size - 1;
    auto complete = std::countr_one(node);
    node >>= complete, last >>= complete;
    Hash old_hash = old_root;
    if (node != 0) {
        if (proof.empty()) return fail(Errc::corrupt, "the consistency proof is too short");
        old_hash = proof.front();
        proof = proof.subspan(1);
    }
    Hash hash = old_hash;
    for (const Hash& sibling : proof) {
        if (last == 0) return fail(Errc::corrupt, "the consistency proof is too long");
        if (node % 2 == 1 || node == last) {
            old_hash = hasher().node(sibling, old_hash);
            hash = hasher().node(sibling, hash);
            auto alone = std::countr_zero(node);
            node >>= alone, last >>= alone;
        } else {
            hash = hasher().node(hash, sibling);
        }
        node >>= 1, last >>= 1;
    }
    if (last != 0) return fail(Errc::corrupt, "the consistency proof is too short");
    if (hash != root) return fail(Errc::corrupt, "the consistency proof leads to another root");
    if (old_hash != old_root)
        return fail(Errc::corrupt, "the consistency proof starts from another old root");
    return {};
}

}  // namespace bridle::registry
