// The leaf of the log: a small public statement that a record got a new version. Anybody may copy
// the log and nothing in it can be deleted, so that an envelope holds no word of the record, only
// the hash of a random salt and the body: with salt and body gone, it says nothing any more.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/result.h"
#include "format/json_value.h"

namespace bridle::registry {

inline constexpr std::size_t kSaltBytes = 32;
inline constexpr std::size_t kMostEnvelopeBytes = 65'535;  // an entry of a tile is no longer

struct Envelope {
    int v = 1;
    std::string type;
    std::string record_id;
    std::int64_t seq = 1;             // the number of the version, from 1
    std::optional<std::string> prev;  // base64 of the leaf hash of the version before
    std::string action;               // publish, correct, tombstone or audit
    std::string kind;                 // of a correction, see kCorrectionKinds; else empty
    std::string time;                 // RFC 3339, UTC
    std::string actor;                // a role, never a person
    std::string body_hash;            // base64; empty for a tombstone, which has no body
    std::string schema;               // the $id of the schema that the body satisfies
    std::string basis;                // the legal basis of a tombstone; else empty
    std::string authority;            // who ordered it; of a tombstone alone
    std::string reason;               // of a tombstone, for everybody to read
    std::int64_t scope = 0;           // the version that a tombstone is for; 0: all of the record
    std::string reason_hash;          // base64; of the reason of a correction, salted like its body

    std::string canonical() const;  // RFC 8785: the bytes of the leaf
    static Result<Envelope> parse(std::string_view text);
    Result<void> check() const;  // what parse() checks, for an envelope about to be written

    bool operator==(const Envelope&) const = default;
};

inline constexpr std::string_view kActions[] = {"publish", "correct", "tombstone", "audit"};
inline constexpr std::string_view kCorrectionKinds[] = {"clericalError", "factChanged",
                                                        "courtOrder", "redaction"};

// SHA-256 of the salt followed by the canonical body.
Sha256Digest body_hash(Bytes salt, const Json& body);
// The same of the reason of a correction, which may be taken down with the body.
Sha256Digest reason_hash(Bytes salt, std::string_view reason);

}  // namespace bridle::registry
