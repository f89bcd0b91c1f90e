#include "register/service/totp.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <new>

#include "base/text.h"

namespace bridle::registry {

namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr std::size_t kDigits = 6;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (char c : text) {
        bool plain = is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

}  // namespace

std::string totp_code(std::string_view secret, std::int64_t step) {
    std::array<unsigned char, 8> counter;
    for (std::size_t i = 0; i < counter.size(); i++)
        counter[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
    std::array<unsigned char, 20> digest;
    unsigned size = 0;
    if (!HMAC(EVP_sha1(), octets(as_bytes(secret)), static_cast<int>(secret.size()), counter.data(),
              counter.size(), digest.data(), &size) ||
        size != digest.size())
        throw std::bad_alloc();  // HMAC with SHA-1 is always there; only memory can lack
    std::size_t at = digest.back() & 0xf;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; i++) number = number << 8 | digest[at + i];
    std::string code = std::to_string((number & 0x7fff'ffff) % 1'000'000);
    return std::string(kDigits - code.size(), '0') + code;
}

std::int64_t totp_step(Time at) {
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count() / kStepSeconds;
}

std::optional<std::int64_t> totp_matches(std::string_view secret, std::string_view code, Time at,
                                         std::int64_t used) {
    std::string digits;
    for (char c : code)
        if (c != ' ' && digits.size() <= kDigits) digits += c;
    if (secret.empty() || digits.size() != kDigits) return std::nullopt;
    std::optional<std::int64_t> found;
    std::int64_t now = totp_step(at);
    for (std::int64_t step = now - 1; step <= now + 1; step++) {
        std::string right = totp_code(secret, step);
        if (CRYPTO_memcmp(right.data(), digits.data(), kDigits) == 0 && step > used) found = step;
    }
    return found;
}

std::string base32(std::string_view bytes) {
    std::string out;
    unsigned bits = 0, held = 0;
    for (char c : bytes) {
        held = held << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) out += kAlphabet[held >> (bits - 5) & 31];
        held &= (1u << bits) - 1;
    }
    if (bits) out += kAlphabet[held << (5 - bits) & 31];
    return out;
}

std::optional<std::string> from_base32(std::string_view text) {
    std::string out;
    unsigned bits = 0, held = 0;
    for (char c : text) {
        if (c == ' ') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        std::size_t value = kAlphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        held = held << 5 | static_cast<unsigned>(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(held >> bits);
        }
        held &= (1u << bits) - 1;
    }
    if (bits >= 5 || held != 0) return std::nullopt;  // cut off, or more than one text of the same
    return out;
}

std::string totp_address(std::string_view secret, std::string_view account,
                         std::string_view issuer) {
    // Some applications show what stands before the colon, some the parameter.
    std::string label = percent_encoded(issuer) + ':' + percent_encoded(account);
    return "otpauth://totp/" + label + "?secret=" + base32(secret) +
           "&issuer=" + percent_encoded(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace bridle::registry
