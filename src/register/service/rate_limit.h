// How often is too often: a bucket of tokens for each key, which fills again with time. A key is an
// address, an account or anything else that may ask too much. Memory is bounded: of too many keys
// the one forgotten is the one that has asked for nothing the longest.

#pragma once

#include <chrono>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace bridle::registry {

// From any thread.
class RateLimit {
public:
    struct Rule {
        unsigned tokens = 10;                // so many at once
        std::chrono::microseconds refill{};  // in this time an empty bucket is full again
        std::size_t most_keys = 20'000;
    };
    explicit RateLimit(Rule rule) : rule_(rule) {}

    // Takes a token, or says false when there is none.
    bool take(std::string_view key, Time now);
    // Puts one back, where what it was taken for should not count.
    void give_back(std::string_view key, Time now);
    // In what time there is one again; zero: there is one.
    std::chrono::seconds wait(std::string_view key, Time now);
    std::size_t keys() const;

private:
    struct Bucket {
        std::string key;
        std::chrono::microseconds full_at;  // since 1970: a bucket is full from this time on
    };
    std::chrono::microseconds price() const { return rule_.refill / rule_.tokens; }
    std::chrono::microseconds missing(std::string_view key, Time now) const;
    void remember(std::string_view key, std::chrono::microseconds full_at);

    const Rule rule_;
    mutable std::mutex mutex_;
    std::list<Bucket> buckets_;  // the one asked for last is at the front
    std::unordered_map<std::string_view, std::list<Bucket>::iterator> places_;
};

// Who asks, as far as an address tells: one of IPv4, or the 64 bits of a network of IPv6, of which
// anybody has all the addresses.
std::string client_of(std::string_view address);

}  // namespace bridle::registry
