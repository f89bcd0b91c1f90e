// A proof to keep (c2sp.org/tlog-proof): the place of an entry in the log, the
// hashes from there to the root, and the signed checkpoint with that root. With
// the entry and a policy it can be checked without asking anybody.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "register/log/policy.h"

namespace bridle::registry {

// The standard sets no bound: this is room for the longest record, with its leaf.
inline constexpr std::size_t kMaxExtra = 1'280 * 1024;
inline constexpr std::size_t kMaxProofFile = kMaxNote + 2 * kMaxExtra;

struct ProofFile {
    std::optional<std::string> extra;  // decoded; nobody signs it, so it must not be believed
    std::uint64_t index = 0;
    std::vector<Hash> proof;
    std::string checkpoint;  // the whole note, as the log and the witnesses signed it

    static Result<ProofFile> parse(std::string_view text);  // the checkpoint is not looked into
    std::string serialise() const;
};

// That the entry is in a log of the policy. Whether enough witnesses saw the
// checkpoint is in the verdict.
Result<Policy::Verdict> verify_proof(const ProofFile& proof, Bytes entry, const Policy& policy);

}  // namespace bridle::registry
