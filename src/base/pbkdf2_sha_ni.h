// The rounds of PBKDF2-HMAC-SHA256 on the SHA instructions of x86 processors.
//
// A backup asks for ten million of them, and all of an examiner's wait is
// here. A general HMAC pays for its generality in every round: contexts are
// copied, lengths counted, blocks padded. In this loop a round is what it
// comes down to: two compressions of one block whose second half never changes.

#pragma once

#include <atomic>
#include <cstdint>

#include "base/hash.h"

namespace bridle {

bool cpu_has_sha_instructions();

// Turns U1, the first HMAC, into U1 ^ U2 ^ ... ^ U(rounds); false when somebody
// set `cancel`. `key` is the HMAC's: at most 64 bytes. Only where
// cpu_has_sha_instructions().
bool pbkdf2_sha256_rounds(Bytes key, Sha256Digest& block, std::uint32_t rounds,
                          const std::atomic<bool>* cancel);

}  // namespace bridle
