// A small HTTPS server on loopback, for tests of what uses the network. It
// makes its own certificate for `localhost`, answers one request at a time
// from memory, and can misbehave as servers do.

#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace bridle::test {

struct Answer {
    enum class Manner {
        plain,
        cut_short,  // announces twice the body, then closes
        stalling,   // the head, and then nothing
        endless,    // the body again and again, announcing no length
    };
    std::string body;
    int status = 200;
    std::string location = {};  // where a redirect leads
    Manner manner = Manner::plain;
};

class HttpsServer {
public:
    HttpsServer();
    HttpsServer(const HttpsServer&) = delete;
    HttpsServer& operator=(const HttpsServer&) = delete;
    ~HttpsServer();

    void serve(const std::string& path, Answer answer);
    void forget(const std::string& path);  // 404 from now on

    std::string url(const std::string& path = {}) const;
    // The certificate, which a client that trusts nobody else must be given.
    const std::string& ca_file() const { return ca_file_; }
    // Paths, in the order asked for.
    std::vector<std::string> requests() const;

private:
    struct Free {
        void operator()(ssl_ctx_st* context) const;
    };

    void run();
    void talk(int client);
    void respond(ssl_st* tls, const std::string& path);

    std::unique_ptr<ssl_ctx_st, Free> context_;
    std::string ca_file_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_;
    std::map<std::string, Answer> answers_;
    std::vector<std::string> requests_;
    std::thread thread_;
};

}  // namespace bridle::test
