// Passwords as they are kept: derived by scrypt (RFC 7914), whose cost is memory as much as time,
// with the cost and a salt beside the result so that the cost can be raised later. Also the random
// bytes that keys, salts and ids of this layer are made of.

#pragma once

#include <string>
#include <string_view>

#include "base/crypto.h"

namespace bridle::registry {

inline constexpr std::size_t kLeastPasswordCharacters = 12;
inline constexpr std::size_t kMostPasswordBytes = 1000;

// Whether somebody may choose this password. The error says what is wrong with it, for them.
Result<void> check_new_password(const Secret& password, std::string_view account_name);

// "scrypt$15$8$1$salt$hash": log2 of N, r, p, and two values in base64.
Result<std::string> password_record(const Secret& password);

// Takes as long with an empty record, which nothing fits, as with any other: time must not tell
// whether there is an account. Errc::limit while too many derive at once, each of them in 32 MB.
Result<bool> password_fits(const Secret& password, std::string_view record);

// From the generator of the system, fit for keys.
Result<Secret> random_secret(std::size_t size);
Result<std::string> random_bytes(std::size_t size);
// "filing-k3jx…": twelve random characters, so that an id tells nothing.
Result<std::string> random_id(std::string_view kind);

}  // namespace bridle::registry
