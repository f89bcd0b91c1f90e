// Where in a body the annotations of a schema apply: every subschema, with the path of the values
// that it describes.

#pragma once

#include <functional>
#include <string_view>

#include "register/model/types.h"

namespace bridle::registry {

using VisitSchema = std::function<void(const Json& schema, const FieldPath& path)>;

// Of a schema in `schemas`, through its references. A path may come more than once, since several
// subschemas may describe one value.
void visit_schema(const SchemaSet& schemas, std::string_view id, const VisitSchema& visit);

// "/history/*/date"
FieldPath field_path(std::string_view pointer);

// visit(value, pointer) for each value a path leads to.
using VisitValue = std::function<void(const Json& value, const std::string& pointer)>;
void visit_values(const Json& body, const FieldPath& path, const VisitValue& visit);

}  // namespace bridle::registry
