#include "register/model/envelope.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "register/model/identifiers.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kFields[] = {
    "v",     "type",     "recordId", "seq",   "prev",      "action", "kind",  "time",
    "actor", "bodyHash", "schema",   "basis", "authority", "reason", "scope", "reasonHash"};
constexpr std::size_t kMostNameBytes = 64;

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= kMostNameBytes && std::ranges::all_of(text, is_letter);
}

bool is_hash(std::string_view text) {
    auto bytes = from_base64(text);
    return bytes && bytes->size() == Sha256Digest().size() && base64(*bytes) == text;
}

bool is_utc(std::string_view text) {
    auto time = from_iso(text);
    return time && iso(*time) == text;
}

void set_unless_empty(Json& object, std::string_view key, const std::string& text) {
    if (!text.empty()) object.set(key, text);
}

std::unexpected<Error> wrong(std::string what) {
    return fail(Errc::corrupt, "envelope: " + std::move(what));
}

}  // namespace

std::string Envelope::canonical() const {
    Json object = Json::object();
    object.set("v", v);
    object.set("type", type);
    object.set("recordId", record_id);
    object.set("seq", seq);
    if (prev) object.set("prev", *prev);
    object.set("action", action);
    set_unless_empty(object, "kind", kind);
    object.set("time", time);
    object.set("actor", actor);
    set_unless_empty(object, "bodyHash", body_hash);
    set_unless_empty(object, "schema", schema);
    set_unless_empty(object, "reasonHash", reason_hash);
    set_unless_empty(object, "basis", basis);
    set_unless_empty(object, "authority", authority);
    set_unless_empty(object, "reason", reason);
    if (scope) object.set("scope", scope);
    return object.canonical();
}

Result<void> Envelope::check() const {
    bool tombstone = action == "tombstone";
    if (v != 1) return wrong("version " + std::to_string(v) + " is not known, only 1 is");
    if (!is_name(type)) return wrong("the type is no name");
    if (!is_record_id(record_id)) return wrong("\"recordId\" is no id of a record");
    if (seq < 1) return wrong("versions are numbered from 1");
    if ((seq == 1) == prev.has_value())
        return wrong("every version but the first names the one before in \"prev\"");
    if (prev && !is_hash(*prev)) return wrong("\"prev\" is no hash in base64");
    if (!is_one_of(kActions, action)) return wrong("the action \"" + action + "\" is not known");
    if ((action == "correct") != !kind.empty())
        return wrong("a correction, and nothing else, has a kind");
    if (!kind.empty() && !is_one_of(kCorrectionKinds, kind))
        return wrong("the kind of correction \"" + kind + "\" is not known");
    if (!is_utc(time)) return wrong("the time is not of the form 2026-01-31T12:00:00Z");
    if (!is_name(actor)) return wrong("the actor is no role");
    if (tombstone != body_hash.empty())
        return wrong("every version but a tombstone has the hash of a body");
    if (!tombstone && !is_hash(body_hash)) return wrong("\"bodyHash\" is no hash in base64");
    if (tombstone == basis.empty()) return wrong("a tombstone, and nothing else, has a basis");
    if (!tombstone && !(authority.empty() && reason.empty() && scope == 0))
        return wrong("an authority, a reason or a scope belongs to a tombstone alone");
    if (scope < 0) return wrong("the scope of a tombstone is the number of a version");
    if (!reason_hash.empty() && (action != "correct" || !is_hash(reason_hash)))
        return wrong("\"reasonHash\" is the hash of the reason of a correction");
    if (canonical().size() > kMostEnvelopeBytes)
        return fail(Errc::limit, "envelope: longer than the 65,535 bytes that an entry may have");
    return {};
}

Result<Envelope> Envelope::parse(std::string_view text) {
    if (text.size() > kMostEnvelopeBytes)
        return fail(Errc::limit, "envelope: longer than the 65,535 bytes that an entry may have");
    Json json = TRY(Json::parse(text));
    for (const auto& [key, value] : json.members())
        if (!is_one_of(kFields, key)) return wrong("the field \"" + key + "\" is not known");
    auto field = [&](std::string_view key) { return std::string(json[key].text()); };
    Envelope envelope;
    envelope.v = json["v"].integer() == 1 ? 1 : 0;
    envelope.type = field("type");
    envelope.record_id = field("recordId");
    envelope.seq = json["seq"].integer().value_or(0);
    if (json.find("prev")) envelope.prev = field("prev");
    envelope.action = field("action");
    envelope.kind = field("kind");
    envelope.time = field("time");
    envelope.actor = field("actor");
    envelope.body_hash = field("bodyHash");
    envelope.schema = field("schema");
    envelope.reason_hash = field("reasonHash");
    envelope.basis = field("basis");
    envelope.authority = field("authority");
    envelope.reason = field("reason");
    envelope.scope = json["scope"].integer().value_or(0);
    if (auto checked = envelope.check(); !checked)
        return std::unexpected(std::move(checked).error());
    // One meaning, one text: otherwise two readers could see one leaf differently.
    if (envelope.canonical() != text) return wrong("is not in canonical form (RFC 8785)");
    return envelope;
}

Sha256Digest body_hash(Bytes salt, const Json& body) {
    return reason_hash(salt, body.canonical());
}

Sha256Digest reason_hash(Bytes salt, std::string_view reason) {
    Sha256 hash;
    hash.update(salt);
    hash.update(as_bytes(reason));
    return hash.finish();
}

}  // namespace bridle::registry
