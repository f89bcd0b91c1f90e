#include "register/service/source_file.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "register/model/identifiers.h"
#include "register/service/filing_rules.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kUnknownType = "application/octet-stream";

// What the record says, if it speaks of the file that has this hash.
Result<Json> document_of(Store& store, std::string_view record_id, std::string_view hash) {
    if (!is_record_id(record_id)) return not_there("source document", record_id);
    auto head = TRY(store.records.head(record_id));
    if (!head) return not_there("source document", record_id);
    if (head->taken_down) return fail(Errc::io, fmt::format("{} was taken down", head->id));
    if (head->type != "sourceDocument")
        return fail(Errc::corrupt,
                    fmt::format("the record {} is no source document: it has no file", head->id));
    auto version = TRY(store.records.version(head->id, head->seq));
    if (!version || !version->body) return not_there("source document", record_id);
    Json document = TRY(Json::parse(*version->body));
    if (document["sha256"].text() == hash) return document;
    return fail(Errc::corrupt,
                fmt::format("the record {} speaks of another file: this one has the SHA-256 {}",
                            head->id, hash));
}

Result<bool> is_there(Register& registry, std::string_view record_id, std::string_view hash) {
    auto lease = TRY(registry.readers().lend());
    Json document = TRY(document_of(*lease, record_id, hash));
    static_cast<void>(document);
    return lease->filings.has_file(hash);
}

}  // namespace

Result<AddedFile> add_source_file(Register& registry, const Actor& actor,
                                  std::string_view record_id, std::string_view bytes) {
    if (actor.role == Role::filer)
        return not_allowed("a registrar or administrator adds the file of a source document");
    if (bytes.empty() || bytes.size() > kMostSourceFile)
        return fail(bytes.empty() ? Errc::corrupt : Errc::limit,
                    fmt::format("the file of a source document has 1 to {} bytes",
                                grouped(kMostSourceFile)));
    AddedFile added{hex(sha256(as_bytes(bytes)))};
    added.was_there = TRY(is_there(registry, record_id, added.sha256));
    if (added.was_there) return added;
    TRY(registry.change(
        [&](Store& store) -> Result<void> {
            Json document = TRY(document_of(store, record_id, added.sha256));
            std::string_view type = document["mediaType"].text();
            return store.filings.put_file(added.sha256, type.contains('/') ? type : kUnknownType,
                                          bytes);
        },
        {event(kSourceFileAdded, actor, record_id, "sha256:" + added.sha256)}));
    return added;
}

}  // namespace bridle::registry
