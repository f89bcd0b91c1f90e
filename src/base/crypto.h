// Secrets and the few primitives that open encrypted backups, through OpenSSL
// but for one loop of our own (pbkdf2_sha_ni.h).

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace bridle {

// A password or a key: wiped when it goes, and never copied by accident.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::size_t size) : bytes_(size) {}
    explicit Secret(Bytes bytes) : bytes_(bytes.begin(), bytes.end()) {}
    explicit Secret(std::string_view text) : Secret(std::as_bytes(std::span(text))) {}
    Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    Secret& operator=(Secret&& other) noexcept {
        bytes_.swap(other.bytes_);
        return *this;
    }
    ~Secret();

    Bytes bytes() const { return bytes_; }
    std::span<std::byte> writable() { return bytes_; }
    std::size_t size() const { return bytes_.size(); }
    bool empty() const { return bytes_.empty(); }

private:
    std::vector<std::byte> bytes_;
};

// Asks somebody for the password; fails when nobody gives one.
using PasswordSource = std::function<Result<Secret>()>;

// Counts of rounds come out of the evidence. A phone asks for ten million of
// the first and ten thousand of the second; whoever asks for more than these
// wants to keep us busy.
inline constexpr std::uint32_t kMostSha256Rounds = 100'000'000;
inline constexpr std::uint32_t kMostSha1Rounds = 1'000'000;

// PBKDF2 (RFC 8018) with HMAC. Errc::limit for more rounds than the above, or
// when somebody set `cancel`, which only a processor with SHA instructions heeds.
Result<Secret> pbkdf2_sha256(Bytes password, Bytes salt, std::uint32_t rounds, std::size_t size,
                             const std::atomic<bool>* cancel = nullptr);
Result<Secret> pbkdf2_sha1(Bytes password, Bytes salt, std::uint32_t rounds, std::size_t size);

inline constexpr std::size_t kAesBlock = 16;
inline constexpr std::size_t kAes256Key = 32;

// AES key wrap (RFC 3394) with a key of 256 bits. Errc::corrupt when the
// integrity value does not come out, which says: another key, or damage.
Result<Secret> aes256_unwrap(Bytes key, Bytes wrapped);

// Whole blocks; any padding stays. The `iv` of a piece from the middle is the
// block of ciphertext before it. `out` may be the memory of `in`.
Result<void> aes256_cbc_decrypt(Bytes key, Bytes iv, Bytes in, std::span<std::byte> out);

}  // namespace bridle
