#include "register/web/schema_view.h"

#include <algorithm>
#include <unordered_map>

namespace bridle::registry {

static const Json kNothing;
static constexpr std::string_view kNone = "none";

// What the "$ref" of each part of a schema leads to, for all parts that have one: a page asks for
// thousands.
using References = std::unordered_map<const Json*, const Json*>;

static void add_references(std::string_view id, const Json& part, References& references) {
    if (std::string_view to = part["$ref"].text(); !to.empty()) {
        const Json* target = record_schemas().resolve(id, to);
        if (!references.emplace(&part, target).second) return;
        if (target) add_references(id, *target, references);
    }
    for (const auto& [name, value] : part.members()) add_references(id, value, references);
    for (const Json& item : part.items()) add_references(id, item, references);
}

static const Json* referred(const Json* part) {
    static const References all = [] {
        References references;
        for (const RecordType& type : record_types())
            add_references(type.schema_id, *type.schema, references);
        return references;
    }();
    auto found = all.find(part);
    return found == all.end() ? nullptr : found->second;
}

const Json& SchemaView::keyword(std::string_view name) const {
    const Json* at = schema_;
    for (int depth = 0; at && depth < 8; depth++) {
        if (const Json* found = at->find(name)) return *found;
        at = referred(at);
    }
    return kNothing;
}

std::vector<SchemaView::Property> SchemaView::properties() const {
    std::vector<Property> all;
    for (const auto& [name, schema] : keyword("properties").members())
        all.push_back({name, SchemaView(&schema)});
    return all;
}

std::optional<SchemaView> SchemaView::property(std::string_view name) const {
    const Json* found = keyword("properties").find(name);
    if (!found) return std::nullopt;
    return SchemaView(found);
}

bool SchemaView::requires_(std::string_view name) const {
    return std::ranges::any_of(keyword("required").items(),
                               [&](const Json& each) { return each.text() == name; });
}

SchemaView SchemaView::items() const {
    return SchemaView(&keyword("items"));
}

std::vector<SchemaView> SchemaView::branches() const {
    std::vector<SchemaView> all;
    for (const Json& branch : keyword("anyOf").items()) {
        SchemaView view(&branch);
        // What only asks for a property more is no branch to be shown.
        if (!view.keyword("type").is_null() || !view.keyword("const").is_null() ||
            !view.keyword("enum").is_null() || !view.keyword("anyOf").is_null())
            all.push_back(view);
    }
    return all;
}

static bool is_none_branch(const SchemaView& view) {
    return view.text("const") == kNone;
}
static bool is_withheld_branch(const SchemaView& view) {
    return view.property("withheld").has_value();
}

bool SchemaView::allows_none() const {
    return std::ranges::any_of(branches(), is_none_branch);
}

bool SchemaView::allows_withheld() const {
    return std::ranges::any_of(branches(), is_withheld_branch);
}

SchemaView SchemaView::answer() const {
    for (const SchemaView& branch : branches())
        if (!is_none_branch(branch) && !is_withheld_branch(branch)) return branch.answer();
    return *this;
}

SchemaView SchemaView::of_value(const Json& value) const {
    const bool withheld = withheld_reason(value).has_value();
    for (const SchemaView& branch : branches()) {
        if (withheld != is_withheld_branch(branch)) continue;
        std::string_view type = branch.text("type"), constant = branch.text("const");
        const bool fits = (value.is_text() && (type == "string" || constant == value.text())) ||
                          (value.is_array() && type == "array") ||
                          (value.is_object() && type == "object") ||
                          (value.is_number() && (type == "number" || type == "integer")) ||
                          (value.is_bool() && type == "boolean");
        if (fits && (constant.empty() || constant == value.text())) return branch;
    }
    return *this;
}

bool is_none(const Json& answer) {
    return answer.text() == kNone;
}

std::optional<std::string_view> withheld_reason(const Json& answer) {
    const Json* reason = answer.find("withheld");
    if (!reason || answer.size() != 1) return std::nullopt;
    return reason->text();
}

}  // namespace bridle::registry
