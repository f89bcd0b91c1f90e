#include "rule/finding.h"

#include <algorithm>
#include <array>

namespace bridle {

static constexpr std::array<std::string_view, 5> kSeverities = {"info", "low", "medium", "high",
                                                                "critical"};
static constexpr std::array<std::string_view, 4> kConfidences = {"weak", "moderate", "strong",
                                                                 "confirmed"};

template <class Enum, std::size_t N>
static std::optional<Enum> named(const std::array<std::string_view, N>& names,
                                 std::string_view name) {
    auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

std::string_view name_of(Severity severity) {
    return kSeverities[static_cast<std::size_t>(severity)];
}
std::string_view name_of(Confidence confidence) {
    return kConfidences[static_cast<std::size_t>(confidence)];
}
std::optional<Severity> severity_named(std::string_view name) {
    return named<Severity>(kSeverities, name);
}
std::optional<Confidence> confidence_named(std::string_view name) {
    return named<Confidence>(kConfidences, name);
}

}  // namespace bridle
