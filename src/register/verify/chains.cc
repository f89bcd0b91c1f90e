#include "register/verify/chains.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/text.h"

namespace bridle::registry {

namespace {

constexpr std::int64_t kBits = 64;

std::uint64_t bit_of(std::int64_t seq) {
    return std::uint64_t{1} << (std::clamp<std::int64_t>(seq, 1, kBits) - 1);
}

std::uint32_t digest_of(std::string_view type) {
    Hash hash = sha256(as_bytes(type));
    std::uint32_t digest;
    std::memcpy(&digest, hash.data(), sizeof digest);
    return digest;
}

}  // namespace

Chains::Key Chains::key_of(std::string_view record_id) {
    Hash hash = sha256(as_bytes(record_id));
    Key key;
    std::copy_n(hash.begin(), key.size(), key.begin());
    return key;
}

std::size_t Chains::KeyHash::operator()(const Key& key) const {
    std::size_t hash;
    std::memcpy(&hash, key.data(), sizeof hash);
    return hash;
}

Result<void> Chains::add(const Envelope& envelope, const Hash& leaf, bool has_body) {
    const Key key = key_of(envelope.record_id);
    auto [place, is_new] = latest_.try_emplace(key);
    Latest& latest = place->second;
    const std::string name = fmt::format("version {} of {}", envelope.seq, envelope.record_id);
    const Latest before = latest;
    latest.leaf = leaf;
    latest.seq = static_cast<std::uint32_t>(
        std::min<std::int64_t>(envelope.seq, std::numeric_limits<std::uint32_t>::max()));
    latest.type = digest_of(envelope.type);
    if (has_body) latest.bodies |= bit_of(envelope.seq);

    if (envelope.seq != std::int64_t{before.seq} + 1)
        return fail(Errc::corrupt, fmt::format("{} comes after version {}", name, before.seq));
    const bool begins = envelope.action == "publish" || envelope.action == "audit";
    if (begins != is_new)
        return fail(Errc::corrupt,
                    fmt::format("{} cannot be a leaf that says {}", name, envelope.action));
    if ((envelope.action == "audit") != (envelope.type == "audit"))
        return fail(Errc::corrupt, name + " mixes a record with the trail of audit");
    if (is_new) return {};
    if (latest.type != before.type)
        return fail(Errc::corrupt, name + " is of another type than the version before");
    if (envelope.prev != base64(before.leaf))
        return fail(Errc::corrupt, name + " does not name the leaf of the version before");
    if (envelope.action == "tombstone") return take_down(envelope, key, latest);
    return {};
}

Result<void> Chains::take_down(const Envelope& envelope, const Key& key, Latest& latest) {
    const std::int64_t scope = envelope.scope;
    if (scope < 0 || scope >= envelope.seq)
        return fail(Errc::corrupt,
                    fmt::format("the takedown in version {} of {} is about a version {}",
                                envelope.seq, envelope.record_id, scope));
    takedowns_[key].push_back({scope, envelope.seq});
    // Which of the versions beyond the bits it is cannot be told; of all of them it can.
    std::uint64_t still = scope == 0      ? latest.bodies
                          : scope < kBits ? latest.bodies & bit_of(scope)
                                          : 0;
    if (still == 0) return {};
    return fail(Errc::corrupt, fmt::format("{} was taken down, and is still published",
                                           scope == 0 ? envelope.record_id
                                                      : fmt::format("version {} of {}", scope,
                                                                    envelope.record_id)));
}

bool Chains::is_taken_down(const Key& record, std::int64_t seq) const {
    auto found = takedowns_.find(record);
    return found != takedowns_.end() &&
           std::ranges::any_of(found->second, [&](const Takedown& takedown) {
               return takedown.scope == seq || (takedown.scope == 0 && seq < takedown.seq);
           });
}

}  // namespace bridle::registry
