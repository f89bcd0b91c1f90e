#include "register/service/witnesses.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "base/text.h"
#include "base/time.h"
#include "net/http.h"

namespace bridle::registry {

namespace {

constexpr std::uint64_t kMostAnswerBytes = 64 << 10;
constexpr std::size_t kMostQuotedBytes = 200;

using Kind = WitnessTalk::Kind;

// With the signature of the log alone: cosignatures of others say nothing to a witness, and some
// take no more than 16 KiB.
Result<std::string> bare(std::string_view note) {
    SignedCheckpoint checkpoint = TRY(SignedCheckpoint::parse(note));
    std::erase_if(checkpoint.note.signatures, [&](const NoteSignature& signature) {
        return signature.name != checkpoint.checkpoint.origin;
    });
    return checkpoint.note.serialise();
}

class Conversation {
public:
    Conversation(const WitnessQuestion& question, std::string_view note, const ProofFrom& proof,
                 std::chrono::milliseconds timeout)
        : witness_(question.witness), note_(note), proof_(proof), timeout_(timeout) {}

    Result<WitnessTalk> hold(std::uint64_t old_size) {
        std::string checkpoint = TRY(bare(note_));
        SignedCheckpoint opened = TRY(SignedCheckpoint::parse(checkpoint));
        size_ = opened.checkpoint.size;
        VerifierKey key = TRY(VerifierKey::parse(witness_.vkey));
        old_size = proof_ ? std::min(old_size, size_) : size_;
        for (bool again = static_cast<bool>(proof_);; again = false) {
            std::vector<Hash> proof;
            if (old_size > 0 && old_size < size_) proof = TRY(proof_(old_size));
            std::string body = add_checkpoint_body(old_size, proof, checkpoint);
            HttpAnswer http = TRY(send(body));
            WitnessAnswer answer = TRY(read_answer(static_cast<unsigned>(http.status),
                                                   http.content_type, http.body, key, checkpoint));
            bool other_size = answer.kind == WitnessAnswer::Kind::conflict &&
                              answer.size != old_size && answer.size <= size_;
            if (!other_size || !again) return judge(answer, http.status, old_size);
            old_size = answer.size;
        }
    }

private:
    Result<HttpAnswer> send(std::string_view body) const {
        HttpsOptions options;
        options.limit = kMostAnswerBytes;
        options.timeout = timeout_;
        options.allow_http = true;  // what it says counts by its signature
        return http_request("POST", witness_.url + "/add-checkpoint", body,
                            "text/plain; charset=utf-8", options);
    }

    WitnessTalk judge(const WitnessAnswer& answer, int status, std::uint64_t old_size) const {
        if (answer.kind == WitnessAnswer::Kind::cosigned) {
            auto time = to_time(static_cast<std::int64_t>(answer.time), Epoch::unix_seconds);
            return {Kind::cosigned, answer.cosignatures, size_,
                    fmt::format("cosigned {} leaves at {}", size_, time ? iso(*time) : "no time")};
        }
        if (answer.kind == WitnessAnswer::Kind::conflict) {
            std::string saw = fmt::format("has seen a tree of {} leaves", answer.size);
            if (answer.size > size_)
                return {Kind::ahead,
                        {},
                        answer.size,
                        fmt::format("{}, and this log has only {}", saw, size_)};
            if (answer.size < old_size) return {Kind::behind, {}, answer.size, saw};
            return {
                Kind::failed, {}, 0, saw + ", as we said, and still would not go on from there"};
        }
        // Without a proof in the request, nothing but the root can have been wrong.
        if (status == 422 && old_size == size_)
            return {
                Kind::differs, {}, size_, fmt::format("has seen another tree of {} leaves", size_)};
        return {Kind::failed,
                {},
                0,
                fmt::format("did not cosign: {}", front(printable(answer.why), kMostQuotedBytes))};
    }

    const WitnessSetting& witness_;
    std::string_view note_;
    const ProofFrom& proof_;
    std::chrono::milliseconds timeout_;
    std::uint64_t size_ = 0;
};

WitnessTalk talk(const WitnessQuestion& question, std::string_view note, const ProofFrom& proof,
                 std::chrono::milliseconds timeout) {
    auto talked = Conversation(question, note, proof, timeout).hold(question.old_size);
    if (talked) return std::move(*talked);
    return {Kind::failed, {}, 0, "could not be asked: " + printable(talked.error().what)};
}

}  // namespace

std::vector<WitnessTalk> ask_witnesses(std::span<const WitnessQuestion> questions,
                                       std::string_view note, const ProofFrom& proof,
                                       std::chrono::milliseconds timeout) {
    std::vector<std::future<WitnessTalk>> waiting;
    for (const WitnessQuestion& question : questions)
        waiting.push_back(std::async(std::launch::async | std::launch::deferred, talk,
                                     std::cref(question), note, std::cref(proof), timeout));
    std::vector<WitnessTalk> talks;
    for (auto& each : waiting) talks.push_back(each.get());
    return talks;
}

}  // namespace bridle::registry
