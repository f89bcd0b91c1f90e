// Codes of the second factor: RFC 6238 over RFC 4226, as every application for it makes them, with
// SHA-1, six digits and half a minute for each.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace bridle::registry {

inline constexpr std::size_t kTotpSecretSize = 20;

// The code of one step; steps are the half minutes since 1970.
std::string totp_code(std::string_view secret, std::int64_t step);
std::int64_t totp_step(Time at);

// Of which step the code is: this one, the one before or the one after, if that is later than
// `used`, the last one that opened. Nothing when it is of none of them. Blanks in it are skipped.
std::optional<std::int64_t> totp_matches(std::string_view secret, std::string_view code, Time at,
                                         std::int64_t used);

// RFC 4648 without padding, as applications show and read secrets.
std::string base32(std::string_view bytes);
std::optional<std::string> from_base32(std::string_view text);  // small letters and blanks too

// "otpauth://totp/…", which applications read from a link or a QR code.
std::string totp_address(std::string_view secret, std::string_view account,
                         std::string_view issuer);

}  // namespace bridle::registry
