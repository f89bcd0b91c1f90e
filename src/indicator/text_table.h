// A hash table from texts to numbers that is asked far more often than it has
// the answer, with hashes that come for free on the way through a path or,
// from the right, through a host name.

#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace bridle {

// A hash that grows by one character at a time.
class RollingHash {
public:
    void add(char c) { state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x9FB21C651E98DF25; }
    std::uint64_t value() const { return (state_ ^ state_ >> 32) * 0xD6E8FEB86659FD93; }

private:
    std::uint64_t state_ = 0x243F6A8885A308D3;
};

inline std::uint64_t hash_forward(std::string_view text) {
    RollingHash hash;
    for (char c : text) hash.add(c);
    return hash.value();
}
inline std::uint64_t hash_backward(std::string_view text) {
    RollingHash hash;
    for (std::size_t i = text.size(); i-- > 0;) hash.add(text[i]);
    return hash.value();
}

// Holds views: whoever inserts keeps the texts alive.
class TextTable {
public:
    bool empty() const { return entries_.empty(); }

    void reserve(std::size_t size) {
        entries_.reserve(size);
        std::size_t slots = std::bit_ceil(size * 2 + 64);
        if (slots > slots_.size()) grow(slots);
    }

    // The same key may have several numbers.
    void insert(std::uint64_t hash, std::string_view key, std::uint32_t number) {
        if (entries_.size() * 2 >= slots_.size()) grow(slots_.empty() ? 64 : slots_.size() * 2);
        entries_.push_back({hash, key, number, kNone});
        place(static_cast<std::uint32_t>(entries_.size() - 1));
    }

    // Calls `visit` with each number of the key.
    template <class Visit>
    void find(std::uint64_t hash, std::string_view key, Visit&& visit) const {
        if (slots_.empty()) return;
        for (std::size_t i = hash >> shift_;; i = (i + 1) & (slots_.size() - 1)) {
            Slot slot = slots_[i];
            if (slot.entry == kNone) return;
            if (slot.tag != static_cast<std::uint32_t>(hash)) continue;
            if (entries_[slot.entry].key != key) continue;
            for (std::uint32_t at = slot.entry; at != kNone; at = entries_[at].next)
                visit(entries_[at].number);
            return;
        }
    }

    bool contains(std::uint64_t hash, std::string_view key) const {
        bool found = false;
        find(hash, key, [&](std::uint32_t) { found = true; });
        return found;
    }

private:
    static constexpr std::uint32_t kNone = UINT32_MAX;
    struct Entry {
        std::uint64_t hash;
        std::string_view key;
        std::uint32_t number;
        std::uint32_t next;  // of the same key
    };
    struct Slot {
        std::uint32_t tag = 0, entry = kNone;  // the low half of the hash; the high one says where
    };

    void place(std::uint32_t number) {
        Entry& entry = entries_[number];
        for (std::size_t i = entry.hash >> shift_;; i = (i + 1) & (slots_.size() - 1)) {
            Slot& slot = slots_[i];
            auto tag = static_cast<std::uint32_t>(entry.hash);
            if (slot.entry == kNone) {
                slot = {tag, number};
                return;
            }
            if (slot.tag != tag || entries_[slot.entry].key != entry.key) continue;
            entry.next = slot.entry;
            slot.entry = number;
            return;
        }
    }

    void grow(std::size_t size) {
        shift_ = 64 - static_cast<unsigned>(std::countr_zero(size));
        slots_.assign(size, Slot());
        for (Entry& entry : entries_) entry.next = kNone;
        for (std::uint32_t i = 0; i < entries_.size(); i++) place(i);
    }

    std::vector<Slot> slots_;
    std::vector<Entry> entries_;
    unsigned shift_ = 64;
};

// Keeps texts where they do not move.
class TextArena {
public:
    std::string_view keep(std::string_view text) {
        if (text.size() > left_) {
            left_ = std::max(text.size(), kChunk);
            chunks_.push_back(std::make_unique<char[]>(left_));
            next_ = chunks_.back().get();
        }
        text.copy(next_, text.size());
        std::string_view kept(next_, text.size());
        next_ += text.size();
        left_ -= text.size();
        return kept;
    }

private:
    static constexpr std::size_t kChunk = 64 << 10;
    std::vector<std::unique_ptr<char[]>> chunks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace bridle
