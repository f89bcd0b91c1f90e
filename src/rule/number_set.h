// Very many numbers, most of them often, that are only asked for afterwards: sites that were
// visited, names of files, people. Kept in a row and put in order when somebody asks, because
// reaching into a table of hashes for each costs more than reading the record did.

#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace bridle {

class NumberSet {
public:
    // Holds at most so many different ones, and is full when there were more.
    explicit NumberSet(std::size_t most) : most_(most) {}

    void add(std::uint64_t number) {
        if (full_) return;
        numbers_.push_back(number);
        if (numbers_.size() < next_) return;
        settle();
        next_ = std::max(kFirst, 2 * numbers_.size());
        full_ = numbers_.size() > most_;
    }

    bool contains(std::uint64_t number) const {
        if (numbers_.size() - settled_ > kFew) settle();
        const auto tail = numbers_.begin() + static_cast<std::ptrdiff_t>(settled_);
        return std::binary_search(numbers_.begin(), tail, number) ||
               std::find(tail, numbers_.end(), number) != numbers_.end();
    }
    bool empty() const { return numbers_.empty(); }
    bool full() const { return full_; }

private:
    static constexpr std::size_t kFirst = 1 << 18, kFew = 64;

    void settle() const {
        std::ranges::sort(numbers_);
        const auto again = std::ranges::unique(numbers_);
        numbers_.erase(again.begin(), again.end());
        settled_ = numbers_.size();
    }

    std::size_t most_, next_ = kFirst;
    mutable std::vector<std::uint64_t> numbers_;
    mutable std::size_t settled_ = 0;  // of them are in order, each once
    bool full_ = false;
};

}  // namespace bridle
