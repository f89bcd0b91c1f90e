// A record's body for people: every field that its schema knows, in the schema's order, with where
// it comes from and what another source says in its place.

#pragma once

#include "register/web/pages/page.h"
#include "register/web/schema_view.h"

namespace bridle::registry {

// All but the sources, which have a list of their own below. Depends on nothing else of the page
// than its language.
void show_body(Page& page, const RecordType& type, const Json& body);
void show_sources(Page& page, const Json& body);

// What a JSON pointer into a body leads to, as forms and pages call it: "Addresses 1 › Country".
std::string place_in_words(const Page& page, const RecordType& type, std::string_view pointer);

// One value, with the part of the schema that describes it.
void show_value(Page& page, const SchemaView& view, const Json& value);

}  // namespace bridle::registry
