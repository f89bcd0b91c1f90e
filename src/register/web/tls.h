// How the server speaks TLS: 1.2 with forward secrecy and authenticated ciphers, or 1.3, and of
// protocols within it HTTP/1.1.

#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/result.h"

namespace bridle::registry {

struct FreeTlsContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTlsContext>;

// From files in PEM: the certificate with those that lead to its authority, and its key.
Result<TlsContext> tls_context(const std::string& certificate, const std::string& key);

// Those files over the time of a server, in which a certificate is renewed many times.
class TlsFiles {
public:
    TlsFiles(std::string certificate, std::string key)
        : certificate_(std::move(certificate)), key_(std::move(key)) {}

    Result<TlsContext> load();
    // What to go on with, where the files are others than those that were loaded; a null one while
    // they are not. They may not fit together yet, since nobody replaces two at once: the error is
    // given once, and it is tried again.
    Result<TlsContext> renewed();

private:
    std::string stamp() const;

    std::string certificate_, key_;
    std::string loaded_, refused_;  // stamps
};

}  // namespace bridle::registry
