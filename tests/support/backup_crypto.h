// The other direction of what opens encrypted backups: only tests need it.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bridle::test {

// An item of a key bag.
std::string tlv(std::string_view tag, std::string_view data);
std::string tlv(std::string_view tag, std::uint32_t number);

std::string wrap_key(std::string_view key, std::string_view content);  // RFC 3394
std::string encrypt_cbc(std::string_view key, std::string_view text);  // whole blocks, IV of zeros
std::string encrypt_padded(std::string_view key, std::string_view text);  // with PKCS#7 padding

}  // namespace bridle::test
