// Witnesses (c2sp.org/tlog-witness): others who sign a checkpoint only if it
// continues the last one they saw, so that a log cannot show two histories.
// Here is what the log sends them, how it reads what they answer, and a witness
// itself, without network and disk: those belong to whoever runs it.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "register/log/checkpoint.h"

namespace bridle::registry {

// Of a request. A consistency proof has at most 63 lines here, by the specification.
inline constexpr std::size_t kMaxWitnessProof = 63;
inline constexpr std::size_t kMaxWitnessRequest = kMaxNote + 8 * 1024;
inline constexpr std::string_view kTreeSizeType = "text/x.tlog.size";

std::string add_checkpoint_body(std::uint64_t old_size, std::span<const Hash> proof,
                                std::string_view checkpoint);

struct AddCheckpoint {
    std::uint64_t old_size = 0;
    std::vector<Hash> proof;
    std::string checkpoint;

    static Result<AddCheckpoint> parse(std::string_view body);  // the checkpoint is not looked into
};

struct WitnessAnswer {
    enum class Kind : std::uint8_t {
        cosigned,
        conflict,  // it last saw another size than the one the log thought
        refused,   // anything else, also an answer that makes no sense
    };
    Kind kind = Kind::refused;
    std::vector<NoteSignature> cosignatures;  // verified, the witness's own, one or more
    std::uint64_t time = 0;                   // of the first one, in seconds since 1970
    std::uint64_t size = 0;                   // which it last saw
    std::string why;                          // it was refused
};

// Fails only for a checkpoint that is no note and a key that is no witness's: whatever
// a witness says is an answer.
// A size is believed from a 409 with the content type for it and from nothing else,
// because witnesses in use answer 409, 403 and 500 for reasons of their own.
Result<WitnessAnswer> read_answer(unsigned status, std::string_view content_type,
                                  std::string_view body, const VerifierKey& witness,
                                  std::string_view checkpoint);

// For one thread at a time: a check and the keeping of what was checked must not
// be interleaved with another.
class Witness {
public:
    // Writes down the note that was last cosigned for an origin, before anybody hears of it.
    using Keep = std::function<Result<void>(const std::string& origin, const std::string& note)>;

    explicit Witness(Signer key, Keep keep = {}) : key_(std::move(key)), keep_(std::move(keep)) {}

    // A log to watch. Several keys may have the same origin.
    Result<void> trust(VerifierKey log);

    // What was kept in an earlier life, which our own cosignature proves. Trust the log first.
    Result<void> restore(std::string_view note);

    struct Response {
        unsigned status = 500;
        std::string content_type;
        std::string body;
    };
    Response add_checkpoint(std::string_view body, std::uint64_t unix_time);

    // The note last cosigned for the origin with this SHA-256 in lower-case hex;
    // nullptr when there is none. Monitors ask for it.
    const std::string* latest(std::string_view origin_hash) const;

    const VerifierKey& verifier() const { return key_.verifier(); }

private:
    struct Watched {
        std::vector<VerifierKey> keys;
        Checkpoint checkpoint;  // size 0 until the first
        std::string note;
    };

    Signer key_;
    Keep keep_;
    std::map<std::string, Watched> logs_;  // by origin
};

}  // namespace bridle::registry
