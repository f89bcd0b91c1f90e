// The form of a filing, made from the schema of its type, and read back by the same schema. A field
// is named by the JSON pointer to its place in the body, so that the page of a fault finds its
// field. It needs no script: rows are added and removed by buttons that send the form.

#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "register/web/pages/page.h"
#include "register/web/schema_view.h"

namespace bridle::registry {

using FormFields = std::vector<std::pair<std::string, std::string>>;

// Names of buttons: their value is the pointer of a list, or of an item of one.
inline constexpr std::string_view kAddButton = "add-item", kRemoveButton = "remove-item";

void show_form(Page& page, const RecordType& type, const Json& body,
               std::span<const SchemaFault> faults);

// What was filled in, blanks left out. Follows the schema: what it does not know is not read. An
// item is added or removed where one of the buttons above says so.
Json read_form(const RecordType& type, const FormFields& fields);

}  // namespace bridle::registry
