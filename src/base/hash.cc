#include "base/hash.h"

#include <openssl/evp.h>

#include <new>

namespace bridle {

namespace {

// Fetched once: an implicit fetch for every digest costs more than a short digest does.
const EVP_MD* fetched_digest(const char* name) {
    EVP_MD* found = EVP_MD_fetch(nullptr, name, nullptr);
    if (!found) throw std::bad_alloc();  // the default provider has both; only memory can lack
    return found;
}
const EVP_MD* sha256_algorithm() {
    static const EVP_MD* const found = fetched_digest("SHA256");
    return found;
}
const EVP_MD* sha1_algorithm() {
    static const EVP_MD* const found = fetched_digest("SHA1");
    return found;
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    if (!context_ || !EVP_DigestInit_ex2(context_.get(), sha256_algorithm(), nullptr))
        throw std::bad_alloc();
}

void Sha256::update(Bytes bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
}

Sha256Digest Sha256::finish() {
    Sha256Digest digest;
    EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    EVP_DigestInit_ex2(context_.get(), nullptr, nullptr);
    return digest;
}

Sha256Digest sha256(Bytes bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

Sha1Digest sha1(Bytes bytes) {
    Sha1Digest digest;
    EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
               sha1_algorithm(), nullptr);
    return digest;
}

}  // namespace bridle
