// The versions of each record as the leaves tell them: numbered without a gap, each naming the one
// before by its hash, and of one type. Takedowns are told by leaves too, and excuse what is gone.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "register/log/merkle.h"
#include "register/model/envelope.h"

namespace bridle::registry {

class Chains {
public:
    // A digest of the record's id, so that a million of them take no more than need be.
    using Key = std::array<std::byte, 16>;

    // The next leaf of the log. `has_body`: whether its body is published.
    Result<void> add(const Envelope& envelope, const Hash& leaf, bool has_body);

    // Whether a takedown anywhere in the log is about this version.
    bool is_taken_down(const Key& record, std::int64_t seq) const;

    static Key key_of(std::string_view record_id);

private:
    struct KeyHash {
        std::size_t operator()(const Key& key) const;
    };
    struct Latest {
        Hash leaf{};
        std::uint64_t bodies = 0;  // a bit for each version with a body; the last for all beyond
        std::uint32_t seq = 0;
        std::uint32_t type = 0;  // a digest too
    };
    struct Takedown {
        std::int64_t scope = 0, seq = 0;
    };
    Result<void> take_down(const Envelope& envelope, const Key& key, Latest& latest);

    std::unordered_map<Key, Latest, KeyHash> latest_;
    std::unordered_map<Key, std::vector<Takedown>, KeyHash> takedowns_;
};

}  // namespace bridle::registry
