#include "casefile/model.h"

#include "base/names.h"

namespace bridle {

static constexpr Names<Reading, 5> kReadings = {
    {"read", "partial", "unreadable", "absent", "skipped"}};
static constexpr Names<Absence, 5> kAbsences = {
    {"unusual", "optional", "only_encrypted", "older_versions", "only_dumps"}};
static constexpr Names<Errc, 7> kCodes = {
    {"truncated", "corrupt", "unsupported", "limit", "io", "internal", "password"}};

std::string_view name_of(Reading reading) {
    return kReadings.of(reading);
}
std::string_view name_of(Absence absence) {
    return kAbsences.of(absence);
}
std::string_view name_of(Errc code) {
    return kCodes.of(code);
}
std::optional<Reading> reading_named(std::string_view name) {
    return kReadings.find(name);
}
std::optional<Absence> absence_named(std::string_view name) {
    return kAbsences.find(name);
}
std::optional<Errc> errc_named(std::string_view name) {
    return kCodes.find(name);
}

bool graver(const Finding& a, const Finding& b) {
    if (a.severity != b.severity) return a.severity > b.severity;
    if (a.confidence != b.confidence) return a.confidence > b.confidence;
    if (a.time.has_value() != b.time.has_value()) return a.time.has_value();
    return a.time < b.time;
}

}  // namespace bridle
