#include "fabricate/key_bag.h"

#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "fabricate/encoding.h"

namespace bridle::fabricate {

namespace {

// OpenSSL fails here only for want of memory, or because we misuse it.
void must(bool done) {
    if (done) return;
    std::fputs("fabricate: OpenSSL refused\n", stderr);
    std::abort();
}

unsigned char* raw(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string pbkdf2(std::string_view password, std::string_view salt, int rounds,
                   const EVP_MD* digest) {
    std::string key(32, '\0');
    must(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), raw(salt),
                           static_cast<int>(salt.size()), rounds, digest, 32, raw(key)));
    return key;
}

std::string encrypt(const EVP_CIPHER* cipher, std::string_view key, std::string_view plain,
                    int flags = 0) {
    auto free = [](EVP_CIPHER_CTX* context) { EVP_CIPHER_CTX_free(context); };
    std::unique_ptr<EVP_CIPHER_CTX, decltype(free)> context(EVP_CIPHER_CTX_new());
    must(context != nullptr);
    EVP_CIPHER_CTX_set_flags(context.get(), flags);
    static constexpr unsigned char kZeros[16] = {};
    const unsigned char* vector = flags ? nullptr : kZeros;  // null: the default of the key wrap
    must(EVP_EncryptInit_ex2(context.get(), cipher, raw(key), vector, nullptr));
    std::string out(plain.size() + 32, '\0');
    int size = 0, rest = 0;
    must(EVP_EncryptUpdate(context.get(), raw(out), &size, raw(plain),
                           static_cast<int>(plain.size())));
    must(EVP_EncryptFinal_ex(context.get(), raw(out) + size, &rest));
    out.resize(static_cast<std::size_t>(size + rest));
    return out;
}

void append_item(std::string& out, std::string_view tag, std::string_view value) {
    out += tag;
    append_be(out, value.size(), 4);
    out += value;
}
void append_item(std::string& out, std::string_view tag, std::uint32_t value) {
    out += tag;
    append_be(out, 4, 4);
    append_be(out, value, 4);
}

constexpr std::uint32_t kByDevice = 1, kByPassword = 2;

}  // namespace

std::string aes_wrap(std::string_view key, std::string_view secret) {
    return encrypt(EVP_aes_256_wrap(), key, secret, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
}

std::string aes_cbc(std::string_view key, std::string_view plain) {
    return encrypt(EVP_aes_256_cbc(), key, plain);
}

KeyBag::KeyBag(const PasswordPlan& plan, Random& random)
    : plan_(plan),
      uuid_(random.bytes(16)),
      hmac_key_(random.bytes(40)),
      salt_(random.bytes(20)),
      first_salt_(random.bytes(20)) {
    std::string secret = plan.password;
    if (plan.first_rounds > 0)
        secret = pbkdf2(secret, first_salt_, plan.first_rounds, EVP_sha256());
    std::string key = pbkdf2(secret, salt_, plan.second_rounds, EVP_sha1());
    for (std::uint32_t number = 1; number <= 11; number++) {
        // From 9 on: keychain items that never leave the device; no password opens these.
        bool stays = number >= 9;
        std::string class_key = random.bytes(32);
        std::string wrapped = stays ? random.bytes(40) : aes_wrap(key, class_key);
        classes_.push_back(
            {number, stays ? kByDevice : kByPassword, class_key, wrapped, random.bytes(16)});
    }
}

std::string KeyBag::bytes() const {
    std::string out;
    append_item(out, "VERS", plan_.first_rounds > 0 ? 5 : 3);
    append_item(out, "TYPE", 1);
    append_item(out, "UUID", uuid_);
    append_item(out, "HMCK", hmac_key_);
    append_item(out, "WRAP", std::uint32_t{0});
    append_item(out, "SALT", salt_);
    append_item(out, "ITER", static_cast<std::uint32_t>(plan_.second_rounds));
    if (plan_.first_rounds > 0) {
        append_item(out, "DPWT", 1);
        append_item(out, "DPIC", static_cast<std::uint32_t>(plan_.first_rounds));
        append_item(out, "DPSL", first_salt_);
    }
    for (const ClassKey& each : classes_) {
        append_item(out, "UUID", each.uuid);
        append_item(out, "CLAS", each.number);
        append_item(out, "WRAP", each.wrap);
        append_item(out, "KTYP", std::uint32_t{0});
        append_item(out, "WPKY", each.wrapped);
    }
    return out;
}

const KeyBag::ClassKey& KeyBag::find(std::uint32_t number) const {
    return classes_[number - 1];
}

std::string KeyBag::wrapped(std::uint32_t protection_class, std::string_view key) const {
    std::string out;
    append_le(out, protection_class, 4);
    return out + aes_wrap(find(protection_class).key, key);
}

}  // namespace bridle::fabricate
