// The offline check of one receipt (verify.h).

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "format/json_value.h"
#include "register/log/proof_file.h"
#include "register/log/wire.h"
#include "register/model/envelope.h"
#include "register/verify/verify.h"

namespace bridle::registry {

static std::unexpected<Error> wrong(std::string what) {
    return fail(Errc::corrupt, "the receipt " + std::move(what));
}

static constexpr std::string_view kKeys[] = {"body", "leaf", "reason", "salt"};

// That body and reason are those whose hashes are in the leaf.
static Result<void> check_content(const Json& extra, const Envelope& envelope,
                                  ReceiptReport& report) {
    const Json *body = extra.find("body"), *reason = extra.find("reason");
    if (!body && !reason) return {};
    auto salt = from_exact_base64(extra["salt"].text());
    if (!salt || salt->size() != kSaltBytes)
        return wrong("has a body without the salt of its hash");
    if (body) {
        if (base64(body_hash(*salt, *body)) != envelope.body_hash)
            return wrong("has another record than its leaf says");
        report.body = body->canonical();
    }
    if (reason) {
        report.reason = reason->text();
        if (base64(reason_hash(*salt, report.reason)) != envelope.reason_hash)
            return wrong("has another reason of the correction than its leaf says");
    }
    return {};
}

Result<ReceiptReport> verify_receipt(std::string_view receipt, std::string_view policy) {
    Policy trusted = TRY(Policy::parse(policy));
    ProofFile proof = TRY(ProofFile::parse(receipt));
    if (!proof.extra) return wrong("does not say of which leaf it is");
    auto extra = Json::parse(*proof.extra);
    // Of two spellings of one thing only one was ever handed out.
    if (!extra || extra->canonical() != *proof.extra) return wrong("is not spelt as receipts are");
    for (const auto& [key, value] : extra->members())
        if (std::ranges::find(kKeys, key) == std::end(kKeys) || value.is_text() != (key != "body"))
            return wrong("has something in it that no receipt has: " + printable(key));

    ReceiptReport report;
    report.leaf = (*extra)["leaf"].text();
    Policy::Verdict verdict = TRY(verify_proof(proof, as_bytes(report.leaf), trusted));
    Envelope envelope = TRY(Envelope::parse(report.leaf));
    TRY(check_content(*extra, envelope, report));
    report.origin = verdict.checkpoint.origin;
    report.index = proof.index;
    report.size = verdict.checkpoint.size;
    report.cosigners = verdict.cosigners;
    report.quorum = verdict.quorum;
    return report;
}

}  // namespace bridle::registry
