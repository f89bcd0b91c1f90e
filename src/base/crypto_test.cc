#include "base/crypto.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "base/pbkdf2_sha_ni.h"
#include "base/text.h"

namespace bridle::crypto_test {
namespace {

std::vector<std::byte> bytes_of(std::string_view hexadecimal) {
    return from_hex(hexadecimal).value();
}

std::string said(const Result<Secret>& result) {
    return result ? hex(result->bytes()) : result.error().what;
}

std::string sha256_key(std::string_view password, std::string_view salt, std::uint32_t rounds,
                       std::size_t size) {
    return said(pbkdf2_sha256(as_bytes(password), as_bytes(salt), rounds, size));
}

std::string sha1_key(std::string_view password, std::string_view salt, std::uint32_t rounds,
                     std::size_t size) {
    return said(pbkdf2_sha1(as_bytes(password), as_bytes(salt), rounds, size));
}

std::string openssl_sha256_key(std::string_view password, std::string_view salt,
                               std::uint32_t rounds) {
    std::byte key[32];
    PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                      reinterpret_cast<const unsigned char*>(salt.data()),
                      static_cast<int>(salt.size()), static_cast<int>(rounds), EVP_sha256(), 32,
                      reinterpret_cast<unsigned char*>(key));
    return hex(key);
}

// RFC 7914, section 11.
TEST(Pbkdf2, GivesThePublishedKeysWithSha256) {
    EXPECT_EQ(sha256_key("passwd", "salt", 1, 64),
              "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
              "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
    EXPECT_EQ(sha256_key("Password", "NaCl", 80000, 64),
              "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
              "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d");
}

// Of 32 bytes, the length for which there is a loop of our own.
TEST(Pbkdf2, GivesThePublishedKeysOfOneBlock) {
    EXPECT_EQ(sha256_key("passwd", "salt", 1, 32),
              "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
    EXPECT_EQ(sha256_key("Password", "NaCl", 80000, 32),
              "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

TEST(Pbkdf2, AgreesWithOpensslOnPasswordsAndSaltsOfAnyLength) {
    if (!cpu_has_sha_instructions()) GTEST_SKIP() << "skipped: this processor lacks them";
    for (std::size_t password : {0u, 1u, 11u, 55u, 56u, 63u, 64u, 65u, 100u, 128u, 1000u})
        for (std::size_t salt : {0u, 20u, 64u, 200u})
            for (std::uint32_t rounds : {1u, 2u, 7u, 1000u}) {
                std::string p(password, 'p'), s(salt, 's');
                EXPECT_EQ(sha256_key(p, s, rounds, 32), openssl_sha256_key(p, s, rounds))
                    << password << " " << salt << " " << rounds;
            }
}

// RFC 6070.
TEST(Pbkdf2, GivesThePublishedKeysWithSha1) {
    EXPECT_EQ(sha1_key("password", "salt", 1, 20), "0c60c80f961f0e71f3a9b524af6012062fe037a6");
    EXPECT_EQ(sha1_key("password", "salt", 4096, 20), "4b007901b765489abead49d926f721d065a429c1");
    EXPECT_EQ(
        sha1_key("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 25),
        "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
}

TEST(Pbkdf2, RefusesCountsThatWouldKeepItBusyForHours) {
    EXPECT_EQ(sha256_key("p", "s", 4'000'000'000, 32),
              "a key derivation of 4,000,000,000 rounds, more than the 100,000,000 we allow");
    EXPECT_EQ(sha1_key("p", "s", 4'000'000'000, 32),
              "a key derivation of 4,000,000,000 rounds, more than the 1,000,000 we allow");
}

TEST(Pbkdf2, RefusesNoRoundsAtAll) {
    EXPECT_EQ(sha256_key("p", "s", 0, 32), "a key derivation of no rounds");
}

TEST(Pbkdf2, StopsWhenCancelled) {
    if (!cpu_has_sha_instructions()) GTEST_SKIP() << "skipped: this processor lacks them";
    std::atomic<bool> cancel = true;
    EXPECT_EQ(said(pbkdf2_sha256(as_bytes("p"), as_bytes("s"), 1'000'000, 32, &cancel)),
              "the key derivation was cancelled");
}

// RFC 3394, section 4.6.
const char* const kWrappingKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const char* const kWrapped =
    "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21";

TEST(KeyUnwrap, GivesThePublishedKey) {
    EXPECT_EQ(said(aes256_unwrap(bytes_of(kWrappingKey), bytes_of(kWrapped))),
              "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f");
}

TEST(KeyUnwrap, NoticesASingleFlippedBit) {
    std::vector<std::byte> wrapped = bytes_of(kWrapped);
    for (std::size_t i = 0; i < wrapped.size(); i++) {
        wrapped[i] ^= std::byte{1};
        EXPECT_EQ(said(aes256_unwrap(bytes_of(kWrappingKey), wrapped)),
                  "the key does not unwrap: another key, or damage");
        wrapped[i] ^= std::byte{1};
    }
}

TEST(KeyUnwrap, RefusesKeysOfOtherSizes) {
    EXPECT_EQ(said(aes256_unwrap(bytes_of(kWrappingKey), bytes_of("0011"))),
              "a wrapped key of 2 bytes");
    EXPECT_EQ(said(aes256_unwrap(bytes_of(kWrappingKey), std::vector<std::byte>(1 << 20))),
              "a wrapped key of 1,048,576 bytes");
    EXPECT_EQ(said(aes256_unwrap(bytes_of("00"), bytes_of(kWrapped))),
              "a wrapping key not of 256 bits");
}

// NIST SP 800-38A, F.2.6.
const char* const kKey = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
const char* const kIv = "000102030405060708090a0b0c0d0e0f";
const char* const kBlocks =
    "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
    "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b";

std::string decrypted(Bytes iv, Bytes in) {
    std::vector<std::byte> out(in.begin(), in.end());  // in place, as files are
    auto done = aes256_cbc_decrypt(bytes_of(kKey), iv, out, out);
    return done ? hex(out) : done.error().what;
}

TEST(Cbc, GivesThePublishedText) {
    EXPECT_EQ(decrypted(bytes_of(kIv), bytes_of(kBlocks)),
              "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
              "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
}

TEST(Cbc, BeginsAtAnyBlockWithTheOneBeforeIt) {
    std::vector<std::byte> blocks = bytes_of(kBlocks);
    EXPECT_EQ(decrypted(Bytes(blocks).subspan(16, 16), Bytes(blocks).subspan(32)),
              "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
}

TEST(Cbc, RefusesPartsOfBlocks) {
    EXPECT_EQ(decrypted(bytes_of(kIv), bytes_of("f58c4c")),
              "AES-256-CBC with a key, an IV or blocks of another size");
}

}  // namespace
}  // namespace bridle::crypto_test
