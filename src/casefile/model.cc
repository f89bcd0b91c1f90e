#include "casefile/model.h"

#include <algorithm>
#include <array>

namespace bridle {

static constexpr std::array<std::string_view, 5> kReadings = {"read", "partial", "unreadable",
                                                              "absent", "skipped"};
static constexpr std::array<std::string_view, 4> kAbsences = {"unusual", "optional",
                                                              "only_encrypted", "older_versions"};
static constexpr std::array<std::string_view, 7> kCodes = {
    "truncated", "corrupt", "unsupported", "limit", "io", "internal", "password"};

template <class Enum, std::size_t N>
static std::optional<Enum> named(const std::array<std::string_view, N>& names,
                                 std::string_view name) {
    auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

std::string_view name_of(Reading reading) {
    return kReadings[static_cast<std::size_t>(reading)];
}
std::string_view name_of(Absence absence) {
    return kAbsences[static_cast<std::size_t>(absence)];
}
std::string_view name_of(Errc code) {
    return kCodes[static_cast<std::size_t>(code)];
}
std::optional<Reading> reading_named(std::string_view name) {
    return named<Reading>(kReadings, name);
}
std::optional<Absence> absence_named(std::string_view name) {
    return named<Absence>(kAbsences, name);
}
std::optional<Errc> errc_named(std::string_view name) {
    return named<Errc>(kCodes, name);
}

bool graver(const Finding& a, const Finding& b) {
    if (a.severity != b.severity) return a.severity > b.severity;
    if (a.confidence != b.confidence) return a.confidence > b.confidence;
    if (a.time.has_value() != b.time.has_value()) return a.time.has_value();
    return a.time < b.time;
}

}  // namespace bridle
