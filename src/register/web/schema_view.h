// A part of a record's schema as pages and forms look at it: through its references, and at the
// branch that fits a value. docs/register/records.md describes the annotations.

#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "register/model/types.h"

namespace bridle::registry {

class SchemaView {
public:
    static SchemaView of(const RecordType& type) { return SchemaView(type.schema); }

    // What the part itself says; what it refers to where it says nothing.
    const Json& keyword(std::string_view name) const;
    std::string_view text(std::string_view name) const { return keyword(name).text(); }
    std::string_view title() const { return text("title"); }
    std::string_view description() const { return text("description"); }

    struct Property;
    std::vector<Property> properties() const;  // in the order of the schema
    std::optional<SchemaView> property(std::string_view name) const;
    bool requires_(std::string_view name) const;
    SchemaView items() const;

    // A question that may be answered by "none", or by why it is withheld.
    bool allows_none() const;
    bool allows_withheld() const;
    // The branch that says what else the answer may be; the part itself where there is none.
    SchemaView answer() const;
    // The branch for this value.
    SchemaView of_value(const Json& value) const;

private:
    explicit SchemaView(const Json* schema) : schema_(schema) {}
    std::vector<SchemaView> branches() const;

    const Json* schema_;
};

struct SchemaView::Property {
    std::string_view name;
    SchemaView view;
};

bool is_none(const Json& answer);
// Why an answer is withheld; nothing where it is not.
std::optional<std::string_view> withheld_reason(const Json& answer);

}  // namespace bridle::registry
