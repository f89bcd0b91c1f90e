// Files of age (c2sp.org/age), version 1: what confidential attachments are kept as. They can be
// recognised here and made here, for whoever has nothing to encrypt with; nothing here opens one,
// since the keys that do are elsewhere.

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/crypto.h"

namespace bridle::registry {

inline constexpr std::size_t kMostAgeStanzas = 64;
inline constexpr std::size_t kMostAgePlaintext = 32 << 20;
// With the header and the tags of all chunks.
inline constexpr std::size_t kMostAgeFile = kMostAgePlaintext + (64 << 10);

struct AgeHeader {
    std::size_t recipients = 0;        // stanzas of X25519 keys; they do not tell whose
    std::size_t size = 0;              // of the header
    std::uint64_t plaintext_size = 0;  // as the size of the file tells

    bool operator==(const AgeHeader&) const = default;
};

// Of a whole file, whose size must be one that encryption makes. Strict: one file has one text.
// Refuses recipients of any other kind, such as a passphrase, since who could open it then would
// not be known, but passes over the stanzas of random type that some programs add ("…-grease").
Result<AgeHeader> read_age_header(Bytes file);

// "age1…", by its characters and its checksum.
bool is_age_recipient(std::string_view text);

// Fills with random bytes; tests know which.
using RandomSource = std::function<Result<void>(std::span<std::byte>)>;

// The plaintext as a file that each of the recipients can open, who are at least one.
Result<std::string> age_encrypt(std::span<const std::string> recipients, const Secret& plaintext);
Result<std::string> age_encrypt(std::span<const std::string> recipients, const Secret& plaintext,
                                const RandomSource& random);

}  // namespace bridle::registry
