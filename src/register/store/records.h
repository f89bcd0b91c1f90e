// The records of a register, version by version: nothing is edited, a correction is a new
// version; a takedown deletes what it was about and leaves the fact that it was there.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "register/model/summary.h"
#include "register/store/database.h"

namespace bridle::registry {

// One version of a record: one leaf of the log.
struct Version {
    std::string record_id, type;
    std::int64_t seq = 1;     // counts the versions of the record from 1
    std::uint64_t index = 0;  // of its leaf
    std::string action;       // publish, correct, tombstone, audit
    std::string kind;         // of a correction: clericalError, factChanged, courtOrder, redaction
    std::string reason;       // of a correction or takedown, for everybody to read
    std::string basis;        // of a takedown, in law
    Time time;                // when it was accepted
    std::string schema;       // $id of the schema of the body
    std::string as_of;        // of the body
    std::optional<std::string> body;  // canonical JSON; none in a tombstone, or once taken down
    std::string salt;                 // 32 bytes; empty where there is no body
    bool is_public = true;            // the trail of audit is not, but for its leaves
};

// What lists show of a record: its newest version in short.
struct Head {
    std::string id, type, title, status, as_of;
    std::int64_t seq = 1;
    std::uint64_t index = 0;
    Time first, time;  // when it was published, and when last changed
    bool taken_down = false;
    bool demonstration = false;
};

struct RecordFilter {
    std::string type = {}, country = {}, status = {};  // empty: any
    std::optional<Time> changed_since = {};
};

// Another record that refers to this one, or that this one refers to.
struct Related {
    std::string relation;  // the property of the record that refers
    Head head;
};

struct Change {
    std::uint64_t index = 0;
    std::string record_id, type, title, action, kind, reason;
    std::int64_t seq = 1;
    Time time;
};

class Records {
public:
    explicit Records(Database& database) : db_(database) {}

    // Adds it, and makes the head, the links, the identifiers and what is searched anew. The
    // transaction is the caller's. `summary` is nothing for a tombstone and for audit. Of a record
    // that is taken down, head and lists keep no more than id, type, and times.
    Result<void> add(const Version& version, const std::optional<Summary>& summary,
                     bool demonstration = false);
    // The same for many at once.
    struct Addition {
        Version version;
        std::optional<Summary> summary = {};
        bool demonstration = false;
        std::string words = {};  // of the summary, where they were drawn already
    };
    Result<void> add_all(std::span<const Addition> additions);
    // Deletes body, salt and reason of one version, or of all; when it was the newest, also what
    // lists and search had of it. Store::scrub() then overwrites it in the files of the database.
    Result<void> erase_body(std::string_view id, std::optional<std::int64_t> seq);

    Result<std::optional<Head>> head(std::string_view id);
    Result<std::optional<Version>> current(std::string_view id);
    Result<std::optional<Version>> version(std::string_view id, std::int64_t seq);
    Result<std::optional<Version>> by_index(std::uint64_t index);
    // The newest of those accepted until then, or among the first so many leaves.
    Result<std::optional<Version>> as_of(std::string_view id, Time until);
    Result<std::optional<Version>> as_of_size(std::string_view id, std::uint64_t size);
    Result<std::vector<Version>> history(std::string_view id);  // oldest first, without bodies

    // In the order in which they were first published, those behind the record `after`; with those
    // that are taken down.
    Result<std::vector<Head>> list(const RecordFilter& filter, std::string_view after,
                                   std::size_t limit);
    // The same of one type by counting, for pages with numbers: on which one a record is never
    // changes.
    Result<std::vector<Head>> list_page(std::string_view type, std::uint64_t from,
                                        std::size_t limit);
    Result<std::uint64_t> count(const RecordFilter& filter);
    Result<std::vector<Related>> referring_to(std::string_view id, std::size_t limit);
    Result<std::vector<Related>> referred_by(std::string_view id, std::size_t limit);
    Result<std::vector<Head>> with_identifier(std::string_view identifier);  // "LEI:…"
    // When a record of the type was last filed, by whom it is about: for companies themselves, by
    // their own ids, for others by what they refer to. To put a slip of the pen right is no filing.
    Result<std::unordered_map<std::string, Time>> last_filed(std::string_view type);
    Result<std::vector<std::string>> countries();  // that any record names, in order
    // Leaves behind `after` (-1: from the first), in the order of the log; audit is left out.
    Result<std::vector<Change>> changes(std::int64_t after, std::size_t limit);
    Result<std::vector<Change>> latest_changes(std::size_t limit);  // newest first
    // Every version of the leaves [from, to), in order; ends early on false.
    Result<void> each_version(std::uint64_t from, std::uint64_t to,
                              const std::function<Result<bool>(const Version&)>& visit);
    // The current version of every record that is there, in the order of list().
    Result<void> each_current(std::string_view type,
                              const std::function<Result<bool>(const Version&)>& visit);

    struct Numbered {
        std::int64_t number = 0;  // the leaf of its first version
        Head head;
    };

private:
    Result<std::optional<std::int64_t>> number_behind(std::string_view id);
    Result<std::vector<Numbered>> recent(const RecordFilter& filter, std::int64_t after,
                                         std::size_t limit);
    Result<std::vector<Numbered>> listed(const RecordFilter& filter, std::int64_t after,
                                         std::size_t limit);

    Database& db_;
};

}  // namespace bridle::registry
