#include "register/service/version_maker.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

#include "base/text.h"
#include "register/model/envelope.h"
#include "register/model/identifiers.h"
#include "register/model/types.h"
#include "register/service/takedown.h"
#include "register/store/word_index.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostVersions = 100'000;  // in one transaction
constexpr std::size_t kMostReasonBytes = 4000;
constexpr std::size_t kMostFaults = 200;

// Drawn for many at once, which costs little more than for one.
Result<std::string> new_salt() {
    thread_local std::array<unsigned char, 64 * kSaltBytes> drawn;
    thread_local std::size_t used = drawn.size();
    if (used == drawn.size()) {
        if (RAND_bytes(drawn.data(), static_cast<int>(drawn.size())) != 1)
            return fail(Errc::io, "the system gives no random bytes for a salt");
        used = 0;
    }
    unsigned char* const here = &drawn[used];
    std::string salt(here, here + kSaltBytes);
    OPENSSL_cleanse(here, kSaltBytes);
    used += kSaltBytes;
    return salt;
}

// As body_hash(), of a body whose canonical text is there already, and of a reason.
std::string hash_of(std::string_view salt, std::string_view text) {
    return base64(reason_hash(as_bytes(salt), text));
}

const RecordType& audit_type() {
    static const RecordType type = [] {
        RecordType audit;
        audit.name = "audit";
        return audit;
    }();
    return type;
}

std::string place_of(const NewVersion& version, std::size_t index, std::size_t count) {
    if (count == 1) return {};
    return fmt::format("record {} ({}): ", index + 1,
                       version.record_id.empty() ? version.type : version.record_id);
}

Result<void> check_sentence(std::string_view what, std::string_view text) {
    if (trimmed(text).empty()) return fail(Errc::corrupt, std::string(what) + " is missing");
    if (text.size() > kMostReasonBytes)
        return fail(Errc::limit, fmt::format("{} is longer than {} bytes", what, kMostReasonBytes));
    return {};
}

Result<ReadyBody> draw(const RecordType& type, const Json& body, std::string_view id,
                       bool is_public) {
    ReadyBody ready;
    ready.text = body.canonical();
    if (ready.text.size() > kMostBodyBytes)
        return fail(Errc::limit, fmt::format("{}: a record has at most {} bytes, this one has {}",
                                             id, kMostBodyBytes, ready.text.size()));
    ready.salt = TRY(new_salt());
    ready.hash = hash_of(ready.salt, ready.text);
    if (!is_public) return ready;
    ready.summary = summarise(type, body);
    ready.words = WordIndex::words(type.name, ready.summary);
    return ready;
}

}  // namespace

Result<void> make_ready(NewVersion& version, Time at) {
    const RecordType* type = find_type(version.type);
    if (!type) return fail(Errc::corrupt, "there are no records of type \"" + version.type + "\"");
    auto faults = TRY(check_record(*type, version.body, iso(at).substr(0, 10)));
    std::vector<std::string> lines;
    for (const SchemaFault& fault : faults) lines.push_back(fault.at + ": " + fault.what);
    if (!lines.empty()) return fail(Errc::corrupt, joined(lines, "\n"));
    version.ready = TRY(draw(*type, version.body, version.record_id, true));
    return {};
}

VersionMaker::VersionMaker(Store& store, bool demonstration, Time time)
    : store_(store),
      demonstration_(demonstration),
      time_(std::chrono::floor<std::chrono::seconds>(time)) {}

Result<void> VersionMaker::check(std::span<const NewVersion> versions) {
    std::map<std::string_view, std::string_view> batch;  // types by id
    for (const NewVersion& version : versions)
        if (!version.record_id.empty()) batch.emplace(version.record_id, version.type);
    const std::string today = iso(time_).substr(0, 10);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < versions.size() && lines.size() < kMostFaults; i++) {
        const NewVersion& version = versions[i];
        if (!version.check) continue;
        const std::string place = place_of(version, i, versions.size());
        const RecordType* type = find_type(version.type);
        if (!type) {
            lines.push_back(place + "there are no records of type \"" + version.type + "\"");
            continue;
        }
        std::vector<SchemaFault> faults;
        if (!version.ready) faults = TRY(check_record(*type, version.body, today));
        for (const SchemaFault& fault : faults)
            lines.push_back(fmt::format("{}{}: {}", place, fault.at, fault.what));
        for (const LinkField& link : type->links)
            for (const Json* to : values_at(version.body, link.path)) {
                std::string fault = TRY(fault_of_link(link, to->text(), batch));
                if (!fault.empty()) lines.push_back(place + fault);
            }
    }
    if (lines.empty()) return {};
    return fail(Errc::corrupt, joined(lines, "\n"));
}

Result<std::string> VersionMaker::fault_of_link(
    const LinkField& link, std::string_view to,
    const std::map<std::string_view, std::string_view>& batch) {
    // Other answers, such as "none", are the schema's business.
    if (!is_record_id(to)) return std::string();
    std::string type;
    if (auto here = batch.find(to); here != batch.end()) {
        type = here->second;
    } else {
        auto head = TRY(store_.records.head(to));
        if (head) type = head->type;
    }
    if (type.empty())
        return fmt::format("/{}: there is no record {}", link.relation, printable(to));
    if (link.target != "record" && link.target != type)
        return fmt::format("/{}: {} is a record of type {}, not {}", link.relation, to, type,
                           link.target);
    return std::string();
}

Result<std::optional<VersionMaker::Newest>> VersionMaker::newest(const std::string& id) {
    if (auto touched = touched_.find(id); touched != touched_.end()) return touched->second;
    auto head = TRY(store_.records.head(id));
    if (!head) return std::nullopt;
    // The leaf, and not the head, is what the chain goes on from.
    std::string leaf = TRY(store_.log.leaf(head->index));
    Envelope envelope = TRY(Envelope::parse(leaf));
    if (envelope.record_id != id || envelope.seq != head->seq)
        return fail(Errc::corrupt,
                    fmt::format("leaf {} is not that of version {} of {}: the store is damaged",
                                head->index, head->seq, id));
    return Newest{envelope.type, envelope.seq, base64(leaf_hash(as_bytes(leaf))),
                  envelope.action == "tombstone" && envelope.scope == 0};
}

Envelope VersionMaker::next(const std::string& id, const Newest* before) const {
    Envelope envelope;
    envelope.record_id = id;
    envelope.time = iso(time_);
    if (before) {
        envelope.type = before->type;
        envelope.seq = before->seq + 1;
        envelope.prev = before->leaf_hash;
    }
    return envelope;
}

Result<Accepted> VersionMaker::add(Records::Addition addition, const Envelope& envelope) {
    TRY(envelope.check());
    Version& version = addition.version;
    if (leaves_.empty()) first_ = TRY(store_.log.size());
    std::string leaf = envelope.canonical();
    version.record_id = envelope.record_id;
    version.type = envelope.type;
    version.seq = envelope.seq;
    version.index = first_ + leaves_.size();
    version.action = envelope.action;
    version.kind = envelope.kind;
    version.basis = envelope.basis;
    version.time = time_;
    version.schema = envelope.schema;
    touched_.insert_or_assign(envelope.record_id,
                              Newest{envelope.type, envelope.seq, base64(leaf_hash(as_bytes(leaf))),
                                     envelope.action == "tombstone" && envelope.scope == 0});
    Accepted accepted{envelope.record_id, envelope.seq, version.index};
    leaves_.push_back(std::move(leaf));
    addition.demonstration = demonstration_;
    additions_.push_back(std::move(addition));
    return accepted;
}

Result<Accepted> VersionMaker::add_with_body(const RecordType& type, Version version,
                                             Envelope envelope, const Json& body,
                                             std::optional<ReadyBody> ready) {
    if (!ready) ready = TRY(draw(type, body, envelope.record_id, version.is_public));
    version.salt = std::move(ready->salt);
    version.as_of = body["asOf"].text();
    envelope.body_hash = std::move(ready->hash);
    if (!version.reason.empty()) envelope.reason_hash = hash_of(version.salt, version.reason);
    envelope.schema = type.schema_id;
    version.body = std::move(ready->text);
    Records::Addition addition{std::move(version), {}, false, std::move(ready->words)};
    if (addition.version.is_public) addition.summary = std::move(ready->summary);
    return add(std::move(addition), envelope);
}

Result<Accepted> VersionMaker::add(NewVersion& given) {
    const RecordType* type = find_type(given.type);
    if (!type) return fail(Errc::corrupt, "there are no records of type \"" + given.type + "\"");
    if (!given.body.is_object())
        return fail(Errc::corrupt, "the body of a " + given.type + " is no object");
    std::string id = given.record_id.empty() ? new_record_id(*type) : given.record_id;
    if (!is_record_id(id)) return fail(Errc::corrupt, "\"" + printable(id) + "\" is no record id");
    std::optional<Newest> before;
    if (!given.record_id.empty()) before = TRY(newest(id));
    if (before && before->type != type->name)
        return fail(Errc::corrupt, fmt::format("{} is a record of type {}, and cannot become one "
                                               "of type {}",
                                               id, before->type, type->name));
    if (before && before->taken_down)
        return fail(Errc::unsupported, id + " was taken down, and cannot be corrected any more");
    if (before && given.kind.empty())
        return fail(Errc::corrupt, id + " is there: a correction needs its kind and a reason");
    if (!before && !given.kind.empty())
        return fail(Errc::corrupt, "there is no record " + id + " to correct");
    if (before) TRY(check_sentence("the reason of the correction of " + id, given.reason));

    Envelope envelope = next(id, before ? &*before : nullptr);
    envelope.type = type->name;
    envelope.action = before ? "correct" : "publish";
    envelope.kind = given.kind;
    envelope.actor = given.actor;
    Version version;
    if (before) version.reason = given.reason;
    return add_with_body(*type, std::move(version), std::move(envelope), given.body,
                         std::exchange(given.ready, std::nullopt));
}

Result<std::vector<Accepted>> VersionMaker::add(std::span<NewVersion> versions) {
    if (versions.size() > kMostVersions)
        return fail(Errc::limit, fmt::format("at most {} records at once", kMostVersions));
    std::vector<Accepted> accepted;
    accepted.reserve(versions.size());
    for (std::size_t i = 0; i < versions.size(); i++) {
        auto added = add(versions[i]);
        if (!added)
            return fail(added.error().code,
                        place_of(versions[i], i, versions.size()) + added.error().what);
        accepted.push_back(std::move(*added));
    }
    return accepted;
}

Result<Accepted> VersionMaker::take_down(const Takedown& takedown) {
    const std::string& id = takedown.record_id;
    TRY(check_sentence("the basis in law of the takedown", takedown.basis));
    TRY(check_sentence("the authority that ordered the takedown", takedown.authority));
    TRY(check_sentence("the reason of the takedown", takedown.reason));
    auto before = TRY(newest(id));
    if (!before) return fail(Errc::io, "there is no record " + printable(id));
    if (before->taken_down) return fail(Errc::unsupported, id + " was taken down already");
    auto current = TRY(store_.records.current(id));
    if (takedown.seq) {
        auto version = TRY(store_.records.version(id, *takedown.seq));
        if (!version || !version->body)
            return fail(Errc::io,
                        fmt::format("{} has no version {} with a body", id, *takedown.seq));
    }
    Envelope envelope = next(id, &*before);
    envelope.action = "tombstone";
    envelope.actor = takedown.actor;
    envelope.basis = takedown.basis;
    envelope.authority = takedown.authority;
    envelope.reason = takedown.reason;
    envelope.scope = takedown.seq.value_or(0);
    Version version;
    version.reason = takedown.reason;
    Accepted accepted = TRY(add(Records::Addition{std::move(version)}, envelope));
    TRY(erase_beside_record(store_, takedown, before->type, time_));
    TRY(store_.records.erase_body(id, takedown.seq));
    // One version is gone, and the record is not: what is on record now is said again.
    if (takedown.seq && current && current->body && current->seq != *takedown.seq) {
        Accepted restated = TRY(restate(takedown, *current));
        static_cast<void>(restated);
    }
    return accepted;
}

Result<Accepted> VersionMaker::restate(const Takedown& takedown, const Version& current) {
    const RecordType* type = find_type(current.type);
    if (!type) return fail(Errc::corrupt, "there are no records of type \"" + current.type + "\"");
    Json body = TRY(Json::parse(*current.body));
    auto before = TRY(newest(takedown.record_id));
    Envelope envelope = next(takedown.record_id, before ? &*before : nullptr);
    envelope.action = "correct";
    envelope.kind = "redaction";
    envelope.actor = takedown.actor;
    Version version;
    version.reason = fmt::format("version {} was taken down; version {} is still what is on record",
                                 *takedown.seq, current.seq);
    return add_with_body(*type, std::move(version), std::move(envelope), body);
}

Result<void> VersionMaker::add(std::span<const AuditEvent> trail) {
    for (const AuditEvent& event : trail) {
        Json body = Json::object();
        body.set("what", event.what);
        body.set("account", event.account);
        body.set("role", event.role);
        body.set("object", event.object);
        body.set("detail", event.detail);
        body.set("time", iso(time_));
        Envelope envelope = next(new_record_id(audit_type()), nullptr);
        envelope.type = audit_type().name;
        envelope.action = "audit";
        envelope.actor = event.role.empty() ? "system" : event.role;
        Version version;
        version.is_public = false;
        Accepted added =
            TRY(add_with_body(audit_type(), std::move(version), std::move(envelope), body));
        static_cast<void>(added);
    }
    return {};
}

Result<void> VersionMaker::store() {
    if (leaves_.empty()) return {};
    std::uint64_t first = TRY(store_.log.append(leaves_));
    if (first != first_)
        return fail(Errc::internal, "somebody else has written to the log of this register");
    return store_.records.add_all(additions_);
}

}  // namespace bridle::registry
