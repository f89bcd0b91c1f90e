// Every field of every record against every indicator, by the kind of the field.

#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "artifact/artifact.h"
#include "indicator/confidence.h"
#include "indicator/indicators.h"

namespace bridle {

// In what way the observed value is the indicator's, the surest first.
enum class How : std::uint8_t {
    exact,           // the same, after the spelling that does not matter is taken away
    path_prefix,     // a file or a page below the indicator's path
    parent_domain,   // a host below the indicator's domain
    url_variant,     // the same page but for http or https, or the final slash
    relative_path,   // the same path as far as both are known
    pattern,         // a LIKE or a regular expression of the indicator
    truncated_name,  // a process name cut to 15 or 16 characters by the system
    embedded,        // a host inside something else: a script, a name such as 1.2.3.4.nip.io
    other_page,      // the indicator's host, but the indicator names another page on it
};
std::string_view name_of(How how);
Confidence confidence(How how);  // a proposal: the place where it was seen may say less

struct Match {
    const Indicator* indicator;
    std::size_t field;          // of the record
    std::string_view observed;  // the part of the field that matches: a link, a path component
    How how;
};

struct MatchOptions {
    bool process_in_path = false;  // the components of file paths may be processes
};

// One for each thread: it holds the scratch space.
class Matcher {
public:
    explicit Matcher(const Indicators& indicators);
    Matcher(Matcher&&) noexcept;
    ~Matcher();

    // Each indicator at most once for each field, in the way that is surest; a
    // combination once for the record. Lives until the next call, and the views
    // in it as long as the record's.
    std::span<const Match> match(std::span<const Field> fields, MatchOptions options = {});
    std::span<const Match> match(const Record& record, MatchOptions options = {}) {
        return match(record.fields, options);
    }

    // Whether anything has been met yet that indicators of this kind are compared with.
    bool has_compared(IndicatorKind kind) const;

private:
    class Run;
    std::unique_ptr<Run> run_;
};

}  // namespace bridle
