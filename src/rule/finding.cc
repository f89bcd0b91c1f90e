#include "rule/finding.h"

#include "base/names.h"

namespace bridle {

static constexpr Names<Severity, 5> kSeverities = {{"info", "low", "medium", "high", "critical"}};
static constexpr Names<Confidence, 4> kConfidences = {{"weak", "moderate", "strong", "confirmed"}};

std::string_view name_of(Severity severity) {
    return kSeverities.of(severity);
}
std::string_view name_of(Confidence confidence) {
    return kConfidences.of(confidence);
}
std::optional<Severity> severity_named(std::string_view name) {
    return kSeverities.find(name);
}
std::optional<Confidence> confidence_named(std::string_view name) {
    return kConfidences.find(name);
}

}  // namespace bridle
