// What this program reads, for those who ask it and for docs/coverage.md.

#pragma once

#include <string_view>

namespace bridle {

struct ArtifactFields {
    std::string_view artifact;
    bool others;             // and every other column or key of the file, by its own name
    std::string_view names;  // with blanks between

    bool has(std::string_view name) const;
};
// As CMake finds them in the source of the artifact.
const ArtifactFields& fields_of(std::string_view artifact);

}  // namespace bridle
