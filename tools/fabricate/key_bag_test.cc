#include "fabricate/key_bag.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <map>

#include "base/text.h"

namespace bridle::fabricate::key_bag_test {

namespace {

const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
std::string bytes_of(std::string_view digits) {
    return std::string(as_text(*from_hex(digits)));
}

// Plain OpenSSL, so that encryption and decryption do not share one mistake.
std::string decrypted(const EVP_CIPHER* cipher, std::string_view key, std::string_view text) {
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    const unsigned char zeros[16] = {};
    const bool wrap = cipher == EVP_aes_256_wrap();
    std::string out(text.size() + 32, '\0');
    int size = 0, rest = 0;
    bool done =
        EVP_DecryptInit_ex2(context, cipher, raw(key), wrap ? nullptr : zeros, nullptr) &&
        EVP_DecryptUpdate(context, reinterpret_cast<unsigned char*>(out.data()), &size, raw(text),
                          static_cast<int>(text.size())) > 0 &&
        EVP_DecryptFinal_ex(context, reinterpret_cast<unsigned char*>(out.data()) + size, &rest);
    EVP_CIPHER_CTX_free(context);
    if (!done) return "refused";
    out.resize(static_cast<std::size_t>(size + rest));
    return out;
}

std::string derived(std::string_view password, std::string_view salt, int rounds,
                    const EVP_MD* digest) {
    std::string key(32, '\0');
    PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), raw(salt),
                      static_cast<int>(salt.size()), rounds, digest, 32,
                      reinterpret_cast<unsigned char*>(key.data()));
    return key;
}

using Items = std::map<std::string, std::string>;

// The header, then the class keys.
std::vector<Items> items_of(std::string_view bag) {
    std::vector<Items> groups(1);
    while (bag.size() >= 8) {
        std::string tag(bag.substr(0, 4));
        std::size_t size = static_cast<unsigned char>(bag[7]);
        if (tag == "UUID" && groups.back().contains("UUID")) groups.emplace_back();
        groups.back()[tag] = bag.substr(8, size);
        bag.remove_prefix(8 + size);
    }
    return groups;
}

}  // namespace

TEST(FabricateKeyBag, WrapsAsInTheExampleOfRfc3394) {
    EXPECT_EQ(hex(as_bytes(aes_wrap(
                  bytes_of("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
                  bytes_of("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")))),
              "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21");
}

TEST(FabricateKeyBag, PadsToWholeBlocks) {
    std::string key(32, 'k');
    EXPECT_EQ(aes_cbc(key, std::string(16, 'x')).size(), 32u);
    EXPECT_EQ(decrypted(EVP_aes_256_cbc(), key, aes_cbc(key, "some words")), "some words");
}

TEST(FabricateKeyBag, OpensWithThePasswordInTwoDerivations) {
    Random random(1);
    KeyBag bag({"secret", 30, 20}, random);
    std::vector<Items> groups = items_of(bag.bytes());
    ASSERT_EQ(groups.size(), 12u);
    Items& header = groups[0];
    std::string first = derived("secret", header["DPSL"], 30, EVP_sha256());
    std::string key = derived(first, header["SALT"], 20, EVP_sha1());
    std::string file_key = random.bytes(32), wrapped = bag.wrapped(3, file_key);
    EXPECT_EQ(wrapped.substr(0, 4), std::string("\3\0\0\0", 4));
    std::string class_key = decrypted(EVP_aes_256_wrap(), key, groups[3]["WPKY"]);
    EXPECT_EQ(decrypted(EVP_aes_256_wrap(), class_key, wrapped.substr(4)), file_key);
}

TEST(FabricateKeyBag, DerivesOnceBeforeIos102) {
    Random random(1);
    KeyBag bag({"secret", 0, 20}, random);
    std::vector<Items> groups = items_of(bag.bytes());
    EXPECT_FALSE(groups[0].contains("DPIC"));
    std::string key = derived("secret", groups[0]["SALT"], 20, EVP_sha1());
    EXPECT_EQ(decrypted(EVP_aes_256_wrap(), key, groups[1]["WPKY"]).size(), 32u);
}

TEST(FabricateKeyBag, KeepsTheKeysThatNeedTheDeviceShut) {
    Random random(1);
    std::vector<Items> groups = items_of(KeyBag({"secret", 0, 20}, random).bytes());
    std::string key = derived("secret", groups[0]["SALT"], 20, EVP_sha1());
    EXPECT_EQ(decrypted(EVP_aes_256_wrap(), key, groups[11]["WPKY"]), "refused");
    EXPECT_EQ(groups[11]["WRAP"], std::string("\0\0\0\1", 4));
}

}  // namespace bridle::fabricate::key_bag_test
