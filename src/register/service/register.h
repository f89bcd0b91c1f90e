// A register that is open: the one writer, or one of many readers. What becomes part of the record
// goes through here, in one order: store (the version and its leaf, in one transaction), tile,
// sign, publish. Whoever is told that it is done can rely on it; whatever was interrupted in
// between is finished when the register is opened the next time.
//
// The folder of a register holds register.json (settings), log.key (the signing key, readable by
// its owner alone), policy.txt, signed (the last checkpoint that was ever signed, written before
// anybody sees it), and register.db unless the store is elsewhere.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "format/json_value.h"
#include "register/log/checkpoint.h"
#include "register/log/note.h"
#include "register/service/settings.h"
#include "register/store/store.h"

namespace bridle::registry {

class TreeKeeper;

// What is drawn from a body without a look at the store, and so ahead of time where there are many.
struct ReadyBody {
    std::string text;  // canonical
    std::string salt, hash;
    Summary summary;
    std::string words;  // by which it is found: WordIndex::words()
};

struct NewVersion {
    std::string type;
    std::string record_id;     // empty: a new record gets a new id
    std::string kind, reason;  // of a correction; a record that is there is corrected
    Json body;
    std::string actor;  // the role that stands in the leaf
    bool check = true;  // against the schema and the links; what was checked before need not be
    std::optional<ReadyBody> ready = {};
};
// Checks the body against its schema, and fills `ready`. Errc::corrupt with every fault on a line.
Result<void> make_ready(NewVersion& version, Time at = now());

struct Accepted {
    std::string record_id;
    std::int64_t seq = 1;
    std::uint64_t index = 0;  // of the leaf
};

struct Takedown {
    std::string record_id;
    std::optional<std::int64_t> seq;  // one version; nothing: all
    std::string basis;                // in law
    std::string authority, reason;    // for everybody to read
    std::string actor;
};

// The fact of the store that names the last takedown, by its leaf.
inline constexpr std::string_view kLastTakedown = "takedown";

// What somebody did that the record itself does not say: kept in the log under a salted hash, so
// that the trail cannot be rewritten, and shown to administrators alone.
struct AuditEvent {
    std::string what;     // "filing.returned"
    std::string account;  // who, by id
    std::string role;
    std::string object;  // on what, by id
    std::string detail;
};

class Register {
public:
    enum class Mode : std::uint8_t { read, write };

    // Makes the folder, the key and an empty store, with a signed checkpoint of an empty tree.
    // Refuses a folder that holds anything.
    static Result<void> create(const std::string& folder, const Settings& settings);
    // For writing: takes the writer's lock, refuses if the store is older or another than what was
    // signed or what a witness saw, and finishes what was interrupted.
    static Result<std::unique_ptr<Register>> open(const std::string& folder, Mode mode,
                                                  const std::string& store_instead = {});
    ~Register();

    const std::string& folder() const { return folder_; }
    const Settings& settings() const { return settings_; }
    const std::string& vkey() const { return vkey_; }
    std::string policy() const { return settings_.policy(vkey_); }
    bool can_write() const { return writer_ != nullptr; }
    StorePool& readers() { return readers_; }

    // Many in one transaction: all or none. Faults in a body come as Errc::corrupt with every
    // fault on a line. Returns when a published checkpoint covers them, unless witnesses must come
    // first.
    Result<std::vector<Accepted>> publish(std::vector<NewVersion> versions,
                                          const std::vector<AuditEvent>& trail = {});
    Result<Accepted> take_down(const Takedown& takedown, const std::vector<AuditEvent>& trail = {});

    // Anything else that changes the store: one at a time, in a transaction of its own, with the
    // trail it leaves.
    Result<void> change(const std::function<Result<void>(Store&)>& work,
                        const std::vector<AuditEvent>& trail = {});
    // Both at once, for an acceptance: what `work` returns is published in the transaction that
    // `work` runs in; `then` runs in it too, with what was accepted.
    Result<std::vector<Accepted>> publish_with(
        const std::function<Result<std::vector<NewVersion>>(Store&)>& work,
        const std::function<Result<void>(Store&, std::span<const Accepted>)>& then,
        const std::vector<AuditEvent>& trail = {});

    // What was taken down is in the files of the database until it is overwritten there, which is
    // begun at once and takes a while. Another part of that; true: it is done.
    Result<bool> go_on_scrubbing();

    // Tile, sign and publish what is stored. Called by all of the above, and on opening.
    Result<void> catch_up();
    // Asks the witnesses for cosignatures of the latest checkpoint; those that fail are named, and
    // stop nothing. Called by the server in a thread of its own.
    struct WitnessReport {
        std::string name, outcome;
        bool cosigned = false;
    };
    Result<std::vector<WitnessReport>> ask_witnesses();

    // Tells everybody who shows the register that there is a new published checkpoint, or the same
    // with more cosignatures: after the register is free again, by whoever published. And that
    // something was taken down, published or not: from within, when nothing may be asked of it.
    void when_published(std::function<void(std::uint64_t size)> tell);

private:
    Register(std::string folder, Settings settings, std::string store);
    Result<void> open_writer();
    Result<void> open_reader();
    Result<void> ask_what_witnesses_saw();
    Result<void> finish(std::unique_lock<std::mutex>& hold);
    Result<void> scrub(int steps);
    void tell(std::unique_lock<std::mutex>& hold, std::optional<std::uint64_t> published);

    std::string folder_, store_address_, vkey_;
    Settings settings_;
    StorePool readers_;
    std::mutex mutex_;               // of everything below
    std::unique_ptr<Store> writer_;  // none for a reader
    std::optional<Signer> signer_;
    std::unique_ptr<TreeKeeper> tree_;
    bool must_scrub_ = false;  // something taken down is still in the files of the database
    std::map<std::string, std::uint64_t> seen_by_;  // the size a witness saw last, by its vkey
    std::function<void(std::uint64_t)> tell_;
};

// A .tlog-proof of the version's leaf under the latest published checkpoint; its `extra` holds the
// leaf, and while they are there the salt, the body and the reason of a correction, so that nothing
// else is needed to check it.
// Errc::unsupported while no published checkpoint covers it.
Result<std::string> receipt_of(Store& store, std::string_view record_id, std::int64_t seq);

}  // namespace bridle::registry
