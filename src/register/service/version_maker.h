// What is accepted becomes versions of records, each with its leaf: ids, numbers, salts, hashes and
// the chain from each version to the one before. All within a transaction of the caller's.

#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "register/model/envelope.h"
#include "register/service/register.h"

namespace bridle::registry {

class VersionMaker {
public:
    VersionMaker(Store& store, bool demonstration, Time time);

    // Errc::corrupt with every fault of every body, and every link that leads nowhere, on a line.
    Result<void> check(std::span<const NewVersion> versions);

    // Takes out of them what was made ready.
    Result<std::vector<Accepted>> add(std::span<NewVersion> versions);
    Result<Accepted> take_down(const Takedown& takedown);
    Result<void> add(std::span<const AuditEvent> trail);

    // Leaves and versions into the store, in one order.
    Result<void> store();

private:
    // The newest version of a record, by its leaf, among what is stored and what is being added.
    struct Newest {
        std::string type;
        std::int64_t seq = 0;
        std::string leaf_hash;  // base64
        bool taken_down = false;
    };
    Result<std::optional<Newest>> newest(const std::string& id);

    struct Content {
        std::string body;  // canonical
        std::string salt;
    };
    Result<Accepted> add(Records::Addition addition, const Envelope& envelope);
    Result<Accepted> add_with_body(const RecordType& type, Version version, Envelope envelope,
                                   const Json& body, std::optional<ReadyBody> ready = {});
    Envelope next(const std::string& id, const Newest* before) const;
    Result<Accepted> add(NewVersion& version);
    Result<Accepted> restate(const Takedown& takedown, const Version& current);
    Result<std::string> fault_of_link(const LinkField& link, std::string_view to,
                                      const std::map<std::string_view, std::string_view>& batch);

    Store& store_;
    bool demonstration_;
    Time time_;
    std::uint64_t first_ = 0;  // index of the first leaf that is added here
    std::map<std::string, Newest, std::less<>> touched_;
    std::vector<std::string> leaves_;
    std::vector<Records::Addition> additions_;
};

}  // namespace bridle::registry
