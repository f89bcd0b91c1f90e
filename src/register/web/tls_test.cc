#include "register/web/tls.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <csignal>
#include <cstdio>

#include "support/web_server.h"

namespace bridle::registry::tls_test {
namespace {

class TlsServerTest : public ServerTest {
protected:
    TlsServerTest() {
        std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without regard for who has hung up
        options.certificate =
            testing::TempDir() + "bridle-tls-" + std::to_string(getpid()) + ".pem";
        options.key = options.certificate + ".key";
        write_certificate(1);
    }
    // A certificate for this run only, and its key.
    void write_certificate(long serial, bool with_key = true) {
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* certificate = X509_new();
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_sign(certificate, key, EVP_sha256());
        BIO* file = BIO_new_file(options.certificate.c_str(), "w");
        PEM_write_bio_X509(file, certificate);
        BIO_free(file);
        if (with_key) {
            file = BIO_new_file(options.key.c_str(), "w");
            PEM_write_bio_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
            BIO_free(file);
        }
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    long serial_of(Client& client) {
        X509* certificate = SSL_get1_peer_certificate(client.tls());
        long serial = certificate ? ASN1_INTEGER_get(X509_get0_serialNumber(certificate)) : 0;
        X509_free(certificate);
        return serial;
    }
    long serial_now() {
        Client client(port, context);
        return serial_of(client);
    }
    ~TlsServerTest() override {
        std::remove(options.certificate.c_str());
        std::remove(options.key.c_str());
        SSL_CTX_free(context);
    }

    void offer(std::string_view protocols) {
        SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(protocols.data()),
                                static_cast<unsigned>(protocols.size()));
    }

    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
};

TEST_F(TlsServerTest, SpeaksHttpWithinTls) {
    start();
    offer("\x02h2\x08http/1.1");
    Client client(port, context);
    ASSERT_TRUE(client.is_secure());
    EXPECT_STREQ(SSL_get_version(client.tls()), "TLSv1.3");
    Answer answer = client.ask(get("/a"));
    EXPECT_EQ(answer.body, "/a 0  secure 127.0.0.1");
    EXPECT_TRUE(answer.head.contains("\r\nStrict-Transport-Security: "));
    EXPECT_EQ(client.ask(get("/large")).body.size(), 8U << 20);
    EXPECT_EQ(client.ask(get("/quick", "Connection: close\r\n")).status, 200);
    EXPECT_TRUE(client.is_ended());
    EXPECT_EQ(SSL_get_shutdown(client.tls()), SSL_RECEIVED_SHUTDOWN);
}

TEST_F(TlsServerTest, SpeaksNothingOld) {
    start();
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    EXPECT_TRUE(Client(port, context).is_secure());
    SSL_CTX_set_cipher_list(context, "AES128-SHA:ECDHE-ECDSA-AES128-SHA");
    EXPECT_FALSE(Client(port, context).is_secure());
    SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
    SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
    EXPECT_FALSE(Client(port, context).is_secure());
}

TEST_F(TlsServerTest, SendsAwayWhoOffersOnlyHttp2) {
    start();
    offer("\x02h2");
    EXPECT_FALSE(Client(port, context).is_secure());
}

TEST_F(TlsServerTest, StandsClientsThatSpeakNoTls) {
    options.header_timeout = milliseconds(200);
    start();
    Client plain(port), broken(port), silent(port), half(port);
    plain.send(get("/quick"));
    broken.send("\x16\x03\x01\xFF\xFFgarbage");
    half.send("\x16\x03\x01");
    EXPECT_TRUE(silent.is_ended());
    EXPECT_TRUE(half.is_ended());
    EXPECT_NE(plain.next().status, 200);
    EXPECT_EQ(Client(port, context).ask(get("/quick")).status, 200);
}

TEST_F(TlsServerTest, GivesUpOnSlowRequestsToo) {
    options.header_timeout = milliseconds(600);
    options.body_timeout = milliseconds(300);
    start();
    Client head(port, context);
    head.send("GET / HTTP/1.1\r\n");
    EXPECT_EQ(head.next().status, 408);
    Client body(port, context);
    body.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(body.next().status, 408);
}

TEST_F(TlsServerTest, TakesARenewedCertificateWithoutBeingStarted) {
    options.certificate_look = milliseconds(20);
    std::atomic<int> complaints = 0;
    options.complain = [&](const Error& error) {
        if (error.what.contains(".key cannot be used: ")) complaints++;
    };
    start();
    Client before(port, context);
    EXPECT_EQ(serial_of(before), 1);
    // Half of it is not taken, and that is said once.
    write_certificate(2, false);
    EXPECT_TRUE(comes_true([&] { return complaints == 1; }));
    std::this_thread::sleep_for(milliseconds(100));
    EXPECT_EQ(complaints, 1);
    EXPECT_EQ(serial_now(), 1);
    write_certificate(3);
    EXPECT_TRUE(comes_true([&] { return serial_now() == 3; }));
    EXPECT_EQ(before.ask(get("/quick")).status, 200);
}

TEST_F(TlsServerTest, SaysWhatIsWrongWithItsFiles) {
    ServerOptions other = options;
    other.key = "/none";
    EXPECT_TRUE(failure(other).starts_with("the key /none cannot be used: "));
    other.certificate = "/none";
    EXPECT_TRUE(failure(other).starts_with("the certificate /none cannot be used: "));
}

}  // namespace
}  // namespace bridle::registry::tls_test
