#include "register/log/ed25519.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

namespace bridle::registry {

namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;

Result<Key> private_key(const Secret& seed) {
    if (seed.size() != kEd25519Size)
        return fail(Errc::corrupt, "the seed of an Ed25519 key has 32 bytes");
    Key key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(seed.bytes()), seed.size()));
    if (!key) return fail(Errc::internal, "OpenSSL makes no Ed25519 key of a seed");
    return key;
}

}  // namespace

Result<Secret> new_ed25519_seed() {
    Secret seed(kEd25519Size);
    if (RAND_priv_bytes(writable_octets(seed.writable()), kEd25519Size) != 1)
        return fail(Errc::io, "the system gives no random bytes for a key");
    return seed;
}

Result<Ed25519PublicKey> ed25519_public_key(const Secret& seed) {
    Key key = TRY(private_key(seed));
    Ed25519PublicKey bytes;
    std::size_t size = bytes.size();
    if (EVP_PKEY_get_raw_public_key(key.get(), writable_octets(bytes), &size) != 1 ||
        size != bytes.size())
        return fail(Errc::internal, "OpenSSL gives no public key");
    return bytes;
}

Result<Ed25519Signature> ed25519_sign(const Secret& seed, Bytes message) {
    Key key = TRY(private_key(seed));
    Context context(EVP_MD_CTX_new());
    Ed25519Signature signature;
    std::size_t size = signature.size();
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), writable_octets(signature), &size, octets(message),
                       message.size()) != 1 ||
        size != signature.size())
        return fail(Errc::internal, "OpenSSL does not sign");
    return signature;
}

bool ed25519_verifies(const Ed25519PublicKey& public_key, Bytes message, Bytes signature) {
    Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(public_key),
                                        public_key.size()));
    Context context(EVP_MD_CTX_new());
    return key && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message),
                            message.size()) == 1;
}

}  // namespace bridle::registry
