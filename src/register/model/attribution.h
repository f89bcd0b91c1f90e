// The attribution export: which published sets of indicators are traces of which product, and what
// is on record about it. `bridle check --register FILE` reads it on a machine without a network,
// so that everything a report has to say is in this one file.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "register/model/export.h"

namespace bridle::registry {

struct CurrentRecord {
    std::string id, type;
    Json body;
};

struct AttributionExport {
    Publisher publisher;
    std::string name;        // of the register
    std::uint64_t size = 0;  // of its log
    std::string today;       // for which the status of licences holds
    bool demonstration = false;
};

// The types that the export is made of; records of others change nothing.
inline constexpr std::string_view kAttributedTypes[] = {
    "attribution", "product", "company", "licence", "moratorium", "contract", "measure", "sale"};

// `records` in the order of their ids. An attribution whose product is not on record is left out:
// there is nothing to say about it.
Json attribution_export(const AttributionExport& about, std::span<const CurrentRecord> records);

}  // namespace bridle::registry
