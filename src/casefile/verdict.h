// What an examination comes to, as a statement and as an exit code. The one
// place that decides it.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "casefile/model.h"

namespace bridle {

enum class Statement : std::uint8_t {
    traces_found,   // at least one finding that is high or above, and strong or confirmed
    signs,          // any other finding of low or above: an expert should look
    nothing_known,  // in what could be read
    not_examined,   // nothing could be read
};
std::string_view name_of(Statement statement);

// What the statement depends on.
struct Tally {
    std::array<std::array<std::size_t, 4>, 5> findings{};  // by severity, by confidence
    std::size_t read = 0;    // coverage of what is on the phone: in whole or in part
    std::size_t unread = 0;  // unreadable, in part, or oddly absent
    std::size_t normally_absent = 0;
    std::size_t problems = 0;  // of the acquisition as a whole

    void count(const Finding& finding);
    void count(const Coverage& coverage, bool encrypted);
    void count(const CaseProblem& problem);
    std::size_t above_info() const;
};

struct Verdict {
    Statement statement;
    bool complete;  // all that should be there could be read
    int exit_code;
};

Verdict verdict(const Tally& tally);

// Whether it is normal that an acquisition has no such file.
bool is_normal(Absence absence, bool encrypted);

}  // namespace bridle
