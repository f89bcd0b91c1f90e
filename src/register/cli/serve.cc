// `bridle-register serve`: the site, the API and the log over HTTP, until a signal.

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "register/cli/commands.h"
#include "register/web/site.h"

namespace bridle::registry {

namespace {

// What has to be done beside the answers. Asks the witnesses a while after each new checkpoint, and
// now and then again for those that did not answer; and overwrites what was taken down.
class Chores {
public:
    explicit Chores(Register& registry) : registry_(registry) {
        if (!registry.can_write()) return;
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }

private:
    static constexpr std::chrono::milliseconds kLook{500};
    static constexpr std::chrono::seconds kAgain{60};

    void run(const std::stop_token& stop) {
        std::uint64_t cosigned = 0;
        bool all = false;
        auto asked = std::chrono::steady_clock::time_point::min();
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(kLook);
            // Who still reads it holds that up: then the next time.
            static_cast<void>(registry_.go_on_scrubbing());
            if (registry_.settings().witnesses.empty()) continue;
            auto size = signed_size();
            const auto now = std::chrono::steady_clock::now();
            if (!size || (*size == cosigned && (all || now - asked < kAgain))) continue;
            asked = now;
            cosigned = *size;
            auto reports = registry_.ask_witnesses();
            all = reports && std::ranges::all_of(*reports, &Register::WitnessReport::cosigned);
        }
    }
    std::optional<std::uint64_t> signed_size() {
        auto lease = registry_.readers().lend();
        if (!lease) return {};
        auto last = (*lease)->log.latest();
        if (!last || !*last) return {};
        return (*last)->size;
    }

    Register& registry_;
    std::jthread thread_;
};

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1" || address == "localhost";
}

}  // namespace

int serve(const ServeOptions& options, const std::atomic<bool>& stop) {
    const auto mode = options.read_only ? Register::Mode::read : Register::Mode::write;
    auto registry = Register::open(options.folder, mode, options.store);
    if (!registry) return complain(registry.error());
    ServerOptions server = options.server;
    if (!is_loopback(server.address) && server.certificate.empty() &&
        server.trusted_proxies.empty() && !options.read_only)
        return complain({Errc::unsupported,
                         "people would sign in without encryption: give --tls-certificate and "
                         "--tls-key, or --trusted-proxy for what stands in front, or --read-only"},
                        kWrongUsage);

    Site site(**registry);
    Chores chores(**registry);
    Handler handler{[&](const Request& request) { return site.at_hand(request); },
                    [&](const Request& request) { return site.handle(request); }};
    server.complain = [](const Error& error) { complain(error); };
    server.takes_uploads = takes_uploads;
    // Whoever has renewed the certificate may say so by habit; it is seen anyway.
    if (!server.certificate.empty()) std::signal(SIGHUP, SIG_IGN);
    const char* scheme = server.certificate.empty() ? "http" : "https";
    auto served = serve(handler, server, stop, [&](unsigned short port) {
        fmt::print("{}: {}://{}:{}/\n", (*registry)->settings().name, scheme, server.address, port);
        std::fflush(stdout);
    });
    return served ? kDone : complain(served.error());
}

}  // namespace bridle::registry
