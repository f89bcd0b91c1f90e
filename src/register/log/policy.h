// Whom to believe (c2sp.org/tlog-policy): the logs, the witnesses, and how many
// of which witnesses must have seen a checkpoint before it counts. It is a text
// of lines, so that it can be printed, discussed and shipped with a proof.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "register/log/checkpoint.h"

namespace bridle::registry {

inline constexpr std::size_t kMaxPolicy = 256 * 1024;
inline constexpr std::size_t kMaxPolicyItems = 256;  // logs, witnesses and groups, of each so many

class Policy {
public:
    struct Log {
        VerifierKey key;
        std::string url;  // may be empty
    };
    struct Witness {
        std::string name;  // within the policy; the key has a name too
        VerifierKey key;
        std::string url;  // where it takes checkpoints; may be empty
    };
    // A witness or a group of them: what a group may have as a member, or a quorum be.
    struct Party {
        std::string name;
        std::size_t witness = 0;           // of witnesses(), when it has no members
        std::size_t needed = 1;            // of its members
        std::vector<std::size_t> members;  // of parties(), all before this one

        bool is_group() const { return !members.empty(); }
    };

    static Result<Policy> parse(std::string_view text);

    const std::vector<Log>& logs() const { return logs_; }
    const std::vector<Witness>& witnesses() const { return witnesses_; }
    const std::vector<Party>& parties() const { return parties_; }
    const Party* quorum() const;  // nullptr: none is asked for

    struct Verdict {
        Checkpoint checkpoint;
        std::size_t log = 0;             // of logs(), that signed it
        unsigned cosigners = 0;          // witnesses of the policy that cosigned
        std::vector<std::string> names;  // and their names in the policy
        bool quorum = false;             // and whether they suffice
    };
    // Fails when no log of the policy has signed or when a known key's signature
    // is bad. Too few cosigners are no failure: what to do then is the caller's.
    Result<Verdict> verify(std::string_view signed_checkpoint) const;

    // Whether so many suffice: a flag for each of witnesses().
    bool suffices(const std::vector<bool>& cosigned) const;

private:
    friend class PolicyReader;
    Policy() = default;

    std::vector<Log> logs_;
    std::vector<Witness> witnesses_;
    std::vector<Party> parties_;
    std::size_t quorum_ = 0;  // one past the place in parties_; 0 for none
};

}  // namespace bridle::registry
