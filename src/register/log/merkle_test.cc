#include "register/log/merkle.h"

#include <gtest/gtest.h>

#include "base/host_file.h"
#include "format/json_value.h"
#include "register/log/test_log.h"
#include "register/log/wire.h"

namespace bridle::registry::merkle_test {
namespace {

using test::leaves_of;
using test::Reference;

// Every tree up to this size is looked at: all shapes there are in ten levels. In the
// larger ones one proof in seven does for what takes the longest, always another one.
constexpr std::size_t kAllSizes = 600;
bool is_chosen(std::size_t size, std::size_t other) {
    return size <= 260 || (size + other) % 7 == 0;
}

const Reference& reference() {
    static const Reference kReference(leaves_of(kAllSizes), kAllSizes);
    return kReference;
}

std::string what(const Result<void>& result) {
    return result ? "good" : result.error().what;
}
template <class T>
std::string what(const Result<T>& result) {
    return result ? "a value" : result.error().what;
}

TEST(Merkle, HashesTheEmptyTreeALeafAndANodeAsPublished) {
    EXPECT_EQ(base64(empty_root()), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    EXPECT_EQ(base64(leaf_hash(as_bytes("one"))), "0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+ek=");
    EXPECT_EQ(base64(node_hash(leaf_hash(as_bytes("one")), leaf_hash(as_bytes("two")))),
              "T1X2GdkhUjV3iyufF9b0kVsWFxIU0VI4EpNml2Teci4=");
}

TEST(Merkle, HasTheRootsAndPathsOfThePublishedVectors) {
    auto text = read_text_file(BRIDLE_SHARED_DATA "/expected/register-vectors.json", 1 << 20);
    if (!text) GTEST_SKIP() << "skipped: no ../shared";
    Json vectors = *Json::parse(*text);
    std::vector<Hash> leaves;
    for (const Json& entry : vectors["entries"].items())
        leaves.push_back(leaf_hash(as_bytes(entry.text())));
    Reference hashes(leaves);
    for (std::size_t i = 0; i < leaves.size(); i++)
        EXPECT_EQ(base64(leaves[i]), vectors["leaf_hashes"][i].text());
    ASSERT_EQ(vectors["roots"].size(), 16);
    for (std::size_t size = 0; size <= 15; size++)
        EXPECT_EQ(base64(*tree_root(size, hashes)), vectors["roots"][size].text());
    for (const auto& [key, paths] : vectors.members()) {
        if (!paths.is_array() || paths.size() != 15 || !paths[0].is_array()) continue;
        for (std::size_t i = 0; i < 15; i++) {
            auto proof = *inclusion_proof(i, 15, hashes);
            ASSERT_EQ(proof.size(), paths[i].size());
            for (std::size_t j = 0; j < proof.size(); j++)
                EXPECT_EQ(base64(proof[j]), paths[i][j].text()) << key << " " << i;
        }
    }
}

TEST(Merkle, ProvesEveryEntryOfEveryTreeAsTheDefinitionSays) {
    for (std::size_t size = 1; size <= kAllSizes; size++) {
        Hash root = *tree_root(size, reference());
        ASSERT_EQ(root, reference().root(0, size));
        for (std::size_t index = 0; index < size; index++) {
            auto proof = *inclusion_proof(index, size, reference());
            ASSERT_EQ(proof, reference().path(index, 0, size)) << index << " of " << size;
            if (!is_chosen(size, index)) continue;
            ASSERT_TRUE(
                verify_inclusion(index, size, reference().root(index, index + 1), proof, root))
                << index << " of " << size;
        }
    }
}

TEST(Merkle, ProvesEveryPairOfTreesConsistentAsTheDefinitionSays) {
    for (std::size_t size = 1; size <= kAllSizes; size++) {
        Hash root = reference().root(0, size);
        for (std::size_t old_size = 1; old_size <= size; old_size++) {
            if (!is_chosen(size, old_size)) continue;
            auto proof = *consistency_proof(old_size, size, reference());
            ASSERT_EQ(proof, reference().subproof(old_size, 0, size, true))
                << old_size << " to " << size;
            ASSERT_TRUE(
                verify_consistency(old_size, size, reference().root(0, old_size), root, proof))
                << old_size << " to " << size;
        }
    }
}

TEST(Merkle, RefusesAnInclusionProofThatIsChangedAnywhere) {
    for (std::size_t size = 1; size <= 40; size++)
        for (std::size_t index = 0; index < size; index++) {
            Hash root = reference().root(0, size), leaf = reference().root(index, index + 1);
            auto proof = *inclusion_proof(index, size, reference());
            for (std::size_t i = 0; i < proof.size(); i++) {
                auto changed = proof;
                changed[i][i] ^= std::byte{1};
                EXPECT_FALSE(verify_inclusion(index, size, leaf, changed, root));
                changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
                EXPECT_FALSE(verify_inclusion(index, size, leaf, changed, root));
            }
            for (std::size_t other = 0; other < size; other++)
                if (other != index) {
                    EXPECT_FALSE(verify_inclusion(other, size, leaf, proof, root));
                }
            proof.push_back(root);
            EXPECT_FALSE(verify_inclusion(index, size, leaf, proof, root));
        }
}

TEST(Merkle, RefusesAConsistencyProofThatIsChangedAnywhere) {
    for (std::size_t size = 1; size <= 40; size++)
        for (std::size_t old_size = 1; old_size <= size; old_size++) {
            Hash root = reference().root(0, size), old_root = reference().root(0, old_size);
            auto proof = *consistency_proof(old_size, size, reference());
            for (std::size_t i = 0; i < proof.size(); i++) {
                auto changed = proof;
                changed[i][i] ^= std::byte{1};
                EXPECT_FALSE(verify_consistency(old_size, size, old_root, root, changed));
                changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
                EXPECT_FALSE(verify_consistency(old_size, size, old_root, root, changed));
            }
            for (std::size_t other = 1; other <= size; other++)
                if (other != old_size) {
                    EXPECT_FALSE(verify_consistency(other, size, old_root, root, proof))
                        << old_size << " as " << other << " to " << size;
                }
            Hash wrong = old_root;
            wrong[31] ^= std::byte{0x80};
            EXPECT_FALSE(verify_consistency(old_size, size, wrong, root, proof));
            EXPECT_FALSE(verify_consistency(old_size, size, old_root, wrong, proof));
            proof.push_back(root);
            EXPECT_FALSE(verify_consistency(old_size, size, old_root, root, proof));
        }
}

TEST(Merkle, SaysWhatIsWrongWithAProof) {
    Hash root = reference().root(0, 7), leaf = reference().root(2, 3);
    auto inclusion = *inclusion_proof(2, 7, reference());
    EXPECT_EQ(what(verify_inclusion(2, 7, leaf, std::span(inclusion).first(2), root)),
              "the inclusion proof is too short");
    EXPECT_EQ(what(verify_inclusion(2, 7, root, inclusion, root)),
              "the inclusion proof leads from the entry to another root");
    inclusion.push_back(leaf);
    EXPECT_EQ(what(verify_inclusion(2, 7, leaf, inclusion, root)),
              "the inclusion proof is too long");
    EXPECT_EQ(what(verify_inclusion(7, 7, leaf, inclusion, root)),
              "a tree of 7 entries has no entry 7");

    auto consistency = *consistency_proof(3, 7, reference());
    Hash old_root = reference().root(0, 3);
    EXPECT_EQ(what(verify_consistency(3, 7, root, root, consistency)),
              "the consistency proof starts from another old root");
    EXPECT_EQ(what(verify_consistency(3, 7, old_root, old_root, consistency)),
              "the consistency proof leads to another root");
    EXPECT_EQ(what(verify_consistency(3, 7, old_root, root, {})),
              "the consistency proof is too short");
    EXPECT_EQ(what(verify_consistency(7, 7, root, root, consistency)),
              "the consistency proof is too long");
    EXPECT_EQ(what(verify_consistency(7, 7, old_root, root, {})),
              "trees of one size have different roots");
    EXPECT_EQ(what(verify_consistency(8, 7, root, root, {})),
              "a tree of 7 entries cannot continue one of 8");
}

TEST(Merkle, HasNoConsistencyProofFromTheEmptyTree) {
    EXPECT_EQ(what(consistency_proof(0, 7, reference())),
              "the empty tree needs and has no consistency proof");
    EXPECT_FALSE(verify_consistency(0, 7, empty_root(), reference().root(0, 7), {}));
}

TEST(Merkle, KnowsNoTreesLargerThanASignedNumber) {
    std::uint64_t size = kLargestTree + 1;
    EXPECT_EQ(what(tree_root(size, reference())),
              "a tree of 9223372036854775808 entries is larger than any can be");
    EXPECT_FALSE(inclusion_proof(0, size, reference()));
    EXPECT_FALSE(consistency_proof(1, size, reference()));
    EXPECT_FALSE(verify_inclusion(0, size, empty_root(), {}, empty_root()));
}

// 2^63 - 1 entries: 63 complete subtrees of different heights. The first entry is in the
// highest of them, and the last is one of its own.
TEST(Merkle, ChecksProofsInTheLargestTree) {
    std::vector<Hash> proof(62, empty_root());
    Hash left = empty_root(), right = empty_root();
    for (const Hash& sibling : proof) {
        left = node_hash(left, sibling);
        right = node_hash(sibling, right);
    }
    EXPECT_TRUE(verify_inclusion(kLargestTree - 1, kLargestTree, empty_root(), proof, right));
    proof.push_back(empty_root());
    left = node_hash(left, empty_root());
    EXPECT_TRUE(verify_inclusion(0, kLargestTree, empty_root(), proof, left));
    EXPECT_FALSE(verify_inclusion(0, kLargestTree, empty_root(), proof, right));
}

TEST(Wire, ReadsNumbersInTheirOnlySpelling) {
    EXPECT_EQ(from_decimal("0"), 0);
    EXPECT_EQ(from_decimal("9223372036854775807"), kLargestTree);
    for (const char* bad : {"", "00", "01", "+1", "-1", " 1", "1 ", "1.0", "0x1", "1e3",
                            "9223372036854775808", "99999999999999999999999"})
        EXPECT_EQ(from_decimal(bad), std::nullopt) << bad;
}

TEST(Wire, ReadsHashesInTheirOnlySpelling) {
    std::string good = base64(empty_root());
    EXPECT_EQ(hash_from_base64(good), empty_root());
    std::string spare = good, blank = good + " ";
    spare[42] = static_cast<char>(spare[42] + 1);  // differs in bits that are not of the hash
    for (const std::string& bad : {std::string(), spare, blank, good.substr(0, 43),
                                   good.substr(0, 40), good.substr(0, 20) + "\n" + good.substr(20)})
        EXPECT_EQ(hash_from_base64(bad), std::nullopt) << bad;
}

TEST(Wire, RefusesAProofWithoutEndOrWithMoreHashesThanLevels) {
    auto read = [](std::string_view text) { return what(take_proof(text)); };
    std::string line = base64(empty_root()) + "\n";
    EXPECT_EQ(read("\n"), "a value");
    EXPECT_EQ(read(line + line + "\n"), "a value");
    EXPECT_EQ(read(line), "there is no empty line behind the proof");
    EXPECT_EQ(read("hash\n\n"), "a line of the proof is not a hash in base64");
    std::string long_proof;
    for (int i = 0; i < 65; i++) long_proof += line;
    EXPECT_EQ(read(long_proof + "\n"), "the proof has more hashes than a tree has levels");
}

}  // namespace
}  // namespace bridle::registry::merkle_test
