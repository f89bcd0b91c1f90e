// JSON Schema 2020-12 (https://json-schema.org/draft/2020-12), the part that the register's forms
// use. A keyword, format or pattern that is not understood is refused when the schema is loaded,
// so that nothing goes silently unchecked. Keywords that begin with "x-" are the schema's own
// business, but for "x-fault": the sentence for a filer where `pattern`, `not`, `contains` or
// `propertyNames` beside it, or a schema that is false, would have no words for it.

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "format/json_value.h"

namespace bridle {

struct SchemaFault {
    std::string at;       // JSON pointer into the value; of a missing field, to where it would be
    std::string keyword;  // of the schema
    std::string what;     // for the filer, of the value: "must be one of: a, b, c"

    bool operator==(const SchemaFault&) const = default;
};

struct Format {
    std::function<bool(std::string_view)> holds;
    std::string what;  // "a date such as 2024-03-05"
};
using FormatTable = std::map<std::string, Format, std::less<>>;

struct SchemaParts;  // json_schema_keywords.h

// Filled first, then only asked, from any number of threads.
class SchemaSet {
public:
    static constexpr std::size_t kMostFaults = 200;

    explicit SchemaSet(FormatTable formats = {});
    ~SchemaSet();
    SchemaSet(SchemaSet&&) noexcept;
    SchemaSet& operator=(SchemaSet&&) noexcept;

    // Known by its "$id", by which other schemas may refer to it, whether added before or after.
    Result<void> add(std::string_view text);
    // Once all are added: whether all that they refer to is there.
    Result<void> check_references() const;

    // No faults: the value is valid. They come in the order of the value. An error means that the
    // schema is not known, refers to what is not there, or costs too much on this value.
    Result<std::vector<SchemaFault>> check(std::string_view id, const Json& value) const;

    const Json* schema(std::string_view id) const;
    // What "$ref" means in the schema of that id: "#/$defs/x", "<id>", "<id>#/$defs/x", and
    // "other.json#/$defs/x" beside the schema. Nothing where there is no such schema.
    const Json* resolve(std::string_view id, std::string_view reference) const;

private:
    std::unique_ptr<SchemaParts> parts_;
};

}  // namespace bridle
