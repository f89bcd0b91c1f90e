#include "register/model/annotations.h"

#include <array>
#include <string>

#include "base/text.h"

namespace bridle::registry {

namespace {

// Schemas of ours refer to themselves nowhere; this ends the walk if one ever does.
constexpr std::size_t kMostSteps = 40;

struct Walk {
    const SchemaSet& schemas;
    std::string_view id;
    const VisitSchema& visit;
    FieldPath path = {};

    void below(const Json& schema, std::string_view step, std::size_t depth) {
        path.emplace_back(step);
        at(schema, depth + 1);
        path.pop_back();
    }

    void at(const Json& schema, std::size_t depth = 0) {
        if (!schema.is_object() || depth > kMostSteps) return;
        visit(schema, path);
        if (const Json* reference = schema.find("$ref"))
            if (const Json* target = schemas.resolve(id, reference->text())) at(*target, depth + 1);
        for (const auto& [name, property] : schema["properties"].members())
            below(property, name, depth);
        if (const Json* items = schema.find("items")) below(*items, "*", depth);
        for (std::string_view keyword : {"anyOf", "oneOf", "allOf"})
            for (const Json& branch : schema[keyword].items()) at(branch, depth + 1);
    }
};

void visit_from(const Json& value, std::span<const std::string> path, std::string pointer,
                const VisitValue& visit) {
    if (path.empty()) return visit(value, pointer);
    auto rest = path.subspan(1);
    if (path.front() == "*") {
        for (std::size_t i = 0; i < value.items().size(); ++i)
            visit_from(value.items()[i], rest, pointer + '/' + std::to_string(i), visit);
    } else if (const Json* member = value.find(path.front())) {
        visit_from(*member, rest, pointer + pointer_step(path.front()), visit);
    }
}

}  // namespace

void visit_schema(const SchemaSet& schemas, std::string_view id, const VisitSchema& visit) {
    if (const Json* schema = schemas.schema(id)) Walk{schemas, id, visit}.at(*schema);
}

FieldPath field_path(std::string_view pointer) {
    if (pointer.empty()) return {};
    FieldPath path;
    for (std::string_view step : split(pointer.substr(1), '/')) path.emplace_back(step);
    return path;
}

void visit_values(const Json& body, const FieldPath& path, const VisitValue& visit) {
    visit_from(body, path, {}, visit);
}

std::vector<const Json*> values_at(const Json& body, const FieldPath& path) {
    std::vector<const Json*> values;
    visit_values(body, path,
                 [&](const Json& value, const std::string&) { values.push_back(&value); });
    return values;
}

}  // namespace bridle::registry
