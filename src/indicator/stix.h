// STIX 2.0 and 2.1 bundles: the indicators, and what they indicate.

#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/large_buffer.h"
#include "base/time.h"

namespace bridle {

// Views live as long as the bundle and the buffer that it was read from.
struct StixObject {
    std::string_view id, type, name, description;
};

struct StixIndicator {
    std::string_view id, pattern, pattern_type;
    bool revoked = false;
    std::optional<Time> valid_until;
    std::vector<const StixObject*> indicates;  // by relationship, or by a report that lists it
};

class StixBundle {
public:
    // Refuses what is not a JSON object with objects in it, or ends too early.
    static Result<StixBundle> parse(const LargeBuffer& json);
    StixBundle(StixBundle&&) noexcept;
    ~StixBundle();

    const std::vector<StixIndicator>& indicators() const;

private:
    StixBundle();
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bridle
