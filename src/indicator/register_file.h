// The attribution export of a public register: of which product a published set of indicators shows
// traces, and what is on record about that product and who sells it. It is one file of JSON, read
// without a network; what it says is a statement of the register, and never evidence.
//
// STIX ids differ between editions of one set. So a family is known by the SHA-256 of the file that
// it stands in and its name; by its name alone it is known less surely.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format/json_value.h"
#include "indicator/indicators.h"

namespace bridle {

inline constexpr std::uint64_t kRegisterFileBytes = 16 << 20;

enum class AttributionConfidence : std::uint8_t { low, moderate, high, confirmed };
std::string_view name_of(AttributionConfidence confidence);
std::optional<AttributionConfidence> attribution_confidence_named(std::string_view name);

enum class AttributedBy : std::uint8_t {
    file,  // the set is the very file that the register names
    name,  // the register knows only the family
};
std::string_view name_of(AttributedBy by);
std::optional<AttributedBy> attributed_by_named(std::string_view name);

struct Citation {
    std::string title, publisher, published, url;
};

// An answer of a record, such as its "number" or its "destinations".
struct RegisterAnswer {
    std::string name;
    std::vector<std::string> values;
    std::optional<std::string> withheld = {};  // why the register does not tell
};

struct RegisterRecord {
    std::string id, title, as_of;
    std::string url;  // where the register publishes it; empty when nowhere
    std::vector<RegisterAnswer> answers;
    std::vector<Citation> citations;

    // Of an answer with one value; empty otherwise.
    std::string_view answer(std::string_view name) const;
};

struct Attribution {
    RegisterRecord record;
    std::string repository, path, sha256;  // of the set; the digest is empty when not on record
    std::string family;
    AttributionConfidence confidence = AttributionConfidence::low;
    RegisterRecord product;
    std::optional<RegisterRecord> vendor;
    std::vector<RegisterRecord> licences, contracts, sales, measures;
    Json entry;  // all of it, as the export has it
};

// From an entry of the export; the error says which member is wrong.
Result<Attribution> read_attribution(Json entry);

struct RegisterAbout {
    std::string name, keeper;
    std::string origin;  // of its log
    std::string url, licence;
    std::uint64_t size = 0;      // of its log
    std::string day;             // for which the states of licences hold
    bool demonstration = false;  // nobody filed its records
};

struct RegisterFile {
    RegisterAbout about;
    std::vector<Attribution> attributions;

    static Result<RegisterFile> parse(std::string_view text);
};

// A family of a set, and what the register attributes it to.
struct AttributedFamily {
    std::string set, family;      // as findings have them
    std::size_t attribution = 0;  // its place in the list beside this
    AttributedBy by = AttributedBy::name;
    AttributionConfidence confidence = AttributionConfidence::low;
};

// The attributions of the sets that are used, and no others.
struct Attributed {
    std::vector<Attribution> attributions;
    std::vector<AttributedFamily> families;  // in the order of the sets, and of the register
    std::size_t left_out = 0;                // families beyond what a case holds
};
Attributed attributed(const RegisterFile& from, std::span<const SetReport> sets);

}  // namespace bridle
