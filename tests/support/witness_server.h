// A witness on loopback, which a test can make misbehave.

#pragma once

#include <string>

#include "register/log/witness.h"
#include "register/service/settings.h"
#include "support/loopback_server.h"
#include "support/register_parts.h"

namespace bridle::registry::test {

class WitnessServer {
public:
    // Instead of what the witness would answer; nothing: it answers for itself.
    using Manner = std::function<std::optional<std::string>(const HttpSeen&)>;

    explicit WitnessServer(std::string name = "witness.example/w1")
        : name_(std::move(name)),
          witness_(must(Signer::generate(name_, KeyType::cosignature))),
          server_([this](const HttpSeen& seen) { return answer(seen); }) {}

    WitnessSetting setting(std::string_view policy_name) const {
        return {std::string(policy_name), witness_.verifier().vkey(), server_.url()};
    }
    void trust(const std::string& log_vkey) {
        must(witness_.trust(must(VerifierKey::parse(log_vkey))));
    }

    Manner manner;
    bool silent = false;
    std::uint64_t time = 1'700'000'000;
    std::vector<HttpSeen> requests() const { return server_.requests(); }

private:
    std::optional<std::string> answer(const HttpSeen& seen) {
        if (silent) return std::nullopt;
        if (manner)
            if (auto other = manner(seen)) return other;
        if (seen.method != "POST" || seen.path != "/add-checkpoint")
            return http_answer(404, "text/plain", "");
        auto response = witness_.add_checkpoint(seen.body, time);
        return http_answer(static_cast<int>(response.status), response.content_type, response.body);
    }

    std::string name_;
    Witness witness_;
    LoopbackServer server_;
};

}  // namespace bridle::registry::test
