// How a read can fail, and the one macro that passes a failure upward.

#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace bridle {

enum class Errc : std::uint8_t {
    truncated,    // the bytes end before the value does
    corrupt,      // the bytes are there and contradict the format
    unsupported,  // valid, but a variant we do not read yet
    limit,        // reading on would cost more than the budget allows
    io,           // the host refused: open, read, permission
    internal,     // a bug of ours, caught at the border of a parser
    password,     // encrypted, and the password is missing or another one
};

// `offset` counts from the first byte of the evidence file, so an examiner
// can open the file in a hex editor at that place.
struct Error {
    Errc code;
    std::string what;
    std::uint64_t offset = 0;
};

// A plain alias could be dropped on the floor without a warning.
template <class T>
struct [[nodiscard]] Result : std::expected<T, Error> {
    using std::expected<T, Error>::expected;
};

inline std::unexpected<Error> fail(Errc code, std::string what, std::uint64_t offset = 0) {
    return std::unexpected(Error{code, std::move(what), offset});
}

}  // namespace bridle

#define BRIDLE_JOIN_(a, b) a##b
#define BRIDLE_JOIN(a, b) BRIDLE_JOIN_(a, b)

// Yields the value, or returns the error from the enclosing function. Write
// it only as a whole statement or a whole initializer: returning out of the
// middle of a larger expression skips the destructors of what it had built.
#define TRY(expression) BRIDLE_TRY_(expression, BRIDLE_JOIN(bridle_try_, __COUNTER__))
#define BRIDLE_TRY_(expression, result)                        \
    __extension__({                                            \
        auto result = (expression);                            \
        if (!result) [[unlikely]]                              \
            return std::unexpected(std::move(result).error()); \
        *std::move(result);                                    \
    })
