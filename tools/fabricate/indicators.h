// Sets of indicators to plant: a small fictional one, a synthetic one of any
// size, or values picked out of published STIX files; and the STIX bundle for
// each. The scan of STIX here is a crude one on purpose: it shares nothing with
// the reader that is tested by means of it.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fabricate/random.h"

namespace bridle::fabricate {

enum class Sort : std::uint8_t {
    domain,
    address,  // IPv4
    url,
    email,
    process,
    file_name,
    file_path,
    sha256,
    app_id,
    profile_id,
};
inline constexpr std::size_t kSorts = 10;
std::string_view name_of(Sort sort);  // "domain", …, as planted.json says it

struct Indicators {
    std::string family = "Fictional Family";
    std::array<std::vector<std::string>, kSorts> values;

    std::vector<std::string>& of(Sort sort) { return values[static_cast<std::size_t>(sort)]; }
    const std::vector<std::string>& of(Sort sort) const {
        return values[static_cast<std::size_t>(sort)];
    }
};

Indicators fictional_indicators();
// In the proportions of the published sets: mostly domains.
Indicators synthetic_indicators(std::size_t count, std::uint64_t seed);
// From every *.stix2 and *.json of the folder, in the order of their names.
Result<Indicators> published_indicators(const std::string& folder);

std::string stix_bundle(const Indicators& indicators);

// Deals indicators out, one after the other in an order of its own, so that
// different places of a backup hold different ones.
class Bait {
public:
    Bait(const Indicators& indicators, std::uint64_t seed);
    // Nothing when the set has none of the sort, or none that fits.
    std::optional<std::string> next(Sort sort, bool (*fits)(std::string_view) = nullptr);

private:
    Indicators shuffled_;
    std::array<std::size_t, kSorts> dealt_{};
};

}  // namespace bridle::fabricate
