// The spellings that the text formats of the log share. All of them are strict:
// what can be written in one way only can be compared, signed and hashed.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "register/log/merkle.h"

namespace bridle::registry {

// Digits without a sign and without leading zeros, up to kLargestTree.
std::optional<std::uint64_t> from_decimal(std::string_view text);

// With its padding, without blanks and without bits that the last digit has to spare.
std::optional<std::vector<std::byte>> from_exact_base64(std::string_view text);
std::optional<Hash> hash_from_base64(std::string_view text);

// UTF-8 without control characters other than the line end.
bool is_plain_text(std::string_view text);

// The text before the next line end, which is stepped over with it. Nothing, and no
// step, when there is no line end: a last line must have one too.
std::optional<std::string_view> take_line(std::string_view& rest);

// As many lines with a hash each as there are before an empty line, which is stepped
// over too: the form that proofs have in messages and files.
Result<std::vector<Hash>> take_proof(std::string_view& rest);
void append_proof(std::string& out, std::span<const Hash> proof);  // without the empty line

}  // namespace bridle::registry
