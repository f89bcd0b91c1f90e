#include "register/web/response_cache.h"

namespace bridle::registry {

namespace {

std::size_t size_of(std::string_view key, const Response& response) {
    constexpr std::size_t kAround = 400;  // nodes, the table, the blocks of the allocator
    std::size_t size =
        kAround + key.size() + response.body->size() + response.type.size() + response.etag.size();
    for (const auto& [name, value] : response.headers)
        size += sizeof(response.headers[0]) + name.size() + value.size();
    return size;
}

}  // namespace

std::string ResponseCache::key(const Request& request) {
    std::string key = request.path;
    // Neither a path nor a query can have a NUL in it.
    for (const auto& [name, value] : request.query) {
        (key += '\0').append(name);
        (key += '\0').append(value);
    }
    return key;
}

std::uint64_t ResponseCache::generation() const {
    std::scoped_lock lock(mutex_);
    return generation_;
}

std::size_t ResponseCache::bytes() const {
    std::scoped_lock lock(mutex_);
    return bytes_;
}

std::optional<Response> ResponseCache::find(std::string_view key) {
    std::scoped_lock lock(mutex_);
    auto found = by_key_.find(key);
    if (found == by_key_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->response;
}

void ResponseCache::store(std::string_view key, Response response, std::uint64_t generation) {
    std::size_t size = size_of(key, response);
    if (size > most_bytes_ / 8) return;  // one of that size would drive out too many
    Entries dropped, added;              // freed after the lock
    added.push_back({std::string(key), std::move(response), size});
    std::scoped_lock lock(mutex_);
    if (generation != generation_) return;
    auto drop = [&](Entries::iterator entry) {
        bytes_ -= entry->size;
        by_key_.erase(entry->key);
        dropped.splice(dropped.begin(), entries_, entry);
    };
    if (auto found = by_key_.find(key); found != by_key_.end()) drop(found->second);
    while (bytes_ + size > most_bytes_) drop(std::prev(entries_.end()));
    entries_.splice(entries_.begin(), added);
    by_key_.emplace(entries_.front().key, entries_.begin());
    bytes_ += size;
}

void ResponseCache::clear() {
    Entries dropped;
    std::scoped_lock lock(mutex_);
    generation_++;
    by_key_.clear();
    dropped.swap(entries_);
    bytes_ = 0;
}

}  // namespace bridle::registry
