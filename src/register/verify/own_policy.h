// The policy that a register publishes about itself ends in a comment with the digest of what
// stands above. Nobody signs a policy: whoever relies on one gets it from somebody they trust. But
// a flipped bit in it, say in the address of a witness, must be noticed by somebody.

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace bridle::registry {

std::string with_digest_line(std::string policy);
Result<void> check_digest_line(std::string_view policy);

}  // namespace bridle::registry
