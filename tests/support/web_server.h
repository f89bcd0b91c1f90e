// A register's web server that runs for one test, and a client that sends it whatever it is told,
// byte for byte.

#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <latch>
#include <string>
#include <thread>

#include "base/text.h"
#include "register/web/server.h"

namespace bridle::registry {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

struct Answer {
    int status = 0;  // 0: the connection ended without one
    std::string head, body;
};

// A client that sends exactly what it is told, by TLS if it is given a context.
class Client {
public:
    explicit Client(unsigned short port, SSL_CTX* context = nullptr)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) ADD_FAILURE();
        if (!context) return;
        tls_ = SSL_new(context);
        SSL_set_fd(tls_, socket_);
        secure_ = SSL_connect(tls_) == 1;
    }
    ~Client() {
        SSL_free(tls_);
        ::close(socket_);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool is_secure() const { return secure_; }
    SSL* tls() const { return tls_; }

    // False when the server has hung up.
    bool send(std::string_view bytes) {
        if (tls_) return SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0;
        while (!bytes.empty()) {
            ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void end() { ::shutdown(socket_, SHUT_WR); }

    // The next answer; `to_head` has no body.
    Answer next(bool to_head = false) {
        Answer answer;
        std::size_t end;
        while ((end = in_.find("\r\n\r\n")) == std::string::npos)
            if (!receive()) return answer;
        answer.head = in_.substr(0, end + 4);
        in_.erase(0, end + 4);
        answer.status = std::atoi(answer.head.c_str() + 9);
        std::size_t at = answer.head.find("Content-Length: ");
        if (at == std::string::npos || to_head) return answer;
        auto size = static_cast<std::size_t>(std::atoll(answer.head.c_str() + at + 16));
        while (in_.size() < size)
            if (!receive()) return answer;
        answer.body = in_.substr(0, size);
        in_.erase(0, size);
        return answer;
    }
    Answer ask(std::string_view bytes) {
        send(bytes);
        return next();
    }
    // Whether nothing more comes, and the server hangs up.
    bool is_ended() {
        while (receive()) continue;
        return ended_ && in_.empty();
    }

private:
    bool receive() {
        pollfd waiting{socket_, POLLIN, 0};
        bool buffered = tls_ && SSL_pending(tls_) > 0;
        if (!buffered && ::poll(&waiting, 1, 3000) <= 0) return false;
        static thread_local char buffer[1 << 18];
        ssize_t got = tls_ ? SSL_read(tls_, buffer, sizeof buffer)
                           : ::recv(socket_, buffer, sizeof buffer, 0);
        ended_ = got <= 0;
        if (ended_) return false;
        in_.append(buffer, static_cast<std::size_t>(got));
        return true;
    }

    int socket_;
    SSL* tls_ = nullptr;
    bool secure_ = false, ended_ = false;
    std::string in_;
};

inline std::string get(std::string_view target, std::string_view more = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(more) + "\r\n";
}

// Whether it is so within a moment.
inline bool comes_true(const std::function<bool()>& condition) {
    auto begin = Clock::now();
    while (Clock::now() - begin < milliseconds(3'000)) {
        if (condition()) return true;
        std::this_thread::sleep_for(milliseconds(10));
    }
    return false;
}

class ServerTest : public testing::Test {
protected:
    ServerTest() {
        handler.at_hand = [this](const Request& request) -> std::optional<Response> {
            if (request.path == "/throws-at-hand") throw std::runtime_error("x");
            if (!request.path.starts_with("/quick")) {
                handed_on++;
                return std::nullopt;
            }
            return Response::text(200, "text/plain", "quick " + request.path);
        };
        handler.handle = [this](const Request& request) {
            if (request.path == "/throws") throw std::runtime_error("x");
            if (request.path == "/wait") {
                running++;
                while (!go_on) std::this_thread::sleep_for(milliseconds(1));
            }
            if (request.path == "/large")
                return Response::text(200, "text/plain", std::string(8 << 20, 'l'));
            Response response =
                Response::text(200, "text/plain",
                               request.path + " " + std::to_string(request.body.size()) + " " +
                                   std::string(front(request.body, 20)) +
                                   (request.secure ? " secure" : "") + " " + request.remote);
            response.headers.emplace_back("X-Echo", std::string(request.parameter("echo")));
            return response;
        };
        options.takes_uploads = [](std::string_view path) { return path == "/upload"; };
        options.most_body_bytes = 10'000;
        options.most_upload_bytes = 1'000'000;
        options.header_timeout = options.body_timeout = options.idle_timeout = milliseconds(2'000);
    }
    ~ServerTest() override { stop_server(); }

    void start() {
        std::latch started(1);
        thread = std::thread([&] {
            auto served = serve(handler, options, stop, [&](unsigned short at) {
                port = at;
                started.count_down();
            });
            if (served) return;
            ADD_FAILURE() << served.error().what;
            started.count_down();
        });
        started.wait();
    }
    void stop_server() {
        stop = true;
        go_on = true;
        if (thread.joinable()) thread.join();
    }

    // The status of the answer to bytes after which the server hangs up.
    int refused(std::string_view bytes) {
        Client client(port);
        Answer answer = client.ask(bytes);
        EXPECT_TRUE(answer.head.contains("\r\nConnection: close\r\n")) << bytes;
        EXPECT_TRUE(client.is_ended()) << bytes;
        return answer.status;
    }

    Handler handler;
    ServerOptions options;
    std::atomic<bool> stop = false, go_on = false;
    std::atomic<int> running = 0, handed_on = 0;
    unsigned short port = 0;
    std::thread thread;
};

// Why it cannot be started.
inline std::string failure(ServerOptions options) {
    std::atomic<bool> stop = true;
    auto served = serve({}, options, stop, nullptr);
    return served ? "" : served.error().what;
}

}  // namespace bridle::registry
