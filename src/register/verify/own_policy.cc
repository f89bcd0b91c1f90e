#include "register/verify/own_policy.h"

#include "base/hash.h"
#include "base/text.h"

namespace bridle::registry {

static constexpr std::string_view kBegin = "# sha256 ";

std::string with_digest_line(std::string policy) {
    std::string digest = hex(sha256(as_bytes(policy)));
    return policy + std::string(kBegin) + digest + "\n";
}

Result<void> check_digest_line(std::string_view policy) {
    std::size_t end = policy.rfind('\n', policy.size() < 2 ? 0 : policy.size() - 2);
    std::size_t begin = end == std::string_view::npos ? 0 : end + 1;
    if (with_digest_line(std::string(policy.substr(0, begin))) != policy)
        return fail(Errc::corrupt,
                    "does not end in the digest of what stands in it: it was damaged, or changed "
                    "by somebody other than the register");
    return {};
}

}  // namespace bridle::registry
