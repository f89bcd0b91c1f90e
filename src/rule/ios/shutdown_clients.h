// What rules ask of the clients in the log of shutdowns: each is counted once for a shutdown,
// however many copies of the log there are.

#pragma once

#include <map>
#include <set>
#include <string>

#include "rule/ios/places.h"
#include "rule/rule.h"

namespace bridle::ios {

// One finding for each client. Remembers 2,000 of them, and 1,000 shutdowns of each.
class ShutdownClients {
public:
    struct Client {
        Finding finding;
        std::set<std::pair<std::optional<Time>, std::int64_t>> shutdowns;  // with its number
        std::int64_t most_delays = 0;
    };

    void add(const Rule& rule, const KeptRecord& record) {
        const std::string key(without_private(record.text("client")));
        auto known = clients_.find(key);
        if (known == clients_.end()) {
            if (clients_.size() >= kMostClients) return;
            known = clients_.emplace(key, Client{finding_of(rule, record), {}, 0}).first;
            known->second.finding.field = "client";
            known->second.finding.observed = record.text("client");
        }
        Client& client = known->second;
        const auto time = record.time("shutdown");
        if (time && (!client.finding.time || *time < *client.finding.time))
            client.finding.time = time;
        if (client.shutdowns.size() < kMostShutdowns)
            client.shutdowns.emplace(time, record.integer("pid").value_or(0));
        client.most_delays =
            std::max(client.most_delays, record.integer("times_delayed").value_or(0));
    }

    std::map<std::string, Client>& all() { return clients_; }  // by path, without /private

private:
    static constexpr std::size_t kMostClients = 2'000, kMostShutdowns = 1'000;
    std::map<std::string, Client> clients_;
};

}  // namespace bridle::ios
