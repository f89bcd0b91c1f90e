// Answers that were made once and stay true until the next checkpoint is published. Bounded by
// bytes; what was not asked for longest goes first. From any thread.

#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "register/web/message.h"

namespace bridle::registry {

class ResponseCache {
public:
    explicit ResponseCache(std::size_t most_bytes = 48 << 20) : most_bytes_(most_bytes) {}

    // Path and query: equal for requests that ask for the same.
    static std::string key(const Request& request);

    // Ask for this before an answer is computed, and give it with the answer: what was computed
    // from the state before a clear() must not be stored after it.
    std::uint64_t generation() const;
    std::optional<Response> find(std::string_view key);
    void store(std::string_view key, Response response, std::uint64_t generation);
    void clear();

    std::size_t bytes() const;

private:
    struct Entry {
        std::string key;
        Response response;
        std::size_t size;
    };
    using Entries = std::list<Entry>;

    std::size_t most_bytes_;
    mutable std::mutex mutex_;
    Entries entries_;                                                 // the latest asked first
    std::unordered_map<std::string_view, Entries::iterator> by_key_;  // views of the entries' keys
    std::size_t bytes_ = 0;
    std::uint64_t generation_ = 0;
};

}  // namespace bridle::registry
