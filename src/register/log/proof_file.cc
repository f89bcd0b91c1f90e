#include "register/log/proof_file.h"

#include <fmt/format.h>

#include "base/text.h"
#include "register/log/wire.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kMagic = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

}  // namespace

Result<ProofFile> ProofFile::parse(std::string_view text) {
    if (text.size() > kMaxProofFile)
        return fail(Errc::limit, fmt::format("the proof is longer than {} bytes", kMaxProofFile));
    ProofFile file;
    if (take_line(text) != kMagic)
        return fail(Errc::corrupt, fmt::format("a proof begins with the line {}", kMagic));
    auto line = take_line(text);
    if (line && line->starts_with(kExtra)) {
        auto extra = from_exact_base64(line->substr(kExtra.size()));
        if (!extra || extra->empty() || extra->size() > kMaxExtra)
            return fail(Errc::corrupt,
                        "the extra line of the proof is not base64, is empty or is too long");
        file.extra = as_text(*extra);
        line = take_line(text);
    }
    if (!line || !line->starts_with(kIndex))
        return fail(Errc::corrupt, "the proof has no index line where it belongs");
    auto index = from_decimal(line->substr(kIndex.size()));
    if (!index) return fail(Errc::corrupt, "the index of the proof is no decimal number");
    file.index = *index;
    file.proof = TRY(take_proof(text));
    if (text.empty()) return fail(Errc::truncated, "the proof has no checkpoint");
    file.checkpoint = text;
    return file;
}

std::string ProofFile::serialise() const {
    std::string text = fmt::format("{}\n", kMagic);
    if (extra && !extra->empty()) text += fmt::format("{}{}\n", kExtra, base64(as_bytes(*extra)));
    text += fmt::format("{}{}\n", kIndex, index);
    append_proof(text, proof);
    return text + "\n" + checkpoint;
}

Result<Policy::Verdict> verify_proof(const ProofFile& proof, Bytes entry, const Policy& policy) {
    Policy::Verdict verdict = TRY(policy.verify(proof.checkpoint));
    TRY(verify_inclusion(proof.index, verdict.checkpoint.size, leaf_hash(entry), proof.proof,
                         verdict.checkpoint.root));
    return verdict;
}

}  // namespace bridle::registry
