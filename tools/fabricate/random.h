// Chance that is the same on every machine: the standard library's
// distributions differ between implementations, so none is used.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace bridle::fabricate {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    // A stream of its own for each purpose: more messages must not change the visits.
    Random(std::uint64_t seed, std::string_view purpose) : state_(seed * 0x9E3779B97F4A7C15) {
        for (char c : purpose) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    }

    std::uint64_t next() {  // SplitMix64
        state_ += 0x9E3779B97F4A7C15;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    // The upper half of the product, so that no division is needed; the bias is far below notice.
    std::uint64_t below(std::uint64_t bound) {
        return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
    }
    std::int64_t between(std::int64_t low, std::int64_t high) {  // both included
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
    }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    double fraction() { return static_cast<double>(next() >> 11) * 0x1p-53; }

    template <class List>
    const auto& pick(const List& list) {
        return list[below(std::size(list))];
    }

    std::string bytes(std::size_t size) {
        std::string filled;
        filled.reserve(size + 8);
        while (filled.size() < size) {
            std::uint64_t word = next();
            for (int shift = 0; shift < 64; shift += 8)
                filled += static_cast<char>(static_cast<unsigned char>(word >> shift));
        }
        filled.resize(size);
        return filled;
    }

    // 8-4-4-4-12 in capitals, as Apple writes them.
    std::string uuid() {
        static constexpr std::string_view kDigits = "0123456789ABCDEF";
        std::string text(36, '-');
        std::uint64_t word = 0;
        int digits = 0;
        for (std::size_t i = 0; i < text.size(); i++) {
            if (i == 8 || i == 13 || i == 18 || i == 23) continue;
            if (digits++ % 16 == 0) word = next();
            text[i] = kDigits[word & 15];
            word >>= 4;
        }
        text[14] = '4';  // random, as RFC 9562 marks it
        return text;
    }

private:
    __extension__ using Wide = unsigned __int128;
    std::uint64_t state_;
};

}  // namespace bridle::fabricate
