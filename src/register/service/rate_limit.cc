#include "register/service/rate_limit.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kLongestKey = 100;

// Keys hold what somebody typed, of any length.
std::string bounded(std::string_view key) {
    if (key.size() <= kLongestKey) return std::string(key);
    return hex(sha256(as_bytes(key)));
}

}  // namespace

// A bucket is the time at which it will be full: the tokens missing are the time left until then.
std::chrono::microseconds RateLimit::missing(std::string_view key, Time now) const {
    auto found = places_.find(key);
    if (found == places_.end()) return {};
    auto left = found->second->full_at - now.time_since_epoch();
    return std::clamp(left, std::chrono::microseconds{}, rule_.refill);  // clocks may be set back
}

void RateLimit::remember(std::string_view key, std::chrono::microseconds full_at) {
    if (auto found = places_.find(key); found != places_.end()) {
        found->second->full_at = full_at;
        buckets_.splice(buckets_.begin(), buckets_, found->second);
        return;
    }
    if (buckets_.size() >= std::max<std::size_t>(rule_.most_keys, 1)) {
        places_.erase(buckets_.back().key);
        buckets_.pop_back();
    }
    buckets_.push_front({std::string(key), full_at});
    places_.emplace(buckets_.front().key, buckets_.begin());
}

bool RateLimit::take(std::string_view name, Time now) {
    std::string key = bounded(name);
    std::lock_guard lock(mutex_);
    auto after = missing(key, now) + price();
    bool there = after <= rule_.refill;
    // Also who gets nothing is remembered as one who asked just now.
    remember(key, now.time_since_epoch() + (there ? after : after - price()));
    return there;
}

void RateLimit::give_back(std::string_view name, Time now) {
    std::string key = bounded(name);
    std::lock_guard lock(mutex_);
    if (!places_.contains(key)) return;
    auto left = missing(key, now) - price();
    remember(key, now.time_since_epoch() + std::max(left, std::chrono::microseconds{}));
}

std::chrono::seconds RateLimit::wait(std::string_view name, Time now) {
    std::string key = bounded(name);
    std::lock_guard lock(mutex_);
    auto over = missing(key, now) + price() - rule_.refill;
    return std::chrono::ceil<std::chrono::seconds>(std::max(over, std::chrono::microseconds{}));
}

std::size_t RateLimit::keys() const {
    std::lock_guard lock(mutex_);
    return buckets_.size();
}

std::string client_of(std::string_view address) {
    constexpr std::size_t kNetwork = 8, kMapped = 12;
    std::string text(address.substr(0, address.find('%')));  // a zone is behind it
    in6_addr parsed;
    if (inet_pton(AF_INET6, text.c_str(), &parsed) != 1) return text;
    Bytes bytes = std::as_bytes(std::span(parsed.s6_addr));
    if (IN6_IS_ADDR_V4MAPPED(&parsed)) {
        char dotted[INET_ADDRSTRLEN];
        return inet_ntop(AF_INET, bytes.subspan(kMapped).data(), dotted, sizeof dotted);
    }
    return hex(bytes.first(kNetwork)) + "::/64";
}

}  // namespace bridle::registry
