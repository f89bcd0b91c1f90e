// Receipts (register.h): the proof of one version, with the version itself.

#include <fmt/format.h>

#include "base/text.h"
#include "register/log/proof_file.h"
#include "register/model/envelope.h"
#include "register/model/types.h"
#include "register/service/register.h"

namespace bridle::registry {

// However long the record is, a receipt has room for it: the leaf, in which every quotation mark
// may need another character, and the reason of a correction are what else there is.
static_assert(kMaxExtra >= kMostBodyBytes + 2 * kMostEnvelopeBytes + (64 << 10));

// What was taken down stays away.
static Result<std::string> extra_of(const std::string& leaf, const Version& version) {
    Json extra = Json::object();
    extra.set("leaf", leaf);
    if (!version.body || !version.is_public) return extra.canonical();
    extra.set("salt", base64(as_bytes(version.salt)));
    if (!version.reason.empty()) extra.set("reason", version.reason);
    Json body = TRY(Json::parse(*version.body));
    extra.set("body", std::move(body));
    return extra.canonical();
}

Result<std::string> receipt_of(Store& store, std::string_view record_id, std::int64_t seq) {
    auto version = TRY(store.records.version(record_id, seq));
    if (!version)
        return fail(Errc::io, fmt::format("there is no version {} of {}", seq, record_id));
    auto checkpoint = TRY(store.log.latest_published());
    if (!checkpoint || checkpoint->size <= version->index)
        return fail(Errc::unsupported,
                    fmt::format("no published checkpoint covers version {} of {} yet; it will "
                                "within a short time",
                                seq, record_id));
    std::string leaf = TRY(store.log.leaf(version->index));
    TileHashReader hashes(checkpoint->size, store.log);
    ProofFile receipt;
    receipt.extra = TRY(extra_of(leaf, *version));
    receipt.index = version->index;
    receipt.proof = TRY(inclusion_proof(version->index, checkpoint->size, hashes));
    receipt.checkpoint = checkpoint->note;
    return receipt.serialise();
}

}  // namespace bridle::registry
