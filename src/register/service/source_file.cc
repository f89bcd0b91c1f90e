#include "register/service/source_file.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "register/service/filing_rules.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kUnknownType = "application/octet-stream";

Result<Json> document_of(Store& store, std::string_view record_id) {
    auto head = TRY(store.records.head(record_id));
    if (!head || head->type != "sourceDocument") return not_there("source document", record_id);
    auto version = TRY(store.records.version(head->id, head->seq));
    if (!version || !version->body) return not_there("source document", record_id);
    return Json::parse(*version->body);
}

}  // namespace

Result<std::string> add_source_file(Register& registry, const Actor& actor,
                                    std::string_view record_id, std::string_view bytes) {
    if (actor.role == Role::filer)
        return not_allowed("a registrar or administrator adds the file of a source document");
    if (bytes.empty() || bytes.size() > kMostSourceFile)
        return fail(Errc::limit, fmt::format("the file of a source document has 1 to {} bytes",
                                             grouped(kMostSourceFile)));
    const std::string hash = hex(sha256(as_bytes(bytes)));
    TRY(registry.change(
        [&](Store& store) -> Result<void> {
            Json document = TRY(document_of(store, record_id));
            if (document["sha256"].text() != hash)
                return fail(Errc::corrupt,
                            fmt::format("the record {} speaks of another file: this one has the "
                                        "SHA-256 {}",
                                        record_id, hash));
            std::string_view type = document["mediaType"].text();
            return store.filings.put_file(hash, type.contains('/') ? type : kUnknownType, bytes);
        },
        {event("source.file_added", actor, record_id, "sha256:" + hash)}));
    return hash;
}

}  // namespace bridle::registry
