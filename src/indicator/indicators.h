// What is known of attackers: sets of indicators, read once, asked millions of
// times. Sets are STIX bundles (indicator/stix.h).

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/large_buffer.h"
#include "base/time.h"

namespace bridle {

enum class IndicatorKind : std::uint8_t {
    domain,
    ipv4,  // an address or a range
    ipv6,
    url,
    email,
    phone,
    process,
    file_name,
    file_path,
    md5,  // of files
    sha1,
    sha256,
    sha512,
    app_certificate,  // any digest of it
    app_id,
    profile_id,  // of a configuration profile
    android_property,
    combination,  // several of the above, to be met in one record
};
inline constexpr std::size_t kIndicatorKinds = 18;
std::string_view name_of(IndicatorKind kind);  // "domain", "file name"

// Who says so, and of what. The same value may stand in several sets, and in
// one set for several families.
struct Source {
    std::string_view name;         // what it indicates: "Pegasus"; the set's when it does not say
    std::string_view object_type;  // "malware", "campaign", "report", …; empty when it does not say
    std::string_view description;  // of that object
    std::string_view file;         // the set: "pegasus.stix2"
    std::string_view indicator_id;  // "indicator--…"
};

struct Indicator {
    IndicatorKind kind;
    bool is_pattern = false;  // `value` is a STIX LIKE or a regular expression
    std::string_view value;   // as published; of a combination: the whole STIX pattern
    std::vector<Source> sources;
};

// What became of one set.
struct SetReport {
    struct Unsupported {
        std::string indicator_id, reason, pattern;
    };
    std::string name;                                   // of the file
    std::string sha256;                                 // hexadecimal
    std::vector<std::string> families;                  // what its indicators point at
    std::size_t indicators = 0;                         // objects of that type
    std::array<std::size_t, kIndicatorKinds> values{};  // taken, by kind
    std::size_t revoked = 0, expired = 0;               // left out
    std::vector<Unsupported> unsupported;               // left out, wholly or in part

    std::size_t of(IndicatorKind kind) const { return values[static_cast<std::size_t>(kind)]; }
};

// First every add(), then one compile(); from then on nothing changes, and any
// number of threads may match. Views in indicators and sources live as long as this.
class Indicators {
public:
    Indicators();
    Indicators(Indicators&&) noexcept;
    Indicators& operator=(Indicators&&) noexcept;
    ~Indicators();

    // The error names the file. Nothing of a set that fails is kept, and nothing
    // of one that is there already.
    Result<SetReport> add(const LargeBuffer& bundle, std::string_view file_name, Time now);
    Result<SetReport> add(Bytes bundle, std::string_view file_name, Time now);
    void compile();

    std::span<const Indicator> all() const;
    std::span<const SetReport> sets() const;

    // For rules that ask themselves, such as of an Android property. Exact, or as
    // near as the kind's nature allows (case of e-mail addresses); null if unknown.
    const Indicator* find(IndicatorKind kind, std::string_view value) const;

    struct Tables;  // indicator/tables.h, for Matcher
    const Tables& tables() const { return *tables_; }

private:
    std::unique_ptr<Tables> tables_;
};

}  // namespace bridle
