// The types of record a register holds. Each is a JSON Schema in schemas/, from which forms,
// validation and documentation come; what the program needs to know beyond validation stands in the
// same schemas as annotations that begin with "x-", which schemas/common.json explains.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "format/json_schema.h"
#include "format/json_value.h"

namespace bridle::registry {

// The way to values within a body, as a JSON pointer would go; "*" stands for every item of a list.
using FieldPath = std::vector<std::string>;

// A property that names another record.
struct LinkField {
    std::string relation;  // the name of the property
    std::string target;    // the type of the record it names; "record" where any may be named
    FieldPath path;
};

struct RecordType {
    std::string name;       // "dueDiligence"
    std::string schema_id;  // with the version of the schema at its end; a filing names it
    const Json* schema = nullptr;
    std::vector<FieldPath> titles;  // the first that is there is the title
    std::vector<FieldPath> names;   // what fuzzy search compares
    std::vector<FieldPath> countries;
    std::vector<FieldPath> identifiers;
    std::vector<FieldPath> statuses;  // the last item of a list is the status of today
    std::vector<FieldPath> personal;  // where natural persons may be named
    std::vector<FieldPath> texts;     // prose
    std::vector<LinkField> links;
};

inline constexpr std::size_t kMostBodyBytes = 1 << 20;  // in canonical form

std::span<const RecordType> record_types();
const RecordType* find_type(std::string_view name);

// Every schema of the register, common.json among them, for whoever follows a $ref.
const SchemaSet& record_schemas();

// What is wrong with a body: what the schema says, and where that is content, what a schema cannot
// say. `today` as YYYY-MM-DD refuses what claims to be later; empty asks nothing.
Result<std::vector<SchemaFault>> check_record(const RecordType& type, const Json& body,
                                              std::string_view today = {});

// The values a path leads to, in their order.
std::vector<const Json*> values_at(const Json& body, const FieldPath& path);

// The type in kebab case and twelve random characters, so that nobody learns from an id how many
// records there are. What is an id, is_record_id() of register/model/identifiers.h says.
std::string new_record_id(const RecordType& type);

}  // namespace bridle::registry
