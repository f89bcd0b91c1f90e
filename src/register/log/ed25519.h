// Ed25519 (RFC 8032), through OpenSSL. Its keys and signatures are plain bytes,
// so nothing of OpenSSL is kept between two calls.

#pragma once

#include <array>
#include <cstdint>

#include "base/crypto.h"

namespace bridle::registry {

inline constexpr std::size_t kEd25519Size = 32;  // of a seed and of a public key
inline constexpr std::size_t kEd25519SignatureSize = 64;

using Ed25519PublicKey = std::array<std::byte, kEd25519Size>;
using Ed25519Signature = std::array<std::byte, kEd25519SignatureSize>;

Result<Secret> new_ed25519_seed();
Result<Ed25519PublicKey> ed25519_public_key(const Secret& seed);
Result<Ed25519Signature> ed25519_sign(const Secret& seed, Bytes message);
bool ed25519_verifies(const Ed25519PublicKey& key, Bytes message, Bytes signature);

}  // namespace bridle::registry
