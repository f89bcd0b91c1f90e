#include "register/web/tls.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace bridle::registry {

namespace {

std::string last_reason() {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    ERR_clear_error();
    return text.data();
}

// Who offers nothing that we speak is told so, instead of being answered in a tongue it has not.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
    constexpr std::string_view kOurs = "http/1.1";
    std::span<const unsigned char> left(offered, offered_size);
    while (!left.empty() && left[0] < left.size()) {
        auto name = left.subspan(1, left[0]);
        if (std::ranges::equal(name, kOurs)) {
            *chosen = name.data();
            *size = left[0];
            return SSL_TLSEXT_ERR_OK;
        }
        left = left.subspan(1 + name.size());
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

Result<TlsContext> tls_context(const std::string& certificate, const std::string& key) {
    TlsContext context(SSL_CTX_new(TLS_server_method()));
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
        return fail(Errc::internal, "OpenSSL offers no TLS: " + last_reason());
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1)
        return fail(Errc::io,
                    "the certificate " + certificate + " cannot be used: " + last_reason());
    if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1)
        return fail(Errc::io, "the key " + key + " cannot be used: " + last_reason());
    return context;
}

Result<TlsContext> TlsFiles::load() {
    std::string now = stamp();
    TlsContext context = TRY(tls_context(certificate_, key_));
    loaded_ = std::move(now);
    return context;
}

Result<TlsContext> TlsFiles::renewed() {
    std::string now = stamp();
    if (now == loaded_) return nullptr;
    auto context = load();
    if (context || refused_ == now) return context ? std::move(context) : nullptr;
    refused_ = std::move(now);
    return context;
}

// A file that was replaced is another, or was written at another time.
std::string TlsFiles::stamp() const {
    std::string all;
    for (const std::string& path : {certificate_, key_}) {
        struct stat file{};
        if (::stat(path.c_str(), &file) != 0) continue;
        all += fmt::format("{} {} {} {}.{} ", file.st_dev, file.st_ino, file.st_size,
                           file.st_mtim.tv_sec, file.st_mtim.tv_nsec);
    }
    return all;
}

}  // namespace bridle::registry
