// A checkpoint (c2sp.org/tlog-checkpoint): what the log says it holds, in three
// lines. Signed, it is the log's promise never to hold anything else below that size.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "register/log/merkle.h"
#include "register/log/note.h"

namespace bridle::registry {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
    std::vector<std::string> extensions;

    static Result<Checkpoint> parse(std::string_view text);  // the text of a note, unsigned
    std::string text() const;
    bool operator==(const Checkpoint&) const = default;
};

struct SignedCheckpoint {
    Note note;
    Checkpoint checkpoint;

    static Result<SignedCheckpoint> parse(std::string_view note);  // verifies nothing
};

// The checkpoint of a note that the log has signed, whose key has the origin for its name.
Result<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& log);

// The note with one signature, to which those of witnesses are added.
Result<Note> sign_checkpoint(const Checkpoint& checkpoint, const Signer& log);

}  // namespace bridle::registry
