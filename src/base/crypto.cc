#include "base/crypto.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <climits>
#include <memory>
#include <new>

#include "base/hash.h"
#include "base/pbkdf2_sha_ni.h"
#include "base/text.h"

namespace bridle {

namespace {

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

// Fetched once: fetching costs more than unwrapping a key does.
const EVP_CIPHER* fetched_cipher(const char* name) {
    EVP_CIPHER* found = EVP_CIPHER_fetch(nullptr, name, nullptr);
    if (!found) throw std::bad_alloc();  // the default provider has both; only memory can lack
    return found;
}
const EVP_CIPHER* key_wrap() {
    static const EVP_CIPHER* const found = fetched_cipher("AES-256-WRAP");
    return found;
}
const EVP_CIPHER* cbc() {
    static const EVP_CIPHER* const found = fetched_cipher("AES-256-CBC");
    return found;
}

Context new_context() {
    Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    if (!context) throw std::bad_alloc();
    return context;
}

bool fits_an_int(std::size_t size) {
    return size <= INT_MAX;
}

Result<void> check_rounds(std::uint32_t rounds, std::uint32_t most) {
    if (rounds == 0) return fail(Errc::corrupt, "a key derivation of no rounds");
    if (rounds > most)
        return fail(Errc::limit, "a key derivation of " + grouped(rounds) +
                                     " rounds, more than the " + grouped(most) + " we allow");
    return {};
}

Result<Secret> pbkdf2_of_openssl(const EVP_MD* hash, Bytes password, Bytes salt,
                                 std::uint32_t rounds, std::size_t size) {
    if (!fits_an_int(password.size()) || !fits_an_int(salt.size()) || !fits_an_int(size))
        return fail(Errc::limit, "a password or a salt of more than 2 GB");
    Secret derived(size);
    const char* text = password.empty() ? "" : as_text(password).data();
    if (!PKCS5_PBKDF2_HMAC(text, static_cast<int>(password.size()), octets(salt),
                           static_cast<int>(salt.size()), static_cast<int>(rounds), hash,
                           static_cast<int>(size), writable_octets(derived.writable()))) {
        ERR_clear_error();
        return fail(Errc::internal, "the key derivation failed");
    }
    return derived;
}

// HMAC shortens keys of more than a block to their digest, once and for all rounds.
Secret hmac_key(Bytes password) {
    constexpr std::size_t kBlock = 64;
    if (password.size() <= kBlock) return Secret(password);
    return Secret(Bytes(sha256(password)));
}

}  // namespace

Secret::~Secret() {
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

Result<Secret> pbkdf2_sha256(Bytes password, Bytes salt, std::uint32_t rounds, std::size_t size,
                             const std::atomic<bool>* cancel) {
    TRY(check_rounds(rounds, kMostSha256Rounds));
    Sha256Digest block;
    if (size != block.size() || !cpu_has_sha_instructions())
        return pbkdf2_of_openssl(EVP_sha256(), password, salt, rounds, size);
    // One round of OpenSSL's is the first HMAC, that of the salt; ours go on from there.
    Secret derived = TRY(pbkdf2_of_openssl(EVP_sha256(), password, salt, 1, size));
    Secret key = hmac_key(password);
    std::ranges::copy(derived.bytes(), block.begin());
    bool finished = pbkdf2_sha256_rounds(key.bytes(), block, rounds, cancel);
    std::ranges::copy(block, derived.writable().begin());
    OPENSSL_cleanse(block.data(), block.size());
    if (!finished) return fail(Errc::limit, "the key derivation was cancelled");
    return derived;
}

Result<Secret> pbkdf2_sha1(Bytes password, Bytes salt, std::uint32_t rounds, std::size_t size) {
    TRY(check_rounds(rounds, kMostSha1Rounds));
    return pbkdf2_of_openssl(EVP_sha1(), password, salt, rounds, size);
}

Result<Secret> aes256_unwrap(Bytes key, Bytes wrapped) {
    constexpr std::size_t kIntegrity = 8, kLeast = 24, kMost = 4096;
    if (key.size() != kAes256Key) return fail(Errc::corrupt, "a wrapping key not of 256 bits");
    if (wrapped.size() < kLeast || wrapped.size() > kMost || wrapped.size() % kIntegrity)
        return fail(Errc::corrupt, "a wrapped key of " + grouped(wrapped.size()) + " bytes");
    Context context = new_context();
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    Secret unwrapped(wrapped.size());  // the cipher may want as much on the way
    int size = 0;
    bool done = EVP_DecryptInit_ex2(context.get(), key_wrap(), octets(key), nullptr, nullptr) &&
                EVP_DecryptUpdate(context.get(), writable_octets(unwrapped.writable()), &size,
                                  octets(wrapped), static_cast<int>(wrapped.size())) &&
                static_cast<std::size_t>(size) == wrapped.size() - kIntegrity;
    if (!done) {
        ERR_clear_error();  // each failure would leave its mark in a queue of the thread
        return fail(Errc::corrupt, "the key does not unwrap: another key, or damage");
    }
    return Secret(unwrapped.bytes().first(static_cast<std::size_t>(size)));
}

Result<void> aes256_cbc_decrypt(Bytes key, Bytes iv, Bytes in, std::span<std::byte> out) {
    if (key.size() != kAes256Key || iv.size() != kAesBlock || in.size() % kAesBlock ||
        out.size() < in.size() || !fits_an_int(in.size()))
        return fail(Errc::internal, "AES-256-CBC with a key, an IV or blocks of another size");
    Context context = new_context();
    int size = 0;
    bool done = EVP_DecryptInit_ex2(context.get(), cbc(), octets(key), octets(iv), nullptr) &&
                EVP_CIPHER_CTX_set_padding(context.get(), 0) &&
                EVP_DecryptUpdate(context.get(), writable_octets(out), &size, octets(in),
                                  static_cast<int>(in.size()));
    if (!done) {
        ERR_clear_error();
        return fail(Errc::internal, "AES-256-CBC failed");
    }
    return {};
}

}  // namespace bridle
