#include "support/backup_crypto.h"

#include <openssl/evp.h>

#include <stdexcept>
#include <vector>

namespace bridle::test {

namespace {

const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string big_endian(std::size_t number) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xff);
    return out;
}

std::string encrypt(const EVP_CIPHER* cipher, std::string_view key, const unsigned char* iv,
                    std::string_view text) {
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    std::vector<unsigned char> out(text.size() + 16);
    int size = 0;
    bool done =
        EVP_EncryptInit_ex(context, cipher, nullptr, raw(key), iv) &&
        EVP_CIPHER_CTX_set_padding(context, 0) &&
        EVP_EncryptUpdate(context, out.data(), &size, raw(text), static_cast<int>(text.size()));
    EVP_CIPHER_CTX_free(context);
    if (!done) throw std::runtime_error("the test cannot encrypt");
    return {out.begin(), out.begin() + size};
}

}  // namespace

std::string tlv(std::string_view tag, std::string_view data) {
    return std::string(tag) + big_endian(data.size()) + std::string(data);
}

std::string tlv(std::string_view tag, std::uint32_t number) {
    return tlv(tag, std::string_view(big_endian(number)));
}

std::string wrap_key(std::string_view key, std::string_view content) {
    return encrypt(EVP_aes_256_wrap(), key, nullptr, content);
}

std::string encrypt_cbc(std::string_view key, std::string_view text) {
    static constexpr unsigned char kZeros[16] = {};
    return encrypt(EVP_aes_256_cbc(), key, kZeros, text);
}

std::string encrypt_padded(std::string_view key, std::string_view text) {
    std::size_t padding = 16 - text.size() % 16;
    return encrypt_cbc(key, std::string(text) + std::string(padding, static_cast<char>(padding)));
}

}  // namespace bridle::test
