// Contracts as releases and records of the Open Contracting Data Standard 1.1.5
// (https://standard.open-contracting.org/1.1/): each version of a contract is a release, all of
// one contract are a record. A release holds the whole contract, and nulls for what the one before
// had and it has not, so that merging them, as the standard has it, gives what the register says
// today.
//
// What the standard has no field for stands in fields of our own, which its schema allows and
// ocds_extension() describes: statusDetails of a contract (the standard knows no order to stop
// work), safeguards of a tender, withheld (what is not answered, and why), and, for a date that is
// known to the month or the year alone, its name with AsKnown behind it, such as dateSignedAsKnown.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "register/model/export.h"

namespace bridle::registry {

// "ocds-abc123-contract-…": the same for ever, whatever is corrected.
std::string ocid_of(std::string_view prefix, std::string_view record_id);

// The versions of one contract, oldest first; those without a body give no release.
std::vector<Json> ocds_releases(std::span<const ExportedVersion> versions,
                                std::string_view ocid_prefix, const Publisher& publisher);
// The record of these releases, of which there is one at least.
Json ocds_record(const std::vector<Json>& releases);

// The merge of releases in the order of their dates.
Json ocds_compiled(const std::vector<Json>& releases);

// All of a package but its "releases" or "records". `uri` is where it is published.
Json ocds_package(const std::string& uri, const std::string& published, const Publisher& publisher);

// Of our fields: extension.json, and the patch of the schema of a release.
Json ocds_extension(const Publisher& publisher);
Json ocds_extension_schema();

}  // namespace bridle::registry
