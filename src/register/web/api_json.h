// The documents of the API, written as text: bodies are stored in their canonical form and go into
// a document as they are. What a document says depends on the record, its file and the day, never
// on the size the log has by now, so that a file that was published once stays true.

#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "register/service/overdue.h"
#include "register/web/reading.h"

namespace bridle::registry {

// A path of this register as others know it: with the address of the register before it.
std::string address_of(const Reading& reading, std::string_view path);
std::string record_path(std::string_view id);                     // "/v1/records/{id}.json"
std::string version_path(std::string_view id, std::int64_t seq);  // "/v1/records/{id}/{seq}.json"
std::string receipt_path(std::string_view id, std::int64_t seq);  // the same as .tlog-proof
std::string html_path(const Reading& reading, std::string_view id);  // in the first language
// "/files/…" of the source document that says so; empty while its file is not there.
Result<std::string> file_path(Store& store, const Json& document);

Response json_response(std::string body, int status = 200);

// How many leaves the latest published checkpoint covers: nobody sees more.
Result<std::uint64_t> published_size(Store& store);

// The newest version that a published checkpoint covers.
Result<std::optional<Version>> published_version(Store& store, std::string_view id);

void write_head(JsonWriter& json, const Reading& reading, const Head& head);
void write_change(JsonWriter& json, const Reading& reading, const Change& change);
void write_licence_status(JsonWriter& json, const LicenceStatus& status, std::string_view on);

// A version with its body. `self` is the path that was asked for.
Result<std::string> record_document(const Reading& reading, const Version& version,
                                    std::string_view self);
// What took a version away, or, without a number, the whole record.
struct Tombstone {
    Version version;         // its own
    std::string authority;   // that ordered it
    std::int64_t scope = 0;  // the version it is about; 0: all
};
Result<std::optional<Tombstone>> tombstone_of(Store& store, std::string_view id,
                                              std::optional<std::int64_t> seq);
// Why there is no body: of the newest tombstone that took this version, or all, away.
Result<std::string> tombstone_document(const Reading& reading, std::string_view id,
                                       std::optional<std::int64_t> seq);
Result<std::string> history_document(const Reading& reading, const Head& head);
Result<std::string> register_document(const Reading& reading);
Result<std::string> types_document(const Reading& reading);
Result<std::string> overdue_document(const Reading& reading);

}  // namespace bridle::registry
