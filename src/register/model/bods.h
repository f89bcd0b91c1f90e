// Companies and ownership as statements of the Beneficial Ownership Data Standard 0.4
// (https://standard.openownership.org/en/0.4.0/). Each version of a record is a statement of its
// own; a correction says so in an annotation; what was taken down stays as a statement that says
// nothing any more, under the same id, so that what refers to it still finds it.

#pragma once

#include <vector>

#include "register/model/export.h"

namespace bridle::registry {

// The places of statements in a file: an interested party stands before what it holds, and the
// parts of an indirect interest before the whole.
enum class BodsPass : std::uint8_t { parties, relationships, chains };
inline constexpr BodsPass kBodsPasses[] = {BodsPass::parties, BodsPass::relationships,
                                           BodsPass::chains};

// The statements of one version that belong into that pass; none for other types of record.
std::vector<Json> bods_statements(const ExportedVersion& version, const Publisher& publisher,
                                  BodsPass pass);

}  // namespace bridle::registry
