// The register in files to be taken whole.
//   /bulk/records/{N}.jsonl   every public body of so many leaves, with its salt: what verifies
//   /bulk/checkpoints.jsonl   every checkpoint that was published
//   /bulk/{type}.csv          the newest version of each record of a type, one row each
//   /bulk/bods.json, .jsonl   companies and ownership, BODS 0.4
//   /bulk/ocds-releases.json, ocds-records.json, ocds-extension/…   contracts, OCDS 1.1.5; there is
//                             no package without a contract, which the standard does not allow
//   /bulk/attribution.json    what `bridle check --register` reads
//   /bulk/catalogue.jsonld, .ttl   all of these with size and SHA-256 (DCAT 3)

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "register/model/export.h"
#include "register/verify/bodies.h"
#include "register/web/reading.h"

namespace bridle::registry {

inline constexpr std::uint64_t kBulkSegment = kBodiesPerFile;  // leaves
inline constexpr std::size_t kMostBulkBytes = 128 << 20;       // of one document

struct BulkFile {
    std::string path;  // "/bulk/sale.csv"
    std::string title;
    std::string media_type;   // without a charset
    std::string conforms_to;  // a standard, by its address; empty: none
};

std::string segment_path(std::uint64_t segment);  // "/bulk/records/000000.jsonl"
// All but the catalogue itself, for a log of that size.
std::vector<BulkFile> bulk_files(std::uint64_t size);

// One of them; nothing: there is none of that name, or not yet. Errc::limit when it would be larger
// than kMostBulkBytes.
Result<std::optional<std::string>> bulk_text(const Reading& reading, std::string_view path);

// catalogue.cc: both forms of the catalogue.
Result<std::string> catalogue_json(const Reading& reading);
Result<std::string> catalogue_turtle(const Reading& reading);

Publisher publisher_of(const Settings& settings);
// As of today, with a line end.
Result<std::string> attribution_export(Store& store, const Settings& settings);

}  // namespace bridle::registry
