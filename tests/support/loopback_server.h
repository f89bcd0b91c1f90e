// A small HTTP server on loopback that answers with whatever a test wants sent,
// one thread for each connection, and keeps connections open.

#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace bridle::test {

struct HttpSeen {
    std::string method, path, head, body;
};

// The bytes of an answer.
inline std::string http_answer(int status, std::string_view type, std::string_view body,
                               std::string_view more_headers = {}) {
    std::string answer = "HTTP/1.1 " + std::to_string(status) +
                         " -\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
                         std::string(more_headers);
    if (!type.empty()) answer += "Content-Type: " + std::string(type) + "\r\n";
    return answer + "\r\n" + std::string(body);
}

class LoopbackServer {
public:
    // The bytes to send; nothing: silence until the client leaves. Called by one thread at a time.
    using Handler = std::function<std::optional<std::string>(const HttpSeen&)>;

    explicit LoopbackServer(Handler handler) : handler_(std::move(handler)) {
        setenv("no_proxy", "*", 1);
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        if (listener_ < 0 || ::bind(listener_, generic, size) != 0 ||
            ::listen(listener_, 16) != 0 || ::getsockname(listener_, generic, &size) != 0)
            throw std::runtime_error("loopback server");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;
    ~LoopbackServer() {
        stopping_ = true;
        thread_.join();
        for (std::thread& each : talks_) each.join();
        ::close(listener_);
    }

    std::string url(std::string_view path = {}) const {
        return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
    }
    int connections() const { return connections_; }
    std::vector<HttpSeen> requests() const {
        std::lock_guard hold(mutex_);
        return seen_;
    }

private:
    static bool is_ready(int socket) {
        pollfd waiting{socket, POLLIN, 0};
        return ::poll(&waiting, 1, 20) > 0;
    }

    void run() {
        while (!stopping_) {
            if (!is_ready(listener_)) continue;
            int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0) continue;
            connections_++;
            talks_.emplace_back([this, client] {
                talk(client);
                ::close(client);
            });
        }
    }

    // Reads until `enough` says so; false when the client is gone.
    bool read_until(int client, std::string& in, const std::function<bool()>& enough) {
        char buffer[65536];
        while (!enough()) {
            if (stopping_) return false;
            if (!is_ready(client)) continue;
            ssize_t got = ::recv(client, buffer, sizeof buffer, 0);
            if (got <= 0) return false;
            in.append(buffer, static_cast<std::size_t>(got));
        }
        return true;
    }

    void talk(int client) {
        std::string in;
        while (true) {
            std::size_t end = 0;
            if (!read_until(client, in, [&] {
                    end = in.find("\r\n\r\n");
                    return end != std::string::npos;
                }))
                return;
            HttpSeen seen;
            seen.head = in.substr(0, end + 2);
            in.erase(0, end + 4);
            std::size_t first = seen.head.find(' '), second = seen.head.find(' ', first + 1);
            seen.method = seen.head.substr(0, first);
            seen.path = seen.head.substr(first + 1, second - first - 1);
            std::size_t length = 0;
            if (std::size_t at = seen.head.find("Content-Length: "); at != std::string::npos)
                length = std::strtoul(seen.head.c_str() + at + 16, nullptr, 10);
            if (!read_until(client, in, [&] { return in.size() >= length; })) return;
            seen.body = in.substr(0, length);
            in.erase(0, length);

            std::optional<std::string> answer;
            {
                std::lock_guard hold(mutex_);
                seen_.push_back(seen);
                answer = handler_(seen);
            }
            if (!answer) {
                static_cast<void>(read_until(client, in, [] { return false; }));
                return;
            }
            ::send(client, answer->data(), answer->size(), MSG_NOSIGNAL);
        }
    }

    Handler handler_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    std::vector<HttpSeen> seen_;
    std::vector<std::thread> talks_;
    std::thread thread_;
};

}  // namespace bridle::test
