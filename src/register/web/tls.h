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

}  // namespace bridle::registry
