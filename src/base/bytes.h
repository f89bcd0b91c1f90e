// Reading bytes that somebody else wrote, possibly to hurt us.

#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

#include "base/result.h"

namespace bridle {

// A view. Whoever holds the file keeps it alive; nobody here owns anything.
using Bytes = std::span<const std::byte>;

// The same as the libraries for cryptography take them.
inline const unsigned char* octets(Bytes bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* writable_octets(std::span<std::byte> bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

// Walks forward over a Bytes. Every read is checked and a failed one leaves
// the cursor where it was. Offsets reported are offsets in the evidence file,
// also from inside a slice.
class Cursor {
public:
    explicit Cursor(Bytes data, std::uint64_t base = 0) : data_(data), base_(base) {}

    std::uint64_t offset() const { return base_ + pos_; }
    std::size_t left() const { return data_.size() - pos_; }

    Result<Bytes> take(std::uint64_t size) {
        if (size > left()) return fail(Errc::truncated, "value runs past the end", offset());
        Bytes taken = data_.subspan(pos_, size);
        pos_ += size;
        return taken;
    }

    Result<void> skip(std::uint64_t size) {
        TRY(take(size));
        return {};
    }

    // The next `size` bytes as a cursor of their own, and step past them.
    Result<Cursor> slice(std::uint64_t size) {
        std::uint64_t start = offset();
        Bytes taken = TRY(take(size));
        return Cursor(taken, start);
    }

    // A cursor at `from`, counted from the start of this view.
    Result<Cursor> at(std::uint64_t from) const {
        if (from > data_.size()) return fail(Errc::corrupt, "offset points outside", base_ + from);
        return Cursor(data_.subspan(from), base_ + from);
    }

    Result<void> expect(std::string_view magic) {
        std::uint64_t start = offset();
        Bytes taken = TRY(take(magic.size()));
        if (std::memcmp(taken.data(), magic.data(), magic.size()) != 0)
            return fail(Errc::corrupt, "wrong magic", start);
        return {};
    }

    // Up to the next NUL, which is stepped over but not returned.
    Result<std::string_view> c_string() {
        Bytes rest = data_.subspan(pos_);
        auto end = std::ranges::find(rest, std::byte{0});
        if (end == rest.end()) return fail(Errc::truncated, "string without end", offset());
        auto size = static_cast<std::size_t>(end - rest.begin());
        pos_ += size + 1;
        return std::string_view(reinterpret_cast<const char*>(rest.data()), size);
    }

    template <class T>
    Result<T> le() {
        return number<T, std::endian::little>();
    }
    template <class T>
    Result<T> be() {
        return number<T, std::endian::big>();
    }

private:
    template <class T, std::endian Order>
    Result<T> number() {
        static_assert(std::is_arithmetic_v<T>);
        Bytes raw = TRY(take(sizeof(T)));
        std::byte copy[sizeof(T)];
        std::ranges::copy(raw, copy);
        if constexpr (Order != std::endian::native) std::ranges::reverse(copy);
        return std::bit_cast<T>(copy);
    }

    Bytes data_;
    std::uint64_t base_;
    std::size_t pos_ = 0;
};

}  // namespace bridle
