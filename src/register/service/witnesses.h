// Talking to witnesses (c2sp.org/tlog-witness): one POST, or two when a witness remembers another
// size than we thought. What goes wrong is an outcome to be shown, never an error: a witness that
// is away, slow or confused must not be able to stop a register.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "register/log/witness.h"
#include "register/service/settings.h"

namespace bridle::registry {

struct WitnessTalk {
    enum class Kind : std::uint8_t {
        cosigned,
        behind,   // it saw a smaller tree, and was only asked what it saw
        ahead,    // it saw a larger tree: this log is older than what it has shown to others
        differs,  // it saw another tree of this size
        failed,   // nothing was learnt
    };
    Kind kind = Kind::failed;
    std::vector<NoteSignature> cosignatures;
    std::uint64_t size = 0;  // that it saw last, where that is known
    std::string outcome;     // for people
};

struct WitnessQuestion {
    WitnessSetting witness;
    std::uint64_t old_size = 0;  // which it saw last, as far as we know
};

// The consistency proof from a smaller tree to that of the note. May be called by several threads.
using ProofFrom = std::function<Result<std::vector<Hash>>(std::uint64_t old_size)>;

inline constexpr std::chrono::milliseconds kWitnessTimeout{10'000};

// All at once; an answer for each question, in their order. Without `proof` each is asked once,
// and only for what it saw.
std::vector<WitnessTalk> ask_witnesses(std::span<const WitnessQuestion> questions,
                                       std::string_view note, const ProofFrom& proof,
                                       std::chrono::milliseconds timeout = kWitnessTimeout);

}  // namespace bridle::registry
