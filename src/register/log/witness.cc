#include "register/log/witness.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "register/log/wire.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kOld = "old ";
constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

Witness::Response answer(unsigned status, std::string_view what) {
    return {status, std::string(kPlainText), fmt::format("{}\n", what)};
}

// "text/x.tlog.size; charset=us-ascii" too.
bool is_tree_size(std::string_view content_type) {
    return equals_ignoring_case(trimmed(content_type.substr(0, content_type.find(';'))),
                                kTreeSizeType);
}

std::optional<std::uint64_t> tree_size(std::string_view body) {
    auto line = take_line(body);
    return line && body.empty() ? from_decimal(*line) : std::nullopt;
}

Result<WitnessAnswer> refusal(std::string why) {
    WitnessAnswer answer;
    answer.why = std::move(why);
    return answer;
}

// Of the signatures in the answer those of other keys are nobody's business here.
Result<WitnessAnswer> cosigned(std::string_view body, const VerifierKey& witness,
                               std::string_view text) {
    WitnessAnswer answer;
    answer.kind = WitnessAnswer::Kind::cosigned;
    std::vector<NoteSignature> signatures = TRY(parse_signatures(body));
    for (NoteSignature& signature : signatures) {
        if (!witness.made(signature)) continue;
        TRY(witness.verify(text, signature));
        std::uint64_t time = TRY(VerifierKey::cosigned_at(signature));
        if (answer.cosignatures.empty()) answer.time = time;
        answer.cosignatures.push_back(std::move(signature));
    }
    if (answer.cosignatures.empty())
        return fail(Errc::corrupt, fmt::format("no signature is of {}", witness.name()));
    return answer;
}

// That the new tree continues the old one, of which a witness that never saw one knows
// nothing. Every tree continues that, and needs no proof.
Result<void> continues(const Checkpoint& old, const Checkpoint& next, std::span<const Hash> proof) {
    if (next.size == 0 && next.root != empty_root())
        return fail(Errc::corrupt, "an empty tree has another root than that");
    if (old.size > 0) return verify_consistency(old.size, next.size, old.root, next.root, proof);
    if (!proof.empty()) return fail(Errc::corrupt, "from the empty tree there is no proof");
    return {};
}

}  // namespace

std::string add_checkpoint_body(std::uint64_t old_size, std::span<const Hash> proof,
                                std::string_view checkpoint) {
    std::string body = fmt::format("{}{}\n", kOld, old_size);
    append_proof(body, proof);
    body += '\n';
    body += checkpoint;
    return body;
}

Result<AddCheckpoint> AddCheckpoint::parse(std::string_view body) {
    if (body.size() > kMaxWitnessRequest)
        return fail(Errc::limit,
                    fmt::format("the request is longer than {} bytes", kMaxWitnessRequest));
    AddCheckpoint request;
    auto line = take_line(body);
    auto old_size =
        line && line->starts_with(kOld) ? from_decimal(line->substr(kOld.size())) : std::nullopt;
    if (!old_size) return fail(Errc::corrupt, "the request does not begin with an old size");
    request.old_size = *old_size;
    request.proof = TRY(take_proof(body));
    if (request.proof.size() > kMaxWitnessProof)
        return fail(Errc::limit,
                    fmt::format("the proof is longer than {} lines", kMaxWitnessProof));
    request.checkpoint = body;
    return request;
}

Result<WitnessAnswer> read_answer(unsigned status, std::string_view content_type,
                                  std::string_view body, const VerifierKey& witness,
                                  std::string_view checkpoint) {
    if (witness.type() != KeyType::cosignature)
        return fail(Errc::unsupported,
                    fmt::format("the key of {} is not that of a witness", witness.name()));
    Note note = TRY(Note::parse(checkpoint));
    if (status == 200) {
        auto answer = cosigned(body, witness, note.text);
        return answer ? answer : refusal(fmt::format("its answer: {}", answer.error().what));
    }
    if (status == 409 && is_tree_size(content_type)) {
        auto size = tree_size(body);
        if (!size) return refusal("status 409 with a size that is no decimal number");
        WitnessAnswer answer;
        answer.kind = WitnessAnswer::Kind::conflict;
        answer.size = *size;
        return answer;
    }
    std::string_view line = trimmed(body.substr(0, body.find('\n')));
    return refusal(fmt::format("status {}: {}", status, printable(line.substr(0, 200))));
}

Result<void> Witness::trust(VerifierKey log) {
    if (log.type() != KeyType::ed25519)
        return fail(Errc::unsupported,
                    fmt::format("the key of {} is not that of a log", log.name()));
    logs_[log.name()].keys.push_back(std::move(log));
    return {};
}

Result<void> Witness::restore(std::string_view note) {
    SignedCheckpoint kept = TRY(SignedCheckpoint::parse(note));
    auto found = logs_.find(kept.checkpoint.origin);
    if (found == logs_.end())
        return fail(Errc::corrupt,
                    fmt::format("{} is not a log that is watched", kept.checkpoint.origin));
    std::vector<bool> ours = TRY(verified_signers(kept.note, {&verifier(), 1}));
    if (!ours.front())
        return fail(Errc::corrupt, fmt::format("{} has not cosigned what was kept of {}",
                                               verifier().name(), kept.checkpoint.origin));
    found->second.checkpoint = std::move(kept.checkpoint);
    found->second.note = note;
    return {};
}

Witness::Response Witness::add_checkpoint(std::string_view body, std::uint64_t unix_time) {
    auto request = AddCheckpoint::parse(body);
    if (!request) return answer(400, request.error().what);
    auto submitted = SignedCheckpoint::parse(request->checkpoint);
    if (!submitted) return answer(400, submitted.error().what);
    const Checkpoint& next = submitted->checkpoint;

    auto found = logs_.find(next.origin);
    if (found == logs_.end()) return answer(404, "the log is not known here");
    Watched& watched = found->second;
    auto signers = verified_signers(submitted->note, watched.keys);
    if (!signers) return answer(403, signers.error().what);
    if (std::ranges::find(*signers, true) == signers->end())
        return answer(403, "the log has not signed this");

    if (request->old_size > next.size)
        return answer(400, "the old size is larger than that of the checkpoint");
    if (request->old_size != watched.checkpoint.size)
        return {409, std::string(kTreeSizeType), fmt::format("{}\n", watched.checkpoint.size)};
    auto consistent = continues(watched.checkpoint, next, request->proof);
    if (!consistent) return answer(422, consistent.error().what);

    auto cosignature = key_.cosign(submitted->note.text, unix_time);
    if (!cosignature) return answer(500, cosignature.error().what);
    // To monitors the log's own signatures are passed on; others are not ours to vouch for.
    Note note{submitted->note.text, {}};
    for (NoteSignature& signature : submitted->note.signatures)
        if (std::ranges::any_of(watched.keys, [&](auto& key) { return key.made(signature); }))
            note.signatures.push_back(std::move(signature));
    note.signatures.push_back(*cosignature);
    std::string text = note.serialise();
    if (keep_)
        if (auto kept = keep_(next.origin, text); !kept) return answer(500, kept.error().what);
    watched.checkpoint = std::move(submitted->checkpoint);
    watched.note = std::move(text);
    return {200, std::string(kPlainText), cosignature->line()};
}

const std::string* Witness::latest(std::string_view origin_hash) const {
    for (const auto& [origin, watched] : logs_)
        if (!watched.note.empty() && hex(sha256(as_bytes(origin))) == origin_hash)
            return &watched.note;
    return nullptr;
}

}  // namespace bridle::registry
