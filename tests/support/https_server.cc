#include "support/https_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>

namespace bridle::test {

namespace {

void must(bool worked, const char* what) {
    if (!worked) throw std::runtime_error(std::string("https_server: ") + what);
}

void extend(X509* certificate, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
    must(extension && X509_add_ext(certificate, extension, -1), "extension");
    X509_EXTENSION_free(extension);
}

// For this run only, and its own authority.
X509* make_certificate(EVP_PKEY* key) {
    X509* certificate = X509_new();
    must(certificate, "certificate");
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    extend(certificate, NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate, NID_subject_alt_name, "DNS:localhost");
    must(X509_sign(certificate, key, EVP_sha256()), "signature");
    return certificate;
}

void write_pem(const std::string& path, X509* certificate) {
    BIO* file = BIO_new_file(path.c_str(), "w");
    must(file && PEM_write_bio_X509(file, certificate), "certificate file");
    BIO_free(file);
}

// An unused port of loopback.
int listen_somewhere(int& port) {
    int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(listener >= 0, "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    must(::bind(listener, generic, size) == 0 && ::listen(listener, 16) == 0 &&
             ::getsockname(listener, generic, &size) == 0,
         "listen");
    port = ntohs(address.sin_port);
    return listener;
}

// Whether there is something to read within a moment.
bool is_ready(int socket) {
    pollfd waiting{socket, POLLIN, 0};
    return ::poll(&waiting, 1, 20) > 0;
}

bool send(SSL* tls, std::string_view text) {
    return SSL_write(tls, text.data(), static_cast<int>(text.size())) > 0;
}

// "GET /path HTTP/1.1": the path, once the blank line after the head is there.
std::string read_request(SSL* tls) {
    std::string head;
    char buffer[4096];
    while (head.find("\r\n\r\n") == std::string::npos) {
        int got = SSL_read(tls, buffer, sizeof buffer);
        if (got <= 0) return {};
        head.append(buffer, static_cast<std::size_t>(got));
    }
    std::size_t start = head.find(' ') + 1;
    return head.substr(start, head.find(' ', start) - start);
}

std::string head_of(const Answer& answer) {
    std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " -\r\nConnection: close\r\n";
    if (!answer.location.empty()) head += "Location: " + answer.location + "\r\n";
    std::size_t announced = answer.body.size();
    if (answer.manner == Answer::Manner::cut_short) announced *= 2;
    if (answer.manner != Answer::Manner::endless)
        head += "Content-Length: " + std::to_string(announced) + "\r\n";
    return head + "\r\n";
}

}  // namespace

void HttpsServer::Free::operator()(ssl_ctx_st* context) const {
    SSL_CTX_free(context);
}

HttpsServer::HttpsServer() : context_(SSL_CTX_new(TLS_server_method())) {
    must(context_ != nullptr, "context");
    EVP_PKEY* key = EVP_EC_gen("P-256");
    must(key, "key");
    X509* certificate = make_certificate(key);
    must(SSL_CTX_use_certificate(context_.get(), certificate) == 1 &&
             SSL_CTX_use_PrivateKey(context_.get(), key) == 1,
         "key and certificate");
    listener_ = listen_somewhere(port_);
    ca_file_ = testing::TempDir() + "bridle-ca-" + std::to_string(::getpid()) + "-" +
               std::to_string(port_) + ".pem";
    write_pem(ca_file_, certificate);
    X509_free(certificate);
    EVP_PKEY_free(key);
    thread_ = std::thread([this] { run(); });
}

HttpsServer::~HttpsServer() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
    ::unlink(ca_file_.c_str());
}

void HttpsServer::serve(const std::string& path, Answer answer) {
    std::lock_guard hold(mutex_);
    answers_[path] = std::move(answer);
}

void HttpsServer::forget(const std::string& path) {
    std::lock_guard hold(mutex_);
    answers_.erase(path);
}

std::string HttpsServer::url(const std::string& path) const {
    return "https://localhost:" + std::to_string(port_) + path;
}

std::vector<std::string> HttpsServer::requests() const {
    std::lock_guard hold(mutex_);
    return requests_;
}

void HttpsServer::run() {
    sigset_t pipe;  // writing to a client that hung up is an error here, not the end
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    while (!stopping_) {
        if (!is_ready(listener_)) continue;
        int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        talk(client);
        ::close(client);
    }
}

void HttpsServer::talk(int client) {
    SSL* tls = SSL_new(context_.get());
    SSL_set_fd(tls, client);
    if (SSL_accept(tls) == 1) {
        std::string path = read_request(tls);
        if (!path.empty()) respond(tls, path);
        SSL_shutdown(tls);
    }
    SSL_free(tls);
}

void HttpsServer::respond(ssl_st* tls, const std::string& path) {
    Answer answer{"not here", 404};
    {
        std::lock_guard hold(mutex_);
        requests_.push_back(path);
        if (auto found = answers_.find(path); found != answers_.end()) answer = found->second;
    }
    if (!send(tls, head_of(answer))) return;
    if (answer.manner == Answer::Manner::stalling) {
        while (!stopping_ && !is_ready(SSL_get_fd(tls))) continue;  // until the client hangs up
        return;
    }
    bool more = answer.manner == Answer::Manner::endless;
    while (!answer.body.empty() && send(tls, answer.body) && more && !stopping_) continue;
}

}  // namespace bridle::test
