// Encrypts as an encrypted iPhone backup is encrypted: a password makes a key,
// the key wraps class keys in the key bag, a class key wraps the key of each
// file, and that key encrypts the file.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fabricate/random.h"

namespace bridle::fabricate {

struct PasswordPlan {
    std::string password;
    int first_rounds = 100;   // DPIC, PBKDF2-SHA256; ten million on a phone. 0: iOS before 10.2
    int second_rounds = 100;  // ITER, PBKDF2-SHA1; ten thousand on a phone
};

class KeyBag {
public:
    KeyBag(const PasswordPlan& plan, Random& random);

    // The bytes of BackupKeyBag in Manifest.plist.
    std::string bytes() const;

    // What EncryptionKey and ManifestKey hold: the class, and the key wrapped for it; 44 bytes.
    std::string wrapped(std::uint32_t protection_class, std::string_view key) const;

private:
    struct ClassKey {
        std::uint32_t number, wrap;
        std::string key, wrapped, uuid;
    };
    const ClassKey& find(std::uint32_t number) const;

    PasswordPlan plan_;
    std::string uuid_, hmac_key_, salt_, first_salt_;
    std::vector<ClassKey> classes_;
};

// AES key wrap of RFC 3394, with the initial value A6A6A6A6A6A6A6A6.
std::string aes_wrap(std::string_view key, std::string_view secret);

// AES-256-CBC, an initialization vector of zeros, PKCS#7 padding.
std::string aes_cbc(std::string_view key, std::string_view plain);

}  // namespace bridle::fabricate
