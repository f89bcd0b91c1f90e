// A schema, a line feed, and a value: every fault lies in the value, and is found again.

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "format/json_schema.h"

using namespace bridle;

namespace {

constexpr std::string_view kRecord = R"({"$id": "record", "type": "object",
    "required": ["asOf", "sources"], "properties": {
        "asOf": {"type": "string", "format": "short"},
        "sources": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/$defs/s"}},
        "next": {"anyOf": [{"const": "none"}, {"$ref": "#"}, {"type": "array", "contains": {"$ref": "#"}}]}},
    "patternProperties": {"^x[a-z]*$": {"multipleOf": 0.5, "maximum": 9}},
    "unevaluatedProperties": false,
    "$defs": {"s": {"type": "object", "propertyNames": {"maxLength": 5},
        "if": {"required": ["a"]}, "then": {"not": {"required": ["b"]}}, "additionalProperties": false,
        "properties": {"a": {"enum": [1, "x", null]}, "b": {"pattern": "^(a|b)*$"}}}}})";

void check(const SchemaSet& schemas, std::string_view id, const Json& value) {
    auto faults = schemas.check(id, value);
    if (!faults) return;
    if (faults->size() > SchemaSet::kMostFaults) std::abort();
    for (const SchemaFault& fault : *faults) {
        std::string_view parent = fault.at;
        if (fault.keyword == "required" || fault.keyword == "dependentRequired")
            parent = parent.substr(0, parent.rfind('/'));
        if (!value.at(parent) || fault.what.empty()) std::abort();
    }
    if (*faults != *schemas.check(id, value)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const FormatTable kFormats = {
        {"short", {[](std::string_view text) { return text.size() < 9; }, "short"}}};
    std::string_view input = as_text(std::as_bytes(std::span(data, size)));
    std::string_view schema = input.substr(0, input.find('\n'));
    auto value = Json::parse(input.substr(std::min(schema.size() + 1, input.size())));
    if (!value) return 0;
    SchemaSet schemas(kFormats);
    if (!schemas.add(kRecord) || !schemas.check_references()) std::abort();
    check(schemas, "record", *value);
    if (!schemas.add(schema) || !schemas.check_references()) return 0;
    check(schemas, Json::parse(schema)->find("$id")->text(), *value);
    return 0;
}
